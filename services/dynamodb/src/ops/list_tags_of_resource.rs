//! ListTagsOfResource.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListTagsOfResource.html>

use gen_dynamodb::{ListTagsOfResourceInput, ListTagsOfResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_tags_of_resource(
    _cx: &mut Cx<'_>,
    _input: &ListTagsOfResourceInput,
) -> ApiResult<ListTagsOfResourceOutput> {
    Err(ApiError::not_implemented("dynamodb:ListTagsOfResource"))
}
