//! PutRolePermissionsBoundary.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_PutRolePermissionsBoundary.html>

use gen_iam::{PutRolePermissionsBoundaryInput, PutRolePermissionsBoundaryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_role_permissions_boundary(
    _cx: &mut Cx<'_>,
    _input: &PutRolePermissionsBoundaryInput,
) -> ApiResult<PutRolePermissionsBoundaryOutput> {
    Err(ApiError::not_implemented("iam:PutRolePermissionsBoundary"))
}
