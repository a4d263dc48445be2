//! GetRolePolicy: an inline policy of a role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html>

use gen_iam::{GetRolePolicyInput, GetRolePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{inline, roles};

pub(crate) async fn get_role_policy(
    cx: &mut Cx<'_>,
    input: &GetRolePolicyInput,
) -> ApiResult<GetRolePolicyOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    let document = inline::shown(cx, &role, &input.policy_name).await?;
    Ok(GetRolePolicyOutput {
        role_name: Some(role.head.name),
        policy_name: Some(input.policy_name.clone()),
        policy_document: Some(document),
    })
}
