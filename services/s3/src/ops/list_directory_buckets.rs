//! ListDirectoryBuckets.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListDirectoryBuckets.html>

use gen_s3::{ListDirectoryBucketsInput, ListDirectoryBucketsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_directory_buckets(
    _cx: &mut Cx<'_>,
    _input: &ListDirectoryBucketsInput,
) -> ApiResult<ListDirectoryBucketsOutput> {
    Err(ApiError::not_implemented("s3:ListDirectoryBuckets"))
}
