//! GetBucketNotificationConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketNotificationConfiguration.html>

use gen_s3::{GetBucketNotificationConfigurationInput, GetBucketNotificationConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_notification_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketNotificationConfigurationInput,
) -> ApiResult<GetBucketNotificationConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketNotificationConfiguration"))
}
