//! RemoveTagsFromResource: takes tags from a parameter; keys that are not there are fine.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_RemoveTagsFromResource.html>

use gen_ssm::{RemoveTagsFromResourceInput, RemoveTagsFromResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tables::PARAMETERS;
use crate::tags;

pub(super) async fn remove_tags_from_resource(
    cx: &mut Cx<'_>,
    input: &RemoveTagsFromResourceInput,
) -> ApiResult<RemoveTagsFromResourceOutput> {
    let (key, mut parameter) = tags::target(cx, &input.resource_type, &input.resource_id).await?;
    parameter.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    cx.put(&PARAMETERS, &key, &parameter);
    Ok(RemoveTagsFromResourceOutput::default())
}
