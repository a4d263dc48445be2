//! DeleteAccountAlias.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteAccountAlias.html>

use gen_iam::{DeleteAccountAliasInput, DeleteAccountAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_account_alias(
    _cx: &mut Cx<'_>,
    _input: &DeleteAccountAliasInput,
) -> ApiResult<DeleteAccountAliasOutput> {
    Err(ApiError::not_implemented("iam:DeleteAccountAlias"))
}
