//! GetProvisionedConcurrencyConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetProvisionedConcurrencyConfig.html>

use gen_lambda::{GetProvisionedConcurrencyConfigInput, GetProvisionedConcurrencyConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_provisioned_concurrency_config(
    _cx: &mut Cx<'_>,
    _input: &GetProvisionedConcurrencyConfigInput,
) -> ApiResult<GetProvisionedConcurrencyConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetProvisionedConcurrencyConfig"))
}
