//! UntagLogGroup.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_UntagLogGroup.html>

use gen_logs::{UntagLogGroupInput, UntagLogGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_log_group(
    _cx: &mut Cx<'_>,
    _input: &UntagLogGroupInput,
) -> ApiResult<UntagLogGroupOutput> {
    Err(ApiError::not_implemented("logs:UntagLogGroup"))
}
