//! DeleteBucketMetricsConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketMetricsConfiguration.html>

use gen_s3::{DeleteBucketMetricsConfigurationInput, DeleteBucketMetricsConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_metrics_configuration(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketMetricsConfigurationInput,
) -> ApiResult<DeleteBucketMetricsConfigurationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketMetricsConfiguration"))
}
