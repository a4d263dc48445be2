//! ListLogGroups.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_ListLogGroups.html>

use gen_logs::{ListLogGroupsInput, ListLogGroupsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_log_groups(
    _cx: &mut Cx<'_>,
    _input: &ListLogGroupsInput,
) -> ApiResult<ListLogGroupsOutput> {
    Err(ApiError::not_implemented("logs:ListLogGroups"))
}
