//! PutBucketPolicy: who may do what with the bucket and its objects.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>

use std::sync::Arc;

use gen_s3::PutBucketPolicyInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::bucket_policy::{self, Scope};
use crate::{account_block, policy_principals, public_access, refusals};

pub(crate) async fn put_bucket_policy(
    cx: &mut Cx<'_>,
    input: &PutBucketPolicyInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let document = bucket_policy::parse(&input.policy, &Scope::of_bucket(bucket.arn()))?;
    policy_principals::exist(cx, &document).await?;
    let public = public_access::is_public(&document);
    if public && account_block::effective(cx, &bucket).await?.block_policy {
        let who = cx.caller().arn(cx.region());
        let (arn, setting) = (bucket.arn(), "BlockPublicPolicy");
        let action = "s3:PutBucketPolicy";
        return Err(refusals::blocked_public(&who, action, &arn, "public policies", setting));
    }
    bucket.policy = Some(input.policy.clone());
    bucket.policy_is_public = public;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
