//! AttachRolePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AttachRolePolicy.html>

use gen_iam::{AttachRolePolicyInput, AttachRolePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn attach_role_policy(
    _cx: &mut Cx<'_>,
    _input: &AttachRolePolicyInput,
) -> ApiResult<AttachRolePolicyOutput> {
    Err(ApiError::not_implemented("iam:AttachRolePolicy"))
}
