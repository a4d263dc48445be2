//! DeleteObject.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteObject.html>

use gen_s3::{DeleteObjectInput, DeleteObjectOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_object(
    _cx: &mut Cx<'_>,
    _input: &DeleteObjectInput,
) -> ApiResult<DeleteObjectOutput> {
    Err(ApiError::not_implemented("s3:DeleteObject"))
}
