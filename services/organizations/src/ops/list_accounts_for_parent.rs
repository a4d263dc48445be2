//! ListAccountsForParent.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html>

use gen_organizations::{ListAccountsForParentInput, ListAccountsForParentOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_accounts_for_parent(
    _cx: &mut Cx<'_>,
    _input: &ListAccountsForParentInput,
) -> ApiResult<ListAccountsForParentOutput> {
    Err(ApiError::not_implemented("organizations:ListAccountsForParent"))
}
