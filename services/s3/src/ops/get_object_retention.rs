//! GetObjectRetention: until when a version is kept.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectRetention.html>

use gen_s3::{GetObjectRetentionInput, GetObjectRetentionOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::{object_change, refusals};

pub(crate) async fn get_object_retention(
    cx: &mut Cx<'_>,
    input: &GetObjectRetentionInput,
) -> ApiResult<GetObjectRetentionOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    object_change::require_lock(&bucket)?;
    let version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let retention = version.object.and_then(|object| object.lock.retention);
    let retention = retention.ok_or_else(refusals::no_lock_of_object)?;
    Ok(GetObjectRetentionOutput { retention: Some(retention.shown()) })
}
