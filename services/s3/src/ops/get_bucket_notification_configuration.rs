//! GetBucketNotificationConfiguration: who is told of what.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketNotificationConfiguration.html>

use gen_s3::{GetBucketNotificationConfigurationInput, NotificationConfiguration};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;

pub(crate) async fn get_bucket_notification_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketNotificationConfigurationInput,
) -> ApiResult<NotificationConfiguration> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<NotificationConfiguration>>(cx, &bucket, "").await?;
    Ok(kept.map(|kept| kept.0).unwrap_or_default())
}
