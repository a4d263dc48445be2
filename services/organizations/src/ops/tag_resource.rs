//! TagResource: adds tags; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_TagResource.html>

use gen_organizations::operations;
use gen_organizations::{TagResourceInput, TagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::{door, tags};

pub(super) async fn tag_resource(
    cx: &mut Cx<'_>,
    input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    let organization = door::delegate::<operations::TagResource>(cx, input).await?;
    let id = &input.resource_id;
    tags::require_resource(cx, &organization, id).await?;
    let had = tags::of(cx, &organization, id).await?;
    tags::save(cx, &organization, id, &tags::merged(had, &input.tags)?);
    Ok(TagResourceOutput::default())
}
