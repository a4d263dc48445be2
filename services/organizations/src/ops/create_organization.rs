//! CreateOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html>

use gen_organizations::{CreateOrganizationInput, CreateOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_organization(
    _cx: &mut Cx<'_>,
    _input: &CreateOrganizationInput,
) -> ApiResult<CreateOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:CreateOrganization"))
}
