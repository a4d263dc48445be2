//! PutBucketNotification.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketNotification.html>

use gen_s3::{PutBucketNotificationInput, PutBucketNotificationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_notification(
    _cx: &mut Cx<'_>,
    _input: &PutBucketNotificationInput,
) -> ApiResult<PutBucketNotificationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketNotification"))
}
