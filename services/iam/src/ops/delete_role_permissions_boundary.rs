//! DeleteRolePermissionsBoundary: a role without boundary.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html>

use gen_iam::{DeleteRolePermissionsBoundaryInput, DeleteRolePermissionsBoundaryOutput};
use kernel::{ApiResult, Cx};

use crate::entity::Kind;
use crate::{boundary, errors, roles};

pub(crate) async fn delete_role_permissions_boundary(
    cx: &mut Cx<'_>,
    input: &DeleteRolePermissionsBoundaryInput,
) -> ApiResult<DeleteRolePermissionsBoundaryOutput> {
    let mut role = roles::find_modifiable(cx, &input.role_name).await?;
    let before = role.boundary.take();
    if before.is_none() {
        return Err(errors::no_boundary(Kind::Role, &role.head.name));
    }
    boundary::note(cx, &role, before.as_deref(), None);
    roles::save(cx, &role);
    Ok(DeleteRolePermissionsBoundaryOutput {})
}
