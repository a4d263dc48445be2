//! TestMetricFilter.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_TestMetricFilter.html>

use gen_logs::{TestMetricFilterInput, TestMetricFilterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn test_metric_filter(
    _cx: &mut Cx<'_>,
    _input: &TestMetricFilterInput,
) -> ApiResult<TestMetricFilterOutput> {
    Err(ApiError::not_implemented("logs:TestMetricFilter"))
}
