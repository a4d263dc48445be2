//! DeleteRolePermissionsBoundary.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteRolePermissionsBoundary.html>

use gen_iam::{DeleteRolePermissionsBoundaryInput, DeleteRolePermissionsBoundaryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_role_permissions_boundary(
    _cx: &mut Cx<'_>,
    _input: &DeleteRolePermissionsBoundaryInput,
) -> ApiResult<DeleteRolePermissionsBoundaryOutput> {
    Err(ApiError::not_implemented("iam:DeleteRolePermissionsBoundary"))
}
