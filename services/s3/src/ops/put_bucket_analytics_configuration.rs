//! PutBucketAnalyticsConfiguration: a configuration of storage class analysis, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAnalyticsConfiguration.html>

use gen_s3::PutBucketAnalyticsConfigurationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn put_bucket_analytics_configuration(
    cx: &mut Cx<'_>,
    input: &PutBucketAnalyticsConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let document = Kept(input.analytics_configuration.clone());
    by_id::check_analytics(&input.id, &document.0)?;
    by_id::put(cx, &bucket, &input.id, &document).await?;
    Ok(Empty::default())
}
