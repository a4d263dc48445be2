//! DescribeMetricFilters.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeMetricFilters.html>

use gen_logs::{DescribeMetricFiltersInput, DescribeMetricFiltersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_metric_filters(
    _cx: &mut Cx<'_>,
    _input: &DescribeMetricFiltersInput,
) -> ApiResult<DescribeMetricFiltersOutput> {
    Err(ApiError::not_implemented("logs:DescribeMetricFilters"))
}
