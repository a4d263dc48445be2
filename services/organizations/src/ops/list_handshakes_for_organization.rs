//! ListHandshakesForOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListHandshakesForOrganization.html>

use gen_organizations::{ListHandshakesForOrganizationInput, ListHandshakesForOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_handshakes_for_organization(
    _cx: &mut Cx<'_>,
    _input: &ListHandshakesForOrganizationInput,
) -> ApiResult<ListHandshakesForOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:ListHandshakesForOrganization"))
}
