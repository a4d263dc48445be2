//! InviteAccountToOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_InviteAccountToOrganization.html>

use gen_organizations::{InviteAccountToOrganizationInput, InviteAccountToOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn invite_account_to_organization(
    _cx: &mut Cx<'_>,
    _input: &InviteAccountToOrganizationInput,
) -> ApiResult<InviteAccountToOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:InviteAccountToOrganization"))
}
