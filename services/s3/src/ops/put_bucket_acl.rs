//! PutBucketAcl: the access control list of a bucket: canned, by headers, or as a document.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAcl.html>

use std::sync::Arc;

use gen_s3::PutBucketAclInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::acl::{AclInput, Owners, acl_input};
use crate::bucket;
use crate::{acl_change, refusals};

pub(crate) async fn put_bucket_acl(cx: &mut Cx<'_>, input: &PutBucketAclInput) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let given = AclInput {
        write: input.grant_write.as_deref(),
        document: input.access_control_policy.as_ref(),
        ..acl_input!(input)
    };
    let owners = Owners { own: bucket.owner, bucket: bucket.owner };
    let acl = given.parse(owners)?.ok_or_else(|| refusals::missing_header("x-amz-acl"))?;
    acl_change::check(cx, &bucket, bucket.owner, &acl, &bucket.arn(), "s3:PutBucketAcl").await?;
    bucket.acl = acl;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
