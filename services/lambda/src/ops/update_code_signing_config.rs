//! UpdateCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_UpdateCodeSigningConfig.html>

use gen_lambda::{UpdateCodeSigningConfigInput, UpdateCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &UpdateCodeSigningConfigInput,
) -> ApiResult<UpdateCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:UpdateCodeSigningConfig"))
}
