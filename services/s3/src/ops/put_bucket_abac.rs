//! PutBucketAbac.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketAbac.html>

use gen_s3::{PutBucketAbacInput, PutBucketAbacOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_abac(
    _cx: &mut Cx<'_>,
    _input: &PutBucketAbacInput,
) -> ApiResult<PutBucketAbacOutput> {
    Err(ApiError::not_implemented("s3:PutBucketAbac"))
}
