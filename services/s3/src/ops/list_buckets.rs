//! ListBuckets.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListBuckets.html>

use gen_s3::{ListBucketsInput, ListBucketsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_buckets(
    _cx: &mut Cx<'_>,
    _input: &ListBucketsInput,
) -> ApiResult<ListBucketsOutput> {
    Err(ApiError::not_implemented("s3:ListBuckets"))
}
