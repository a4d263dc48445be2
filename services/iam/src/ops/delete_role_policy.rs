//! DeleteRolePolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteRolePolicy.html>

use gen_iam::{DeleteRolePolicyInput, DeleteRolePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_role_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteRolePolicyInput,
) -> ApiResult<DeleteRolePolicyOutput> {
    Err(ApiError::not_implemented("iam:DeleteRolePolicy"))
}
