//! DeleteAlias.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteAlias.html>

use gen_kms::{DeleteAliasInput, DeleteAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_alias(
    _cx: &mut Cx<'_>,
    _input: &DeleteAliasInput,
) -> ApiResult<DeleteAliasOutput> {
    Err(ApiError::not_implemented("kms:DeleteAlias"))
}
