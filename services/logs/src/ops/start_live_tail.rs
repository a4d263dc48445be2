//! StartLiveTail.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_StartLiveTail.html>

use gen_logs::{StartLiveTailInput, StartLiveTailOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn start_live_tail(
    _cx: &mut Cx<'_>,
    _input: &StartLiveTailInput,
) -> ApiResult<StartLiveTailOutput> {
    Err(ApiError::not_implemented("logs:StartLiveTail"))
}
