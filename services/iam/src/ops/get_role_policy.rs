//! GetRolePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetRolePolicy.html>

use gen_iam::{GetRolePolicyInput, GetRolePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_role_policy(
    _cx: &mut Cx<'_>,
    _input: &GetRolePolicyInput,
) -> ApiResult<GetRolePolicyOutput> {
    Err(ApiError::not_implemented("iam:GetRolePolicy"))
}
