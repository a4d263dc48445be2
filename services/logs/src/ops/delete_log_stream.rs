//! DeleteLogStream.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteLogStream.html>

use gen_logs::{DeleteLogStreamInput, DeleteLogStreamOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_log_stream(
    _cx: &mut Cx<'_>,
    _input: &DeleteLogStreamInput,
) -> ApiResult<DeleteLogStreamOutput> {
    Err(ApiError::not_implemented("logs:DeleteLogStream"))
}
