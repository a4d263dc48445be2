//! PutObjectAcl: the access control list of an object: canned, by headers, or as a document.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectAcl.html>

use gen_s3::{PutObjectAclInput, PutObjectAclOutput};
use kernel::{ApiResult, Cx};

use crate::acl::{AclInput, Owners, acl_input};
use crate::bucket;
use crate::changes::{self, Change};
use crate::object_key::ObjectKey;
use crate::{acl_change, object_change, refusals, versions};

pub(crate) async fn put_object_acl(
    cx: &mut Cx<'_>,
    input: &PutObjectAclInput,
) -> ApiResult<PutObjectAclOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    let mut version =
        object_change::find(cx, &bucket, &key, input.version_id.as_deref(), "PUT").await?;
    let given = AclInput {
        write: input.grant_write.as_deref(),
        document: input.access_control_policy.as_ref(),
        ..acl_input!(input)
    };
    let owners = Owners { own: version.owner, bucket: bucket.owner };
    let acl = given.parse(owners)?.ok_or_else(|| refusals::missing_header("x-amz-acl"))?;
    let arn = bucket.object_arn(key.as_str());
    acl_change::check(cx, &bucket, version.owner, &acl, &arn, "s3:PutObjectAcl").await?;
    if let Some(object) = &mut version.object {
        object.acl = acl;
    }
    versions::save(cx, &bucket, &key, &version).await?;
    changes::happened(cx, &bucket, &key, &version, Change::AclPut).await?;
    Ok(PutObjectAclOutput::default())
}
