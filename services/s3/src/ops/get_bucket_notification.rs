//! GetBucketNotification.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketNotification.html>

use gen_s3::{GetBucketNotificationInput, GetBucketNotificationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_notification(
    _cx: &mut Cx<'_>,
    _input: &GetBucketNotificationInput,
) -> ApiResult<GetBucketNotificationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketNotification"))
}
