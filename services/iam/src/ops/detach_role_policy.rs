//! DetachRolePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DetachRolePolicy.html>

use gen_iam::{DetachRolePolicyInput, DetachRolePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn detach_role_policy(
    _cx: &mut Cx<'_>,
    _input: &DetachRolePolicyInput,
) -> ApiResult<DetachRolePolicyOutput> {
    Err(ApiError::not_implemented("iam:DetachRolePolicy"))
}
