//! ListGroups.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListGroups.html>

use gen_iam::{ListGroupsInput, ListGroupsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_groups(
    _cx: &mut Cx<'_>,
    _input: &ListGroupsInput,
) -> ApiResult<ListGroupsOutput> {
    Err(ApiError::not_implemented("iam:ListGroups"))
}
