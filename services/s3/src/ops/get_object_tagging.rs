//! GetObjectTagging.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectTagging.html>

use gen_s3::{GetObjectTaggingInput, GetObjectTaggingOutput};
use kernel::{ApiResult, Cx};

use crate::object_key::ObjectKey;
use crate::{bucket, tagged, tags, write};

pub(crate) async fn get_object_tagging(
    cx: &mut Cx<'_>,
    input: &GetObjectTaggingInput,
) -> ApiResult<GetObjectTaggingOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = tagged::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let tag_set = version.object.as_ref().map(|object| tags::shown(&object.tags));
    let version_id = write::shown_id(&bucket, &version);
    Ok(GetObjectTaggingOutput { version_id, tag_set })
}
