//! PutBucketNotificationConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketNotificationConfiguration.html>

use gen_s3::{PutBucketNotificationConfigurationInput, PutBucketNotificationConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_notification_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketNotificationConfigurationInput,
) -> ApiResult<PutBucketNotificationConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketNotificationConfiguration"))
}
