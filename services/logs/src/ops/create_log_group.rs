//! CreateLogGroup.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_CreateLogGroup.html>

use gen_logs::{CreateLogGroupInput, CreateLogGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_log_group(
    _cx: &mut Cx<'_>,
    _input: &CreateLogGroupInput,
) -> ApiResult<CreateLogGroupOutput> {
    Err(ApiError::not_implemented("logs:CreateLogGroup"))
}
