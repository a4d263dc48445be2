//! DescribeResourcePolicies.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeResourcePolicies.html>

use gen_logs::{DescribeResourcePoliciesInput, DescribeResourcePoliciesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_resource_policies(
    _cx: &mut Cx<'_>,
    _input: &DescribeResourcePoliciesInput,
) -> ApiResult<DescribeResourcePoliciesOutput> {
    Err(ApiError::not_implemented("logs:DescribeResourcePolicies"))
}
