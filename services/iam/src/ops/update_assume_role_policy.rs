//! UpdateAssumeRolePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateAssumeRolePolicy.html>

use gen_iam::{UpdateAssumeRolePolicyInput, UpdateAssumeRolePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_assume_role_policy(
    _cx: &mut Cx<'_>,
    _input: &UpdateAssumeRolePolicyInput,
) -> ApiResult<UpdateAssumeRolePolicyOutput> {
    Err(ApiError::not_implemented("iam:UpdateAssumeRolePolicy"))
}
