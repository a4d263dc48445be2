//! UpdateSecretVersionStage.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_UpdateSecretVersionStage.html>

use gen_secretsmanager::{UpdateSecretVersionStageInput, UpdateSecretVersionStageOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_secret_version_stage(
    _cx: &mut Cx<'_>,
    _input: &UpdateSecretVersionStageInput,
) -> ApiResult<UpdateSecretVersionStageOutput> {
    Err(ApiError::not_implemented("secretsmanager:UpdateSecretVersionStage"))
}
