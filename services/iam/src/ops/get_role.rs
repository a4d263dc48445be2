//! GetRole: a role, with when it was last used.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>

use gen_iam::{GetRoleInput, GetRoleOutput};
use kernel::{ApiResult, Cx};

use crate::roles;

pub(crate) async fn get_role(cx: &mut Cx<'_>, input: &GetRoleInput) -> ApiResult<GetRoleOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    Ok(GetRoleOutput { role: Some(role.shown(cx).await?) })
}
