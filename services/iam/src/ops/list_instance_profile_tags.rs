//! ListInstanceProfileTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListInstanceProfileTags.html>

use gen_iam::{ListInstanceProfileTagsInput, ListInstanceProfileTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_instance_profile_tags(
    _cx: &mut Cx<'_>,
    _input: &ListInstanceProfileTagsInput,
) -> ApiResult<ListInstanceProfileTagsOutput> {
    Err(ApiError::not_implemented("iam:ListInstanceProfileTags"))
}
