//! ListTagsForResource.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_ListTagsForResource.html>

use gen_logs::{ListTagsForResourceInput, ListTagsForResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_tags_for_resource(
    _cx: &mut Cx<'_>,
    _input: &ListTagsForResourceInput,
) -> ApiResult<ListTagsForResourceOutput> {
    Err(ApiError::not_implemented("logs:ListTagsForResource"))
}
