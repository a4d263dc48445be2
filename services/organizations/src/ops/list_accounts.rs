//! ListAccounts.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>

use gen_organizations::{ListAccountsInput, ListAccountsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_accounts(
    _cx: &mut Cx<'_>,
    _input: &ListAccountsInput,
) -> ApiResult<ListAccountsOutput> {
    Err(ApiError::not_implemented("organizations:ListAccounts"))
}
