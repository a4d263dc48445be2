//! DeleteUserPermissionsBoundary.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteUserPermissionsBoundary.html>

use gen_iam::{DeleteUserPermissionsBoundaryInput, DeleteUserPermissionsBoundaryOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_user_permissions_boundary(
    _cx: &mut Cx<'_>,
    _input: &DeleteUserPermissionsBoundaryInput,
) -> ApiResult<DeleteUserPermissionsBoundaryOutput> {
    Err(ApiError::not_implemented("iam:DeleteUserPermissionsBoundary"))
}
