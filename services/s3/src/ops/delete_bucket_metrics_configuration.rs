//! DeleteBucketMetricsConfiguration: takes one away.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketMetricsConfiguration.html>

use gen_s3::{DeleteBucketMetricsConfigurationInput, MetricsConfiguration};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn delete_bucket_metrics_configuration(
    cx: &mut Cx<'_>,
    input: &DeleteBucketMetricsConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    by_id::delete::<Kept<MetricsConfiguration>>(cx, &bucket, &input.id).await?;
    Ok(Empty::default())
}
