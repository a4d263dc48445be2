//! ListAWSServiceAccessForOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html>

use gen_organizations::{ListAWSServiceAccessForOrganizationInput, ListAWSServiceAccessForOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_aws_service_access_for_organization(
    _cx: &mut Cx<'_>,
    _input: &ListAWSServiceAccessForOrganizationInput,
) -> ApiResult<ListAWSServiceAccessForOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:ListAWSServiceAccessForOrganization"))
}
