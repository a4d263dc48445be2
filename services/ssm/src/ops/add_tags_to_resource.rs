//! AddTagsToResource: tags for a parameter; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_AddTagsToResource.html>

use gen_ssm::{AddTagsToResourceInput, AddTagsToResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tables::PARAMETERS;
use crate::tags;

pub(super) async fn add_tags_to_resource(
    cx: &mut Cx<'_>,
    input: &AddTagsToResourceInput,
) -> ApiResult<AddTagsToResourceOutput> {
    let (key, mut parameter) = tags::target(cx, &input.resource_type, &input.resource_id).await?;
    parameter.tags = tags::with(&parameter.tags, &input.tags)?;
    cx.put(&PARAMETERS, &key, &parameter);
    Ok(AddTagsToResourceOutput::default())
}
