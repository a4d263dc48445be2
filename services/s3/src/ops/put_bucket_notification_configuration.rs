//! PutBucketNotificationConfiguration: who is told of what; an empty one tells nobody.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html>

use std::sync::Arc;

use gen_s3::PutBucketNotificationConfigurationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;
use crate::notification::{check, deliver};

pub(crate) async fn put_bucket_notification_configuration(
    cx: &mut Cx<'_>,
    input: &PutBucketNotificationConfigurationInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let given = &input.notification_configuration;
    let checked = check::check(given, bucket.region.as_str(), cx.random())?;
    let skip = input.skip_destination_validation == Some(true);
    deliver::test_destinations(cx, &bucket, &checked, skip).await?;
    bucket.configured.notification =
        checked.queue_configurations.is_some() || checked.lambda_function_configurations.is_some();
    configuration::put(cx, &bucket, "", &Kept(checked))?;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
