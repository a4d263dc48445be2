//! ListBucketAnalyticsConfigurations.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListBucketAnalyticsConfigurations.html>

use gen_s3::{ListBucketAnalyticsConfigurationsInput, ListBucketAnalyticsConfigurationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_bucket_analytics_configurations(
    _cx: &mut Cx<'_>,
    _input: &ListBucketAnalyticsConfigurationsInput,
) -> ApiResult<ListBucketAnalyticsConfigurationsOutput> {
    Err(ApiError::not_implemented("s3:ListBucketAnalyticsConfigurations"))
}
