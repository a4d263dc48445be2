//! GetBucketPolicy: the policy as it was given.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html>

use gen_s3::{GetBucketPolicyInput, GetBucketPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::refusals;

pub(crate) async fn get_bucket_policy(
    cx: &mut Cx<'_>,
    input: &GetBucketPolicyInput,
) -> ApiResult<GetBucketPolicyOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    match &bucket.policy {
        Some(policy) => Ok(GetBucketPolicyOutput { policy: Some(policy.clone()) }),
        None => Err(refusals::no_policy(&input.bucket)),
    }
}
