//! CreateCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_CreateCodeSigningConfig.html>

use gen_lambda::{CreateCodeSigningConfigInput, CreateCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &CreateCodeSigningConfigInput,
) -> ApiResult<CreateCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:CreateCodeSigningConfig"))
}
