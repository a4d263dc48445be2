//! UpdateAssumeRolePolicy: another trust policy.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html>

use gen_iam::{UpdateAssumeRolePolicyInput, UpdateAssumeRolePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{roles, trust};

pub(crate) async fn update_assume_role_policy(
    cx: &mut Cx<'_>,
    input: &UpdateAssumeRolePolicyInput,
) -> ApiResult<UpdateAssumeRolePolicyOutput> {
    let mut role = roles::find_modifiable(cx, &input.role_name).await?;
    role.trust = trust::parse(cx, &input.policy_document).await?;
    roles::save(cx, &role);
    Ok(UpdateAssumeRolePolicyOutput {})
}
