//! GetObjectAcl: the access control list of an object.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAcl.html>

use gen_s3::{GetObjectAclInput, GetObjectAclOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::object_key::ObjectKey;
use crate::{owner, read};

pub(crate) async fn get_object_acl(
    cx: &mut Cx<'_>,
    input: &GetObjectAclInput,
) -> ApiResult<GetObjectAclOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let key = ObjectKey::parse(&input.key)?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let acl = version.object.as_ref().map(|object| object.acl.clone()).unwrap_or_default();
    Ok(GetObjectAclOutput {
        owner: Some(owner::shown(version.owner)),
        grants: Some(acl.shown(version.owner)),
        ..GetObjectAclOutput::default()
    })
}
