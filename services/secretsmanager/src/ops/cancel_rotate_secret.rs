//! CancelRotateSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_CancelRotateSecret.html>

use gen_secretsmanager::{CancelRotateSecretInput, CancelRotateSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn cancel_rotate_secret(
    _cx: &mut Cx<'_>,
    _input: &CancelRotateSecretInput,
) -> ApiResult<CancelRotateSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:CancelRotateSecret"))
}
