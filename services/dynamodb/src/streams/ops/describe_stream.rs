//! DescribeStream.
//! Ref: <https://docs.aws.amazon.com/dynamodbstreams/latest/APIReference/API_DescribeStream.html>

use gen_dynamodbstreams::{DescribeStreamInput, DescribeStreamOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_stream(
    _cx: &mut Cx<'_>,
    _input: &DescribeStreamInput,
) -> ApiResult<DescribeStreamOutput> {
    Err(ApiError::not_implemented("dynamodbstreams:DescribeStream"))
}
