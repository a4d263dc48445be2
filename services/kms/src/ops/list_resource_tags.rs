//! ListResourceTags.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html>

use gen_kms::{ListResourceTagsInput, ListResourceTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_resource_tags(
    _cx: &mut Cx<'_>,
    _input: &ListResourceTagsInput,
) -> ApiResult<ListResourceTagsOutput> {
    Err(ApiError::not_implemented("kms:ListResourceTags"))
}
