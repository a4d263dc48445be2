//! DescribeOrganization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>

use gen_organizations::{DescribeOrganizationInput, DescribeOrganizationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_organization(
    _cx: &mut Cx<'_>,
    _input: &DescribeOrganizationInput,
) -> ApiResult<DescribeOrganizationOutput> {
    Err(ApiError::not_implemented("organizations:DescribeOrganization"))
}
