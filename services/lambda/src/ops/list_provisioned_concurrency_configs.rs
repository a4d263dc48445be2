//! ListProvisionedConcurrencyConfigs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListProvisionedConcurrencyConfigs.html>

use gen_lambda::{ListProvisionedConcurrencyConfigsInput, ListProvisionedConcurrencyConfigsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_provisioned_concurrency_configs(
    _cx: &mut Cx<'_>,
    _input: &ListProvisionedConcurrencyConfigsInput,
) -> ApiResult<ListProvisionedConcurrencyConfigsOutput> {
    Err(ApiError::not_implemented("lambda:ListProvisionedConcurrencyConfigs"))
}
