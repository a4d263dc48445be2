//! ListBucketMetricsConfigurations: all configurations of request metrics, by pages of a hundred.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketMetricsConfigurations.html>

use gen_s3::{
    ListBucketMetricsConfigurationsInput, ListBucketMetricsConfigurationsOutput,
    MetricsConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn list_bucket_metrics_configurations(
    cx: &mut Cx<'_>,
    input: &ListBucketMetricsConfigurationsInput,
) -> ApiResult<ListBucketMetricsConfigurationsOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let token = input.continuation_token.as_deref();
    let page = by_id::page::<Kept<MetricsConfiguration>>(cx, &bucket, token).await?;
    let list: Vec<MetricsConfiguration> = page.found.into_iter().map(|kept| kept.0).collect();
    Ok(ListBucketMetricsConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: input.continuation_token.clone(),
        next_continuation_token: page.next,
        metrics_configuration_list: (!list.is_empty()).then_some(list),
    })
}
