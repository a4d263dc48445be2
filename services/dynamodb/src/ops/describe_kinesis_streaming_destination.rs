//! DescribeKinesisStreamingDestination.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html>

use gen_dynamodb::{DescribeKinesisStreamingDestinationInput, DescribeKinesisStreamingDestinationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_kinesis_streaming_destination(
    _cx: &mut Cx<'_>,
    _input: &DescribeKinesisStreamingDestinationInput,
) -> ApiResult<DescribeKinesisStreamingDestinationOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeKinesisStreamingDestination"))
}
