//! PutProvisionedConcurrencyConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PutProvisionedConcurrencyConfig.html>

use gen_lambda::{PutProvisionedConcurrencyConfigInput, PutProvisionedConcurrencyConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_provisioned_concurrency_config(
    _cx: &mut Cx<'_>,
    _input: &PutProvisionedConcurrencyConfigInput,
) -> ApiResult<PutProvisionedConcurrencyConfigOutput> {
    Err(ApiError::not_implemented("lambda:PutProvisionedConcurrencyConfig"))
}
