//! PutBucketOwnershipControls: who owns what others write into a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html>

use std::sync::Arc;

use gen_s3::PutBucketOwnershipControlsInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::bucket::Ownership;
use crate::refusals;

pub(crate) async fn put_bucket_ownership_controls(
    cx: &mut Cx<'_>,
    input: &PutBucketOwnershipControlsInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    let [rule] = input.ownership_controls.rules.as_slice() else {
        return Err(refusals::malformed_xml());
    };
    let ownership = Ownership::parse(&rule.object_ownership).ok_or_else(refusals::malformed_xml)?;
    // A list that grants others something would mean nothing from then on.
    if ownership == Ownership::BucketOwnerEnforced && !bucket.acl.is_owner_alone(bucket.owner) {
        return Err(refusals::acl_with_enforced_owner());
    }
    bucket.ownership = Some(ownership);
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
