//! DescribeEndpoints.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeEndpoints.html>

use gen_dynamodb::{DescribeEndpointsInput, DescribeEndpointsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_endpoints(
    _cx: &mut Cx<'_>,
    _input: &DescribeEndpointsInput,
) -> ApiResult<DescribeEndpointsOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeEndpoints"))
}
