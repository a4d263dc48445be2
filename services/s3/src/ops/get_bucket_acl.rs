//! GetBucketAcl: the access control list of a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketAcl.html>

use gen_s3::{GetBucketAclInput, GetBucketAclOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::owner;

pub(crate) async fn get_bucket_acl(
    cx: &mut Cx<'_>,
    input: &GetBucketAclInput,
) -> ApiResult<GetBucketAclOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    Ok(GetBucketAclOutput {
        owner: Some(owner::shown(bucket.owner)),
        grants: Some(bucket.acl.shown(bucket.owner)),
    })
}
