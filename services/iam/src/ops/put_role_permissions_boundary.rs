//! PutRolePermissionsBoundary: a managed policy as the boundary of a role, in the place of another.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePermissionsBoundary.html>

use gen_iam::{PutRolePermissionsBoundaryInput, PutRolePermissionsBoundaryOutput};
use kernel::{ApiResult, Cx};

use crate::{boundary, roles};

pub(crate) async fn put_role_permissions_boundary(
    cx: &mut Cx<'_>,
    input: &PutRolePermissionsBoundaryInput,
) -> ApiResult<PutRolePermissionsBoundaryOutput> {
    let mut role = roles::find_modifiable(cx, &input.role_name).await?;
    boundary::check(cx, &input.permissions_boundary).await?;
    let before = role.boundary.replace(input.permissions_boundary.clone());
    boundary::note(cx, &role, before.as_deref(), role.boundary.as_deref());
    roles::save(cx, &role);
    Ok(PutRolePermissionsBoundaryOutput {})
}
