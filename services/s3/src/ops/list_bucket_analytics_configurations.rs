//! ListBucketAnalyticsConfigurations: all configurations of storage class analysis, by pages of a hundred.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketAnalyticsConfigurations.html>

use gen_s3::{
    AnalyticsConfiguration, ListBucketAnalyticsConfigurationsInput,
    ListBucketAnalyticsConfigurationsOutput,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn list_bucket_analytics_configurations(
    cx: &mut Cx<'_>,
    input: &ListBucketAnalyticsConfigurationsInput,
) -> ApiResult<ListBucketAnalyticsConfigurationsOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let token = input.continuation_token.as_deref();
    let page = by_id::page::<Kept<AnalyticsConfiguration>>(cx, &bucket, token).await?;
    let list: Vec<AnalyticsConfiguration> = page.found.into_iter().map(|kept| kept.0).collect();
    Ok(ListBucketAnalyticsConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: input.continuation_token.clone(),
        next_continuation_token: page.next,
        analytics_configuration_list: (!list.is_empty()).then_some(list),
    })
}
