//! DescribeDestinations.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeDestinations.html>

use gen_logs::{DescribeDestinationsInput, DescribeDestinationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_destinations(
    _cx: &mut Cx<'_>,
    _input: &DescribeDestinationsInput,
) -> ApiResult<DescribeDestinationsOutput> {
    Err(ApiError::not_implemented("logs:DescribeDestinations"))
}
