//! GetBucketAnalyticsConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketAnalyticsConfiguration.html>

use gen_s3::{GetBucketAnalyticsConfigurationInput, GetBucketAnalyticsConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_analytics_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketAnalyticsConfigurationInput,
) -> ApiResult<GetBucketAnalyticsConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketAnalyticsConfiguration"))
}
