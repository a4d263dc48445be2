//! DeleteLogGroup.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteLogGroup.html>

use gen_logs::{DeleteLogGroupInput, DeleteLogGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_log_group(
    _cx: &mut Cx<'_>,
    _input: &DeleteLogGroupInput,
) -> ApiResult<DeleteLogGroupOutput> {
    Err(ApiError::not_implemented("logs:DeleteLogGroup"))
}
