//! UpdateUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateUser.html>

use gen_iam::{UpdateUserInput, UpdateUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_user(
    _cx: &mut Cx<'_>,
    _input: &UpdateUserInput,
) -> ApiResult<UpdateUserOutput> {
    Err(ApiError::not_implemented("iam:UpdateUser"))
}
