//! DeleteUserPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteUserPolicy.html>

use gen_iam::{DeleteUserPolicyInput, DeleteUserPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_user_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteUserPolicyInput,
) -> ApiResult<DeleteUserPolicyOutput> {
    Err(ApiError::not_implemented("iam:DeleteUserPolicy"))
}
