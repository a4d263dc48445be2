//! PutBucketAnalyticsConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketAnalyticsConfiguration.html>

use gen_s3::{PutBucketAnalyticsConfigurationInput, PutBucketAnalyticsConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_analytics_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketAnalyticsConfigurationInput,
) -> ApiResult<PutBucketAnalyticsConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketAnalyticsConfiguration"))
}
