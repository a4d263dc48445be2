//! TagLogGroup.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_TagLogGroup.html>

use gen_logs::{TagLogGroupInput, TagLogGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_log_group(
    _cx: &mut Cx<'_>,
    _input: &TagLogGroupInput,
) -> ApiResult<TagLogGroupOutput> {
    Err(ApiError::not_implemented("logs:TagLogGroup"))
}
