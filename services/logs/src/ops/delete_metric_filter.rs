//! DeleteMetricFilter.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteMetricFilter.html>

use gen_logs::{DeleteMetricFilterInput, DeleteMetricFilterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_metric_filter(
    _cx: &mut Cx<'_>,
    _input: &DeleteMetricFilterInput,
) -> ApiResult<DeleteMetricFilterOutput> {
    Err(ApiError::not_implemented("logs:DeleteMetricFilter"))
}
