//! PutBucketTagging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketTagging.html>

use gen_s3::{PutBucketTaggingInput, PutBucketTaggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_tagging(
    _cx: &mut Cx<'_>,
    _input: &PutBucketTaggingInput,
) -> ApiResult<PutBucketTaggingOutput> {
    Err(ApiError::not_implemented("s3:PutBucketTagging"))
}
