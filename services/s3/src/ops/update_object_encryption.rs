//! UpdateObjectEncryption: another key of KMS for a version, whose bytes, entity tag and time stay as they are.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_UpdateObjectEncryption.html>

use gen_s3::{UpdateObjectEncryptionInput, UpdateObjectEncryptionOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::rewrap::{self, NewKey};
use crate::{object_change, versions};

pub(crate) async fn update_object_encryption(
    cx: &mut Cx<'_>,
    input: &UpdateObjectEncryptionInput,
) -> ApiResult<UpdateObjectEncryptionOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    let new = NewKey::parse(&input.object_encryption)?;
    let mut version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "PUT").await?;
    let arn = bucket.object_arn(key.as_str());
    if let Some(object) = &mut version.object {
        new.check(object, bucket.owner, cx.now())?;
        rewrap::rewrap(cx, &bucket, object, &new, &arn).await?;
    }
    rewrap::rewrap_annotations(cx, &bucket, &version, &new, &arn).await?;
    versions::save(cx, &bucket, &key, &version).await?;
    Ok(UpdateObjectEncryptionOutput::default())
}
