//! DeleteObjectAnnotation: for good, also where versioning is on. What is not there is as good as deleted.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjectAnnotation.html>

use gen_s3::{DeleteObjectAnnotationInput, DeleteObjectAnnotationOutput};
use kernel::{ApiResult, Cx};

use crate::annotation_name::AnnotationName;
use crate::changes::{self, Change};
use crate::object_key::ObjectKey;
use crate::{annotations, bucket, delete, errors, read, write};

pub(crate) async fn delete_object_annotation(
    cx: &mut Cx<'_>,
    input: &DeleteObjectAnnotationInput,
) -> ApiResult<DeleteObjectAnnotationOutput> {
    let key = ObjectKey::parse(&input.key)?;
    let name = AnnotationName::sought(&input.annotation_name);
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "DELETE").await?;
    if let Some(object) = &version.object {
        annotations::check_if_match(input.object_if_match.as_deref(), object)?;
        if delete::is_locked(&object.lock, false, cx.now()) {
            return Err(errors::locked());
        }
    }
    if let Some(name) = name
        && annotations::remove(cx, &bucket, &version, &name).await?
    {
        changes::happened(cx, &bucket, &key, &version, Change::AnnotationDeleted).await?;
    }
    Ok(DeleteObjectAnnotationOutput {
        object_version_id: write::shown_id(&bucket, &version),
        ..DeleteObjectAnnotationOutput::default()
    })
}
