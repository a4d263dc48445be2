//! RemoveTagsFromResource.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_RemoveTagsFromResource.html>

use gen_ssm::{RemoveTagsFromResourceInput, RemoveTagsFromResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_tags_from_resource(
    _cx: &mut Cx<'_>,
    _input: &RemoveTagsFromResourceInput,
) -> ApiResult<RemoveTagsFromResourceOutput> {
    Err(ApiError::not_implemented("ssm:RemoveTagsFromResource"))
}
