//! DeleteBucketAnalyticsConfiguration: takes one away.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketAnalyticsConfiguration.html>

use gen_s3::{AnalyticsConfiguration, DeleteBucketAnalyticsConfigurationInput};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn delete_bucket_analytics_configuration(
    cx: &mut Cx<'_>,
    input: &DeleteBucketAnalyticsConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    by_id::delete::<Kept<AnalyticsConfiguration>>(cx, &bucket, &input.id).await?;
    Ok(Empty::default())
}
