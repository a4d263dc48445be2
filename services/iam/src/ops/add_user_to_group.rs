//! AddUserToGroup.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AddUserToGroup.html>

use gen_iam::{AddUserToGroupInput, AddUserToGroupOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn add_user_to_group(
    _cx: &mut Cx<'_>,
    _input: &AddUserToGroupInput,
) -> ApiResult<AddUserToGroupOutput> {
    Err(ApiError::not_implemented("iam:AddUserToGroup"))
}
