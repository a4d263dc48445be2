//! CreateLogStream.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_CreateLogStream.html>

use gen_logs::{CreateLogStreamInput, CreateLogStreamOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_log_stream(
    _cx: &mut Cx<'_>,
    _input: &CreateLogStreamInput,
) -> ApiResult<CreateLogStreamOutput> {
    Err(ApiError::not_implemented("logs:CreateLogStream"))
}
