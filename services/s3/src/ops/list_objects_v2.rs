//! ListObjectsV2.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListObjectsV2.html>

use gen_s3::{ListObjectsV2Input, ListObjectsV2Output};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_objects_v2(
    _cx: &mut Cx<'_>,
    _input: &ListObjectsV2Input,
) -> ApiResult<ListObjectsV2Output> {
    Err(ApiError::not_implemented("s3:ListObjectsV2"))
}
