//! DeleteSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DeleteSecret.html>

use gen_secretsmanager::{DeleteSecretInput, DeleteSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_secret(
    _cx: &mut Cx<'_>,
    _input: &DeleteSecretInput,
) -> ApiResult<DeleteSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:DeleteSecret"))
}
