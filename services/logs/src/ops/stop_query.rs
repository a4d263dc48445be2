//! StopQuery.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_StopQuery.html>

use gen_logs::{StopQueryInput, StopQueryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn stop_query(
    _cx: &mut Cx<'_>,
    _input: &StopQueryInput,
) -> ApiResult<StopQueryOutput> {
    Err(ApiError::not_implemented("logs:StopQuery"))
}
