//! UpdateSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_UpdateSecret.html>

use gen_secretsmanager::{UpdateSecretInput, UpdateSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_secret(
    _cx: &mut Cx<'_>,
    _input: &UpdateSecretInput,
) -> ApiResult<UpdateSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:UpdateSecret"))
}
