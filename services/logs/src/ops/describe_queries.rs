//! DescribeQueries.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeQueries.html>

use gen_logs::{DescribeQueriesInput, DescribeQueriesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_queries(
    _cx: &mut Cx<'_>,
    _input: &DescribeQueriesInput,
) -> ApiResult<DescribeQueriesOutput> {
    Err(ApiError::not_implemented("logs:DescribeQueries"))
}
