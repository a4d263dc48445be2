//! DescribeEffectivePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeEffectivePolicy.html>

use gen_organizations::{DescribeEffectivePolicyInput, DescribeEffectivePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_effective_policy(
    _cx: &mut Cx<'_>,
    _input: &DescribeEffectivePolicyInput,
) -> ApiResult<DescribeEffectivePolicyOutput> {
    Err(ApiError::not_implemented("organizations:DescribeEffectivePolicy"))
}
