//! ListAccountsWithInvalidEffectivePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsWithInvalidEffectivePolicy.html>

use gen_organizations::{ListAccountsWithInvalidEffectivePolicyInput, ListAccountsWithInvalidEffectivePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_accounts_with_invalid_effective_policy(
    _cx: &mut Cx<'_>,
    _input: &ListAccountsWithInvalidEffectivePolicyInput,
) -> ApiResult<ListAccountsWithInvalidEffectivePolicyOutput> {
    Err(ApiError::not_implemented("organizations:ListAccountsWithInvalidEffectivePolicy"))
}
