//! ListTagsForResource: all tags of an account, root, unit or policy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html>

use gen_organizations::{ListTagsForResourceInput, ListTagsForResourceOutput};
use gen_organizations::{Tag, operations};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{door, tags};

pub(super) async fn list_tags_for_resource(
    cx: &mut Cx<'_>,
    input: &ListTagsForResourceInput,
) -> ApiResult<ListTagsForResourceOutput> {
    let organization = door::reader::<operations::ListTagsForResource>(cx, input).await?;
    let id = &input.resource_id;
    tags::require_resource(cx, &organization, id).await?;
    let page = Page::parse(cx, id, None, input.next_token.as_deref())?;
    let tags = tags::of(cx, &organization, id).await?;
    let list = tags.into_iter().enumerate();
    let list = list.map(|(at, (key, value))| (format!("{at:06}"), Tag { key, value })).collect();
    let (tags, next_token) = page.of(cx, list);
    Ok(ListTagsForResourceOutput { tags: Some(tags), next_token })
}
