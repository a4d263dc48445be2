//! UpdateRole: description and longest session; what is not given stays.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateRole.html>

use gen_iam::{UpdateRoleInput, UpdateRoleOutput};
use kernel::{ApiResult, Cx};

use crate::roles;

pub(crate) async fn update_role(
    cx: &mut Cx<'_>,
    input: &UpdateRoleInput,
) -> ApiResult<UpdateRoleOutput> {
    let mut role = roles::find(cx, &input.role_name).await?;
    if let Some(seconds) = input.max_session_duration {
        role.require_modifiable()?;
        role.max_session_duration = seconds;
    }
    if let Some(description) = &input.description {
        role.description = Some(description.clone());
    }
    roles::save(cx, &role);
    Ok(UpdateRoleOutput {})
}
