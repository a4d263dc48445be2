//! ListSecretVersionIds.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ListSecretVersionIds.html>

use gen_secretsmanager::{ListSecretVersionIdsInput, ListSecretVersionIdsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_secret_version_ids(
    _cx: &mut Cx<'_>,
    _input: &ListSecretVersionIdsInput,
) -> ApiResult<ListSecretVersionIdsOutput> {
    Err(ApiError::not_implemented("secretsmanager:ListSecretVersionIds"))
}
