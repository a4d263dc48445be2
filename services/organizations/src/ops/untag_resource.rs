//! UntagResource: removes tags; keys that there are not do not matter.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UntagResource.html>

use gen_organizations::operations;
use gen_organizations::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::{door, tags};

pub(super) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    let organization = door::delegate::<operations::UntagResource>(cx, input).await?;
    let id = &input.resource_id;
    tags::require_resource(cx, &organization, id).await?;
    let had = tags::of(cx, &organization, id).await?;
    tags::save(cx, &organization, id, &tags::without(had, &input.tag_keys)?);
    Ok(UntagResourceOutput::default())
}
