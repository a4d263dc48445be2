//! CreateAccountAlias.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateAccountAlias.html>

use gen_iam::{CreateAccountAliasInput, CreateAccountAliasOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_account_alias(
    _cx: &mut Cx<'_>,
    _input: &CreateAccountAliasInput,
) -> ApiResult<CreateAccountAliasOutput> {
    Err(ApiError::not_implemented("iam:CreateAccountAlias"))
}
