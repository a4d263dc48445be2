//! DeleteObjectTagging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteObjectTagging.html>

use gen_s3::{DeleteObjectTaggingInput, DeleteObjectTaggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_object_tagging(
    _cx: &mut Cx<'_>,
    _input: &DeleteObjectTaggingInput,
) -> ApiResult<DeleteObjectTaggingOutput> {
    Err(ApiError::not_implemented("s3:DeleteObjectTagging"))
}
