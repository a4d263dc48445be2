//! DeleteUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteUser.html>

use gen_iam::{DeleteUserInput, DeleteUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_user(
    _cx: &mut Cx<'_>,
    _input: &DeleteUserInput,
) -> ApiResult<DeleteUserOutput> {
    Err(ApiError::not_implemented("iam:DeleteUser"))
}
