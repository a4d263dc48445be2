//! PutBucketMetricsConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketMetricsConfiguration.html>

use gen_s3::{PutBucketMetricsConfigurationInput, PutBucketMetricsConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_metrics_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketMetricsConfigurationInput,
) -> ApiResult<PutBucketMetricsConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketMetricsConfiguration"))
}
