//! ListSecrets.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListSecrets.html>

use gen_secretsmanager::{ListSecretsInput, ListSecretsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_secrets(
    _cx: &mut Cx<'_>,
    _input: &ListSecretsInput,
) -> ApiResult<ListSecretsOutput> {
    Err(ApiError::not_implemented("secretsmanager:ListSecrets"))
}
