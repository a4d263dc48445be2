//! DescribeOrganization: the organization that the caller's account is in.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html>

use gen_organizations::{DescribeOrganizationInput, DescribeOrganizationOutput};
use kernel::{ApiResult, Cx};

use crate::{door, organization};

pub(super) async fn describe_organization(
    cx: &mut Cx<'_>,
    _input: &DescribeOrganizationInput,
) -> ApiResult<DescribeOrganizationOutput> {
    let organization = door::member(cx).await?;
    let email = organization::email(cx, &organization).await?;
    Ok(DescribeOrganizationOutput { organization: Some(organization.show(email)) })
}
