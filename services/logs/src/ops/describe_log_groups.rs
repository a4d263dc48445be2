//! DescribeLogGroups.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeLogGroups.html>

use gen_logs::{DescribeLogGroupsInput, DescribeLogGroupsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_log_groups(
    _cx: &mut Cx<'_>,
    _input: &DescribeLogGroupsInput,
) -> ApiResult<DescribeLogGroupsOutput> {
    Err(ApiError::not_implemented("logs:DescribeLogGroups"))
}
