//! DescribeResponsibilityTransfer.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeResponsibilityTransfer.html>

use gen_organizations::{DescribeResponsibilityTransferInput, DescribeResponsibilityTransferOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_responsibility_transfer(
    _cx: &mut Cx<'_>,
    _input: &DescribeResponsibilityTransferInput,
) -> ApiResult<DescribeResponsibilityTransferOutput> {
    Err(ApiError::not_implemented("organizations:DescribeResponsibilityTransfer"))
}
