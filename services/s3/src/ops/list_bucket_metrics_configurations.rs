//! ListBucketMetricsConfigurations.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListBucketMetricsConfigurations.html>

use gen_s3::{ListBucketMetricsConfigurationsInput, ListBucketMetricsConfigurationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_bucket_metrics_configurations(
    _cx: &mut Cx<'_>,
    _input: &ListBucketMetricsConfigurationsInput,
) -> ApiResult<ListBucketMetricsConfigurationsOutput> {
    Err(ApiError::not_implemented("s3:ListBucketMetricsConfigurations"))
}
