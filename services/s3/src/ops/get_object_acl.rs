//! GetObjectAcl.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectAcl.html>

use gen_s3::{GetObjectAclInput, GetObjectAclOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_acl(
    _cx: &mut Cx<'_>,
    _input: &GetObjectAclInput,
) -> ApiResult<GetObjectAclOutput> {
    Err(ApiError::not_implemented("s3:GetObjectAcl"))
}
