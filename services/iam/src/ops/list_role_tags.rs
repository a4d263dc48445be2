//! ListRoleTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListRoleTags.html>

use gen_iam::{ListRoleTagsInput, ListRoleTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_role_tags(
    _cx: &mut Cx<'_>,
    _input: &ListRoleTagsInput,
) -> ApiResult<ListRoleTagsOutput> {
    Err(ApiError::not_implemented("iam:ListRoleTags"))
}
