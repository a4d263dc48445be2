//! RotateSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_RotateSecret.html>

use gen_secretsmanager::{RotateSecretInput, RotateSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn rotate_secret(
    _cx: &mut Cx<'_>,
    _input: &RotateSecretInput,
) -> ApiResult<RotateSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:RotateSecret"))
}
