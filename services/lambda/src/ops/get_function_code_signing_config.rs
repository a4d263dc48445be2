//! GetFunctionCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetFunctionCodeSigningConfig.html>

use gen_lambda::{GetFunctionCodeSigningConfigInput, GetFunctionCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_function_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &GetFunctionCodeSigningConfigInput,
) -> ApiResult<GetFunctionCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetFunctionCodeSigningConfig"))
}
