//! DescribeAccount.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeAccount.html>

use gen_organizations::{DescribeAccountInput, DescribeAccountOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_account(
    _cx: &mut Cx<'_>,
    _input: &DescribeAccountInput,
) -> ApiResult<DescribeAccountOutput> {
    Err(ApiError::not_implemented("organizations:DescribeAccount"))
}
