//! UpdateRoleDescription: the description alone; UpdateRole does it, too.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRoleDescription.html>

use gen_iam::{UpdateRoleDescriptionInput, UpdateRoleDescriptionOutput};
use kernel::{ApiResult, Cx};

use crate::roles;

pub(crate) async fn update_role_description(
    cx: &mut Cx<'_>,
    input: &UpdateRoleDescriptionInput,
) -> ApiResult<UpdateRoleDescriptionOutput> {
    let mut role = roles::find(cx, &input.role_name).await?;
    role.description = Some(input.description.clone());
    roles::save(cx, &role);
    Ok(UpdateRoleDescriptionOutput { role: Some(role.shown(cx).await?) })
}
