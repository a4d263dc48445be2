//! DescribePolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribePolicy.html>

use gen_organizations::{DescribePolicyInput, DescribePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_policy(
    _cx: &mut Cx<'_>,
    _input: &DescribePolicyInput,
) -> ApiResult<DescribePolicyOutput> {
    Err(ApiError::not_implemented("organizations:DescribePolicy"))
}
