//! ListObjectAnnotations.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListObjectAnnotations.html>

use gen_s3::{ListObjectAnnotationsInput, ListObjectAnnotationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_object_annotations(
    _cx: &mut Cx<'_>,
    _input: &ListObjectAnnotationsInput,
) -> ApiResult<ListObjectAnnotationsOutput> {
    Err(ApiError::not_implemented("s3:ListObjectAnnotations"))
}
