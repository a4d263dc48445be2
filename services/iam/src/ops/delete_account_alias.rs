//! DeleteAccountAlias: the alias, which the caller must know, is free again.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccountAlias.html>

use gen_iam::DeleteAccountAliasRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::account_alias;
use crate::credential_errors as errors;

pub(crate) async fn delete_account_alias(
    cx: &mut Cx<'_>,
    input: &DeleteAccountAliasRequest,
) -> ApiResult<Empty> {
    let alias = account_alias::get(cx).await?;
    if alias.as_deref() != Some(input.account_alias.as_str()) {
        return Err(errors::no_alias(&input.account_alias));
    }
    account_alias::delete(cx).await?;
    Ok(Empty {})
}
