//! ListUsers.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListUsers.html>

use gen_iam::{ListUsersInput, ListUsersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_users(
    _cx: &mut Cx<'_>,
    _input: &ListUsersInput,
) -> ApiResult<ListUsersOutput> {
    Err(ApiError::not_implemented("iam:ListUsers"))
}
