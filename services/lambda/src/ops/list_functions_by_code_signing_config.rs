//! ListFunctionsByCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListFunctionsByCodeSigningConfig.html>

use gen_lambda::{ListFunctionsByCodeSigningConfigInput, ListFunctionsByCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_functions_by_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &ListFunctionsByCodeSigningConfigInput,
) -> ApiResult<ListFunctionsByCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:ListFunctionsByCodeSigningConfig"))
}
