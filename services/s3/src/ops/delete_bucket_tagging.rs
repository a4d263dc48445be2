//! DeleteBucketTagging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketTagging.html>

use gen_s3::{DeleteBucketTaggingInput, DeleteBucketTaggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_tagging(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketTaggingInput,
) -> ApiResult<DeleteBucketTaggingOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketTagging"))
}
