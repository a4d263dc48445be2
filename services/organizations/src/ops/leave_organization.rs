//! LeaveOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html>

use gen_organizations::{LeaveOrganizationInput, LeaveOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn leave_organization(
    _cx: &mut Cx<'_>,
    _input: &LeaveOrganizationInput,
) -> ApiResult<LeaveOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:LeaveOrganization"))
}
