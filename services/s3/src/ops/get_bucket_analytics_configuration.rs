//! GetBucketAnalyticsConfiguration: one configuration of storage class analysis, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAnalyticsConfiguration.html>

use gen_s3::{
    AnalyticsConfiguration, GetBucketAnalyticsConfigurationInput,
    GetBucketAnalyticsConfigurationOutput,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_analytics_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketAnalyticsConfigurationInput,
) -> ApiResult<GetBucketAnalyticsConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<AnalyticsConfiguration>>(cx, &bucket, &input.id).await?;
    let kept = kept.ok_or_else(refusals::no_such_configuration)?;
    Ok(GetBucketAnalyticsConfigurationOutput { analytics_configuration: Some(kept.0) })
}
