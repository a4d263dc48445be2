//! RestoreSecret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_RestoreSecret.html>

use gen_secretsmanager::{RestoreSecretInput, RestoreSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn restore_secret(
    _cx: &mut Cx<'_>,
    _input: &RestoreSecretInput,
) -> ApiResult<RestoreSecretOutput> {
    Err(ApiError::not_implemented("secretsmanager:RestoreSecret"))
}
