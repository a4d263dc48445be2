//! DescribeResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResourcePolicy.html>

use gen_organizations::{DescribeResourcePolicyInput, DescribeResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &DescribeResourcePolicyInput,
) -> ApiResult<DescribeResourcePolicyOutput> {
    Err(ApiError::not_implemented("organizations:DescribeResourcePolicy"))
}
