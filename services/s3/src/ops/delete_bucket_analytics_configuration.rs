//! DeleteBucketAnalyticsConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketAnalyticsConfiguration.html>

use gen_s3::{DeleteBucketAnalyticsConfigurationInput, DeleteBucketAnalyticsConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_analytics_configuration(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketAnalyticsConfigurationInput,
) -> ApiResult<DeleteBucketAnalyticsConfigurationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketAnalyticsConfiguration"))
}
