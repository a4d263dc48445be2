//! DescribeCreateAccountStatus.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeCreateAccountStatus.html>

use gen_organizations::{DescribeCreateAccountStatusInput, DescribeCreateAccountStatusOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_create_account_status(
    _cx: &mut Cx<'_>,
    _input: &DescribeCreateAccountStatusInput,
) -> ApiResult<DescribeCreateAccountStatusOutput> {
    Err(ApiError::not_implemented("organizations:DescribeCreateAccountStatus"))
}
