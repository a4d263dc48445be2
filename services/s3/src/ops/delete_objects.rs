//! DeleteObjects.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteObjects.html>

use gen_s3::{DeleteObjectsInput, DeleteObjectsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_objects(
    _cx: &mut Cx<'_>,
    _input: &DeleteObjectsInput,
) -> ApiResult<DeleteObjectsOutput> {
    Err(ApiError::not_implemented("s3:DeleteObjects"))
}
