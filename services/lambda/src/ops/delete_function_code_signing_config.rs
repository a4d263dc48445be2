//! DeleteFunctionCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteFunctionCodeSigningConfig.html>

use gen_lambda::{DeleteFunctionCodeSigningConfigInput, DeleteFunctionCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_function_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &DeleteFunctionCodeSigningConfigInput,
) -> ApiResult<DeleteFunctionCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:DeleteFunctionCodeSigningConfig"))
}
