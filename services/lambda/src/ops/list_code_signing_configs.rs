//! ListCodeSigningConfigs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListCodeSigningConfigs.html>

use gen_lambda::{ListCodeSigningConfigsInput, ListCodeSigningConfigsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_code_signing_configs(
    _cx: &mut Cx<'_>,
    _input: &ListCodeSigningConfigsInput,
) -> ApiResult<ListCodeSigningConfigsOutput> {
    Err(ApiError::not_implemented("lambda:ListCodeSigningConfigs"))
}
