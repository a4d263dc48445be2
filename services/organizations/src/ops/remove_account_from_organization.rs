//! RemoveAccountFromOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html>

use gen_organizations::{RemoveAccountFromOrganizationInput, RemoveAccountFromOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_account_from_organization(
    _cx: &mut Cx<'_>,
    _input: &RemoveAccountFromOrganizationInput,
) -> ApiResult<RemoveAccountFromOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:RemoveAccountFromOrganization"))
}
