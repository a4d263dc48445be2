//! PutObjectAnnotation.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObjectAnnotation.html>

use gen_s3::{PutObjectAnnotationInput, PutObjectAnnotationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object_annotation(
    _cx: &mut Cx<'_>,
    _input: &PutObjectAnnotationInput,
) -> ApiResult<PutObjectAnnotationOutput> {
    Err(ApiError::not_implemented("s3:PutObjectAnnotation"))
}
