//! PutBucketPolicy.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketPolicy.html>

use gen_s3::{PutBucketPolicyInput, PutBucketPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_policy(
    _cx: &mut Cx<'_>,
    _input: &PutBucketPolicyInput,
) -> ApiResult<PutBucketPolicyOutput> {
    Err(ApiError::not_implemented("s3:PutBucketPolicy"))
}
