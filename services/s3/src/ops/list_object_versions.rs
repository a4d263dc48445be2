//! ListObjectVersions.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListObjectVersions.html>

use gen_s3::{ListObjectVersionsInput, ListObjectVersionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_object_versions(
    _cx: &mut Cx<'_>,
    _input: &ListObjectVersionsInput,
) -> ApiResult<ListObjectVersionsOutput> {
    Err(ApiError::not_implemented("s3:ListObjectVersions"))
}
