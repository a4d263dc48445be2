//! ListPolicyTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListPolicyTags.html>

use gen_iam::{ListPolicyTagsInput, ListPolicyTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_policy_tags(
    _cx: &mut Cx<'_>,
    _input: &ListPolicyTagsInput,
) -> ApiResult<ListPolicyTagsOutput> {
    Err(ApiError::not_implemented("iam:ListPolicyTags"))
}
