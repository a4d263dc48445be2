//! GetLogEvents.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_GetLogEvents.html>

use gen_logs::{GetLogEventsInput, GetLogEventsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_log_events(
    _cx: &mut Cx<'_>,
    _input: &GetLogEventsInput,
) -> ApiResult<GetLogEventsOutput> {
    Err(ApiError::not_implemented("logs:GetLogEvents"))
}
