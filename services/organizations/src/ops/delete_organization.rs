//! DeleteOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html>

use gen_organizations::{DeleteOrganizationInput, DeleteOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_organization(
    _cx: &mut Cx<'_>,
    _input: &DeleteOrganizationInput,
) -> ApiResult<DeleteOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:DeleteOrganization"))
}
