//! ListGroupsForUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListGroupsForUser.html>

use gen_iam::{ListGroupsForUserInput, ListGroupsForUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_groups_for_user(
    _cx: &mut Cx<'_>,
    _input: &ListGroupsForUserInput,
) -> ApiResult<ListGroupsForUserOutput> {
    Err(ApiError::not_implemented("iam:ListGroupsForUser"))
}
