//! GetCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetCodeSigningConfig.html>

use gen_lambda::{GetCodeSigningConfigInput, GetCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &GetCodeSigningConfigInput,
) -> ApiResult<GetCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:GetCodeSigningConfig"))
}
