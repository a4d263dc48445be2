//! PutObjectRetention: until when a version is kept. An empty one ends it, for who may bypass governance.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html>

use gen_s3::{PutObjectRetentionInput, PutObjectRetentionOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::{object_change, object_lock, versions};

pub(crate) async fn put_object_retention(
    cx: &mut Cx<'_>,
    input: &PutObjectRetentionInput,
) -> ApiResult<PutObjectRetentionOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    let mut version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "PUT").await?;
    object_change::require_lock(&bucket)?;
    let retention = object_lock::retention_of(input.retention.as_ref(), cx.now())?;
    let bypass = input.bypass_governance_retention == Some(true);
    if let Some(object) = &mut version.object {
        object.lock.allows_retention(retention, cx.now(), bypass)?;
        object.lock.retention = retention;
    }
    versions::save(cx, &bucket, &key, &version).await?;
    Ok(PutObjectRetentionOutput::default())
}
