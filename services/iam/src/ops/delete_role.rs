//! DeleteRole: only one without policies and instance profiles.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRole.html>

use gen_iam::{DeleteRoleInput, DeleteRoleOutput};
use kernel::{ApiResult, Cx};

use crate::tables::ROLE_USED;
use crate::{boundary, dependents, entity, errors, instance_profiles, roles};

pub(crate) async fn delete_role(
    cx: &mut Cx<'_>,
    input: &DeleteRoleInput,
) -> ApiResult<DeleteRoleOutput> {
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    if instance_profiles::any_of_role(cx, &role).await? {
        return Err(errors::delete_conflict(
            "Cannot delete entity, must remove roles from instance profile first.",
        ));
    }
    dependents::require_no_policies(cx, &role).await?;
    boundary::note(cx, &role, role.boundary.as_deref(), None);
    cx.delete(&ROLE_USED, &role.head.id);
    entity::remove(cx, &role);
    Ok(DeleteRoleOutput {})
}
