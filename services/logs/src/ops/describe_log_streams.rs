//! DescribeLogStreams.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeLogStreams.html>

use gen_logs::{DescribeLogStreamsInput, DescribeLogStreamsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_log_streams(
    _cx: &mut Cx<'_>,
    _input: &DescribeLogStreamsInput,
) -> ApiResult<DescribeLogStreamsOutput> {
    Err(ApiError::not_implemented("logs:DescribeLogStreams"))
}
