//! PutMetricFilter.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutMetricFilter.html>

use gen_logs::{PutMetricFilterInput, PutMetricFilterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_metric_filter(
    _cx: &mut Cx<'_>,
    _input: &PutMetricFilterInput,
) -> ApiResult<PutMetricFilterOutput> {
    Err(ApiError::not_implemented("logs:PutMetricFilter"))
}
