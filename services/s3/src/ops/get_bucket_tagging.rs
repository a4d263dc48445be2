//! GetBucketTagging.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketTagging.html>

use gen_s3::{GetBucketTaggingInput, GetBucketTaggingOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_tagging(
    _cx: &mut Cx<'_>,
    _input: &GetBucketTaggingInput,
) -> ApiResult<GetBucketTaggingOutput> {
    Err(ApiError::not_implemented("s3:GetBucketTagging"))
}
