//! GetBucketPolicy.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketPolicy.html>

use gen_s3::{GetBucketPolicyInput, GetBucketPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_policy(
    _cx: &mut Cx<'_>,
    _input: &GetBucketPolicyInput,
) -> ApiResult<GetBucketPolicyOutput> {
    Err(ApiError::not_implemented("s3:GetBucketPolicy"))
}
