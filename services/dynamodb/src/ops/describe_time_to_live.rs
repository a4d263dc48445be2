//! DescribeTimeToLive.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeTimeToLive.html>

use gen_dynamodb::{DescribeTimeToLiveInput, DescribeTimeToLiveOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_time_to_live(
    _cx: &mut Cx<'_>,
    _input: &DescribeTimeToLiveInput,
) -> ApiResult<DescribeTimeToLiveOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeTimeToLive"))
}
