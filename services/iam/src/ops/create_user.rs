//! CreateUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateUser.html>

use gen_iam::{CreateUserInput, CreateUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_user(
    _cx: &mut Cx<'_>,
    _input: &CreateUserInput,
) -> ApiResult<CreateUserOutput> {
    Err(ApiError::not_implemented("iam:CreateUser"))
}
