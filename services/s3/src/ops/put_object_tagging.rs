//! PutObjectTagging: in place of all tags that were there.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectTagging.html>

use gen_s3::{PutObjectTaggingInput, PutObjectTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::changes::{self, Change};
use crate::object_key::ObjectKey;
use crate::{bucket, tagged, tags, versions, write};

pub(crate) async fn put_object_tagging(
    cx: &mut Cx<'_>,
    input: &PutObjectTaggingInput,
) -> ApiResult<PutObjectTaggingOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let tags = tags::of_document(&input.tagging.tag_set)?;
    let mut version = tagged::find(cx, &bucket, &key, input.version_id.as_deref(), "PUT").await?;
    if let Some(object) = &mut version.object {
        object.tags = tags;
    }
    versions::save(cx, &bucket, &key, &version).await?;
    changes::happened(cx, &bucket, &key, &version, Change::TaggingPut).await?;
    Ok(PutObjectTaggingOutput { version_id: write::shown_id(&bucket, &version) })
}
