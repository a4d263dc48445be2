//! PutLogEvents.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutLogEvents.html>

use gen_logs::{PutLogEventsInput, PutLogEventsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_log_events(
    _cx: &mut Cx<'_>,
    _input: &PutLogEventsInput,
) -> ApiResult<PutLogEventsOutput> {
    Err(ApiError::not_implemented("logs:PutLogEvents"))
}
