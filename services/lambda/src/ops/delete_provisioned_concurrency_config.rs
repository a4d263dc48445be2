//! DeleteProvisionedConcurrencyConfig: lets the environments go that stood ready.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteProvisionedConcurrencyConfig.html>

use gen_lambda::DeleteProvisionedConcurrencyConfigRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::tables::PROVISIONED;
use crate::{provisioned, provisioned_target};

pub(crate) async fn delete_provisioned_concurrency_config(
    cx: &mut Cx<'_>,
    input: &DeleteProvisionedConcurrencyConfigRequest,
) -> ApiResult<Empty> {
    let (name, qualifier) =
        provisioned_target::named(cx, &input.function_name, &input.qualifier).await?;
    cx.delete(&PROVISIONED, &(name.clone(), qualifier.to_string()));
    provisioned::schedule(cx, &name).await?;
    Ok(Empty::default())
}
