//! GetBucketMetricsConfiguration: one configuration of request metrics, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketMetricsConfiguration.html>

use gen_s3::{
    GetBucketMetricsConfigurationInput, GetBucketMetricsConfigurationOutput, MetricsConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_metrics_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketMetricsConfigurationInput,
) -> ApiResult<GetBucketMetricsConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<MetricsConfiguration>>(cx, &bucket, &input.id).await?;
    let kept = kept.ok_or_else(refusals::no_such_configuration)?;
    Ok(GetBucketMetricsConfigurationOutput { metrics_configuration: Some(kept.0) })
}
