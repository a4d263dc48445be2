//! DeleteBucketPolicy.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketPolicy.html>

use gen_s3::{DeleteBucketPolicyInput, DeleteBucketPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketPolicyInput,
) -> ApiResult<DeleteBucketPolicyOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketPolicy"))
}
