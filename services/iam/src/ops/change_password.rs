//! ChangePassword.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ChangePassword.html>

use gen_iam::{ChangePasswordInput, ChangePasswordOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn change_password(
    _cx: &mut Cx<'_>,
    _input: &ChangePasswordInput,
) -> ApiResult<ChangePasswordOutput> {
    Err(ApiError::not_implemented("iam:ChangePassword"))
}
