//! PutBucketAcl.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketAcl.html>

use gen_s3::{PutBucketAclInput, PutBucketAclOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_acl(
    _cx: &mut Cx<'_>,
    _input: &PutBucketAclInput,
) -> ApiResult<PutBucketAclOutput> {
    Err(ApiError::not_implemented("s3:PutBucketAcl"))
}
