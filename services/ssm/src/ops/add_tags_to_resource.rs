//! AddTagsToResource.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_AddTagsToResource.html>

use gen_ssm::{AddTagsToResourceInput, AddTagsToResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn add_tags_to_resource(
    _cx: &mut Cx<'_>,
    _input: &AddTagsToResourceInput,
) -> ApiResult<AddTagsToResourceOutput> {
    Err(ApiError::not_implemented("ssm:AddTagsToResource"))
}
