//! DeleteRolePolicy: an inline policy of a role goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePolicy.html>

use gen_iam::{DeleteRolePolicyInput, DeleteRolePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, roles};

pub(crate) async fn delete_role_policy(
    cx: &mut Cx<'_>,
    input: &DeleteRolePolicyInput,
) -> ApiResult<DeleteRolePolicyOutput> {
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    inline::delete(cx, &role, &input.policy_name).await?;
    Ok(DeleteRolePolicyOutput {})
}
