//! DetachRolePolicy: a managed policy no longer for a role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachRolePolicy.html>

use gen_iam::{DetachRolePolicyInput, DetachRolePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, roles};

pub(crate) async fn detach_role_policy(
    cx: &mut Cx<'_>,
    input: &DetachRolePolicyInput,
) -> ApiResult<DetachRolePolicyOutput> {
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    attachments::detach(cx, role, &input.policy_arn).await?;
    Ok(DetachRolePolicyOutput {})
}
