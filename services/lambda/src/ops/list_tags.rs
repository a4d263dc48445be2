//! ListTags.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListTags.html>

use gen_lambda::{ListTagsInput, ListTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_tags(
    _cx: &mut Cx<'_>,
    _input: &ListTagsInput,
) -> ApiResult<ListTagsOutput> {
    Err(ApiError::not_implemented("lambda:ListTags"))
}
