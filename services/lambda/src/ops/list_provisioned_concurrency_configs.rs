//! ListProvisionedConcurrencyConfigs: what was asked for, for all versions and aliases of a function.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListProvisionedConcurrencyConfigs.html>

use gen_lambda::{
    ListProvisionedConcurrencyConfigsRequest, ListProvisionedConcurrencyConfigsResponse,
    ProvisionedConcurrencyConfigListItem,
};
use kernel::{ApiResult, Cx};

use crate::function_name::{Target, qualified_arn};
use crate::page::Page;
use crate::{provisioned, resolve, show};

pub(crate) async fn list_provisioned_concurrency_configs(
    cx: &mut Cx<'_>,
    input: &ListProvisionedConcurrencyConfigsRequest,
) -> ApiResult<ListProvisionedConcurrencyConfigsResponse> {
    let name = Target::parse(cx, &input.function_name, None)?.name;
    resolve::function(cx, &name).await?;
    let binding = [name.as_str()];
    let page = Page::parse(cx, &binding, input.max_items, input.marker.as_deref())?;
    let all = provisioned::all(cx, &name).await?;
    let (all, next_marker) = page.cut(cx, all, |(qualifier, _)| qualifier.to_string());
    let mut shown = Vec::with_capacity(all.len());
    for (qualifier, row) in &all {
        let progress = provisioned::progress(cx, &name, qualifier, row).await?;
        shown.push(ProvisionedConcurrencyConfigListItem {
            function_arn: Some(qualified_arn(cx, &name, Some(qualifier))?),
            requested_provisioned_concurrent_executions: Some(row.requested),
            available_provisioned_concurrent_executions: Some(progress.available),
            allocated_provisioned_concurrent_executions: Some(progress.allocated),
            status: Some(progress.status.to_owned()),
            status_reason: progress.reason,
            last_modified: Some(show::time(row.modified)),
        });
    }
    Ok(ListProvisionedConcurrencyConfigsResponse {
        provisioned_concurrency_configs: Some(shown),
        next_marker,
    })
}
