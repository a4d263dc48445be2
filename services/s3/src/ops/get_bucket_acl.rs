//! GetBucketAcl.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketAcl.html>

use gen_s3::{GetBucketAclInput, GetBucketAclOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_acl(
    _cx: &mut Cx<'_>,
    _input: &GetBucketAclInput,
) -> ApiResult<GetBucketAclOutput> {
    Err(ApiError::not_implemented("s3:GetBucketAcl"))
}
