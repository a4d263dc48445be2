//! CreateAccountAlias: a name for the account, in place of one that it has; no other account may have it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccountAlias.html>

use gen_iam::CreateAccountAliasRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::account_alias;
use crate::credential_errors as errors;

pub(crate) async fn create_account_alias(
    cx: &mut Cx<'_>,
    input: &CreateAccountAliasRequest,
) -> ApiResult<Empty> {
    if account_alias::is_taken(cx, &input.account_alias).await? {
        return Err(errors::alias_exists(&input.account_alias));
    }
    account_alias::put(cx, &input.account_alias).await?;
    Ok(Empty {})
}
