//! ListDelegatedServicesForAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html>

use gen_organizations::{ListDelegatedServicesForAccountInput, ListDelegatedServicesForAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_delegated_services_for_account(
    _cx: &mut Cx<'_>,
    _input: &ListDelegatedServicesForAccountInput,
) -> ApiResult<ListDelegatedServicesForAccountOutput> {
    Err(ApiError::not_implemented("organizations:ListDelegatedServicesForAccount"))
}
