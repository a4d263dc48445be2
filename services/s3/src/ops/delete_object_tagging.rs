//! DeleteObjectTagging.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectTagging.html>

use gen_s3::{DeleteObjectTaggingInput, DeleteObjectTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::changes::{self, Change};
use crate::object_key::ObjectKey;
use crate::{bucket, tagged, versions, write};

pub(crate) async fn delete_object_tagging(
    cx: &mut Cx<'_>,
    input: &DeleteObjectTaggingInput,
) -> ApiResult<DeleteObjectTaggingOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut version =
        tagged::find(cx, &bucket, &key, input.version_id.as_deref(), "DELETE").await?;
    if let Some(object) = &mut version.object {
        object.tags.clear();
    }
    versions::save(cx, &bucket, &key, &version).await?;
    changes::happened(cx, &bucket, &key, &version, Change::TaggingDeleted).await?;
    Ok(DeleteObjectTaggingOutput { version_id: write::shown_id(&bucket, &version) })
}
