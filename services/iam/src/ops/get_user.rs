//! GetUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetUser.html>

use gen_iam::{GetUserInput, GetUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_user(
    _cx: &mut Cx<'_>,
    _input: &GetUserInput,
) -> ApiResult<GetUserOutput> {
    Err(ApiError::not_implemented("iam:GetUser"))
}
