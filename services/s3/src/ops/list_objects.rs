//! ListObjects.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListObjects.html>

use gen_s3::{ListObjectsInput, ListObjectsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_objects(
    _cx: &mut Cx<'_>,
    _input: &ListObjectsInput,
) -> ApiResult<ListObjectsOutput> {
    Err(ApiError::not_implemented("s3:ListObjects"))
}
