//! GetBucketPolicyStatus: whether the policy lets everybody in.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicyStatus.html>

use gen_s3::{GetBucketPolicyStatusInput, GetBucketPolicyStatusOutput, PolicyStatus};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::refusals;

pub(crate) async fn get_bucket_policy_status(
    cx: &mut Cx<'_>,
    input: &GetBucketPolicyStatusInput,
) -> ApiResult<GetBucketPolicyStatusOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if bucket.policy.is_none() {
        return Err(refusals::no_policy(&input.bucket));
    }
    let status = PolicyStatus { is_public: Some(bucket.policy_is_public) };
    Ok(GetBucketPolicyStatusOutput { policy_status: Some(status) })
}
