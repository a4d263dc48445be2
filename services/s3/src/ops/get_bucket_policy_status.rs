//! GetBucketPolicyStatus.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketPolicyStatus.html>

use gen_s3::{GetBucketPolicyStatusInput, GetBucketPolicyStatusOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_policy_status(
    _cx: &mut Cx<'_>,
    _input: &GetBucketPolicyStatusInput,
) -> ApiResult<GetBucketPolicyStatusOutput> {
    Err(ApiError::not_implemented("s3:GetBucketPolicyStatus"))
}
