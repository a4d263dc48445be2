//! ListTagsForResource: a parameter's tags.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_ListTagsForResource.html>

use gen_ssm::{ListTagsForResourceInput, ListTagsForResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tags;

pub(super) async fn list_tags_for_resource(
    cx: &mut Cx<'_>,
    input: &ListTagsForResourceInput,
) -> ApiResult<ListTagsForResourceOutput> {
    let (_, parameter) = tags::target(cx, &input.resource_type, &input.resource_id).await?;
    Ok(ListTagsForResourceOutput { tag_list: Some(tags::shown(&parameter.tags)) })
}
