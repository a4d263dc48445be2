//! Whether a bucket takes a new access control list, of its own or of an object.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/about-object-ownership.html>

use kernel::{AccountId, ApiResult, Cx};

use crate::acl::{Acl, AclInput, Owners};
use crate::bucket::{Bucket, Ownership};
use crate::{account_block, refusals};

/// Fails when the bucket has no lists, or when the list is public and may not be. `own` owns what `arn` names.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    own: AccountId,
    acl: &Acl,
    arn: &str,
    action: &str,
) -> ApiResult<()> {
    let full = acl.grants(bucket.owner) == Acl::default().grants(bucket.owner);
    if bucket.ownership == Some(Ownership::BucketOwnerEnforced) && !(full && own == bucket.owner) {
        return Err(refusals::acl_not_supported());
    }
    if acl.is_public() && account_block::effective(cx, bucket).await?.block_acls {
        let who = cx.caller().arn(cx.region());
        let what = "public access control lists (ACLs)";
        return Err(refusals::blocked_public(&who, action, arn, what, "BlockPublicAcls"));
    }
    Ok(())
}

/// Whose a new object is, and its list: by the headers of the request that writes it. `key` is the object's.
pub(crate) async fn of_new_object(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    given: &AclInput<'_>,
    key: &str,
) -> ApiResult<(AccountId, Acl)> {
    let writer = cx.caller().account;
    let hands_over = given.canned == Some("bucket-owner-full-control");
    let own = match bucket.ownership {
        Some(Ownership::BucketOwnerEnforced) => bucket.owner,
        Some(Ownership::BucketOwnerPreferred) if hands_over => bucket.owner,
        _ => writer,
    };
    let Some(acl) = given.parse(Owners { own, bucket: bucket.owner })? else {
        return Ok((own, Acl::default()));
    };
    let arn = bucket.object_arn(key);
    check(cx, bucket, own, &acl, &arn, "s3:PutObject").await?;
    Ok((own, acl))
}
