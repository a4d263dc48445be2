//! PutObjectAcl.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutObjectAcl.html>

use gen_s3::{PutObjectAclInput, PutObjectAclOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_object_acl(
    _cx: &mut Cx<'_>,
    _input: &PutObjectAclInput,
) -> ApiResult<PutObjectAclOutput> {
    Err(ApiError::not_implemented("s3:PutObjectAcl"))
}
