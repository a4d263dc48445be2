//! DeleteBucketPolicy: takes the policy away; also when there is none.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>

use std::sync::Arc;

use gen_s3::DeleteBucketPolicyInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;

pub(crate) async fn delete_bucket_policy(
    cx: &mut Cx<'_>,
    input: &DeleteBucketPolicyInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.policy = None;
    bucket.policy_is_public = false;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
