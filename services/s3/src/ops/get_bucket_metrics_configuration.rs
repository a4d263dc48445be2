//! GetBucketMetricsConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketMetricsConfiguration.html>

use gen_s3::{GetBucketMetricsConfigurationInput, GetBucketMetricsConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_metrics_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketMetricsConfigurationInput,
) -> ApiResult<GetBucketMetricsConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketMetricsConfiguration"))
}
