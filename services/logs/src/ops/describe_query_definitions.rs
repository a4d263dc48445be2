//! DescribeQueryDefinitions.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeQueryDefinitions.html>

use gen_logs::{DescribeQueryDefinitionsInput, DescribeQueryDefinitionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_query_definitions(
    _cx: &mut Cx<'_>,
    _input: &DescribeQueryDefinitionsInput,
) -> ApiResult<DescribeQueryDefinitionsOutput> {
    Err(ApiError::not_implemented("logs:DescribeQueryDefinitions"))
}
