//! DescribeEndpoints: where to send calls, which is where this one was sent.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html>

use gen_dynamodb::{DescribeEndpointsRequest, DescribeEndpointsResponse, Endpoint};
use kernel::{ApiResult, Cx};

/// How long clients may keep the answer.
const CACHE_MINUTES: i64 = 1_440;

pub(crate) async fn describe_endpoints(
    cx: &mut Cx<'_>,
    _input: &DescribeEndpointsRequest,
) -> ApiResult<DescribeEndpointsResponse> {
    let endpoint = Endpoint {
        address: Some(cx.endpoint().authority),
        cache_period_in_minutes: Some(CACHE_MINUTES),
    };
    Ok(DescribeEndpointsResponse { endpoints: Some(vec![endpoint]) })
}
