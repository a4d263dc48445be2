//! DescribeOrganizationalUnit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganizationalUnit.html>

use gen_organizations::{DescribeOrganizationalUnitInput, DescribeOrganizationalUnitOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_organizational_unit(
    _cx: &mut Cx<'_>,
    _input: &DescribeOrganizationalUnitInput,
) -> ApiResult<DescribeOrganizationalUnitOutput> {
    Err(ApiError::not_implemented("organizations:DescribeOrganizationalUnit"))
}
