//! RestoreObject: makes a copy of an archived object that can be read, after a while and for a while.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_RestoreObject.html>

use gen_s3::{RestoreObjectInput, RestoreObjectOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::{intelligent_tiering, object_change, restore, versions};

pub(crate) async fn restore_object(
    cx: &mut Cx<'_>,
    input: &RestoreObjectInput,
) -> ApiResult<RestoreObjectOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    let mut version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "POST").await?;
    let asked = restore::parse(input.restore_request.as_ref())?;
    if intelligent_tiering::restore::begin(cx, &bucket, &key, &version, asked).await? {
        return Ok(RestoreObjectOutput::default());
    }
    let now = cx.now();
    let Some(object) = &mut version.object else { return Ok(RestoreObjectOutput::default()) };
    let restore = restore::decide(object, asked, now)?;
    object.restore = Some(restore);
    versions::save(cx, &bucket, &key, &version).await?;
    restore::begun(cx, &bucket, &key, &version).await?;
    Ok(RestoreObjectOutput::default())
}
