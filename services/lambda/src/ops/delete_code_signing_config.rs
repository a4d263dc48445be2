//! DeleteCodeSigningConfig.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_DeleteCodeSigningConfig.html>

use gen_lambda::{DeleteCodeSigningConfigInput, DeleteCodeSigningConfigOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_code_signing_config(
    _cx: &mut Cx<'_>,
    _input: &DeleteCodeSigningConfigInput,
) -> ApiResult<DeleteCodeSigningConfigOutput> {
    Err(ApiError::not_implemented("lambda:DeleteCodeSigningConfig"))
}
