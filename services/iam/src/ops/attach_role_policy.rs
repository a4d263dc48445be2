//! AttachRolePolicy: a managed policy for a role; one that is attached stays so.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachRolePolicy.html>

use gen_iam::{AttachRolePolicyInput, AttachRolePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, roles};

pub(crate) async fn attach_role_policy(
    cx: &mut Cx<'_>,
    input: &AttachRolePolicyInput,
) -> ApiResult<AttachRolePolicyOutput> {
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    attachments::attach(cx, role, &input.policy_arn).await?;
    Ok(AttachRolePolicyOutput {})
}
