//! DeleteProvisionedConcurrencyConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteProvisionedConcurrencyConfig.html>

use gen_lambda::{DeleteProvisionedConcurrencyConfigInput, DeleteProvisionedConcurrencyConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_provisioned_concurrency_config(
    _cx: &mut Cx<'_>,
    _input: &DeleteProvisionedConcurrencyConfigInput,
) -> ApiResult<DeleteProvisionedConcurrencyConfigOutput> {
    Err(ApiError::not_implemented("lambda:DeleteProvisionedConcurrencyConfig"))
}
