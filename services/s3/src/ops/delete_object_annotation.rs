//! DeleteObjectAnnotation.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteObjectAnnotation.html>

use gen_s3::{DeleteObjectAnnotationInput, DeleteObjectAnnotationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_object_annotation(
    _cx: &mut Cx<'_>,
    _input: &DeleteObjectAnnotationInput,
) -> ApiResult<DeleteObjectAnnotationOutput> {
    Err(ApiError::not_implemented("s3:DeleteObjectAnnotation"))
}
