//! GetObjectAnnotation.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectAnnotation.html>

use gen_s3::{GetObjectAnnotationInput, GetObjectAnnotationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_annotation(
    _cx: &mut Cx<'_>,
    _input: &GetObjectAnnotationInput,
) -> ApiResult<GetObjectAnnotationOutput> {
    Err(ApiError::not_implemented("s3:GetObjectAnnotation"))
}
