//! FilterLogEvents.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_FilterLogEvents.html>

use gen_logs::{FilterLogEventsInput, FilterLogEventsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn filter_log_events(
    _cx: &mut Cx<'_>,
    _input: &FilterLogEventsInput,
) -> ApiResult<FilterLogEventsOutput> {
    Err(ApiError::not_implemented("logs:FilterLogEvents"))
}
