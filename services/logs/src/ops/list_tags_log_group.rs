//! ListTagsLogGroup.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_ListTagsLogGroup.html>

use gen_logs::{ListTagsLogGroupInput, ListTagsLogGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_tags_log_group(
    _cx: &mut Cx<'_>,
    _input: &ListTagsLogGroupInput,
) -> ApiResult<ListTagsLogGroupOutput> {
    Err(ApiError::not_implemented("logs:ListTagsLogGroup"))
}
