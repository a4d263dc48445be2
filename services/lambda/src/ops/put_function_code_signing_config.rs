//! PutFunctionCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_PutFunctionCodeSigningConfig.html>

use gen_lambda::{PutFunctionCodeSigningConfigInput, PutFunctionCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_function_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &PutFunctionCodeSigningConfigInput,
) -> ApiResult<PutFunctionCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:PutFunctionCodeSigningConfig"))
}
