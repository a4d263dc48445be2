//! ListUserTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListUserTags.html>

use gen_iam::{ListUserTagsInput, ListUserTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_user_tags(
    _cx: &mut Cx<'_>,
    _input: &ListUserTagsInput,
) -> ApiResult<ListUserTagsOutput> {
    Err(ApiError::not_implemented("iam:ListUserTags"))
}
