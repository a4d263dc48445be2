//! GetProvisionedConcurrencyConfig: what was asked for, and how much of it is there.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetProvisionedConcurrencyConfig.html>

use gen_lambda::{GetProvisionedConcurrencyConfigRequest, GetProvisionedConcurrencyConfigResponse};
use kernel::{ApiResult, Cx};

use crate::{provisioned, provisioned_target, show};

pub(crate) async fn get_provisioned_concurrency_config(
    cx: &mut Cx<'_>,
    input: &GetProvisionedConcurrencyConfigRequest,
) -> ApiResult<GetProvisionedConcurrencyConfigResponse> {
    let found = provisioned_target::find(cx, &input.function_name, &input.qualifier).await?;
    let progress = provisioned::progress(cx, &found.name, &found.qualifier, &found.row).await?;
    Ok(GetProvisionedConcurrencyConfigResponse {
        requested_provisioned_concurrent_executions: Some(found.row.requested),
        available_provisioned_concurrent_executions: Some(progress.available),
        allocated_provisioned_concurrent_executions: Some(progress.allocated),
        status: Some(progress.status.to_owned()),
        status_reason: progress.reason,
        last_modified: Some(show::time(found.row.modified)),
    })
}
