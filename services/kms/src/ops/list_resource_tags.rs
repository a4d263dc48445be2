//! ListResourceTags.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html>

use gen_kms::{ListResourceTagsInput, ListResourceTagsOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{key_lookup, limits, tags};

pub(crate) async fn list_resource_tags(
    cx: &mut Cx<'_>,
    input: &ListResourceTagsInput,
) -> ApiResult<ListResourceTagsOutput> {
    let key = key_lookup::find_key(cx, &input.key_id).await?;
    let marker = input.marker.as_deref();
    let page = Page::parse(cx, key.id.as_str(), marker, input.limit, limits::SHORT_PAGE)?;
    let paged = page.of_list(cx, tags::shown(&key.tags));
    Ok(ListResourceTagsOutput {
        tags: Some(paged.items),
        truncated: paged.truncated,
        next_marker: paged.next_marker,
    })
}
