//! ListUserTags: the tags of a user, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUserTags.html>

use gen_iam::{ListUserTagsInput, ListUserTagsOutput};
use kernel::{ApiResult, Cx};

use crate::{tags, users};

pub(crate) async fn list_user_tags(
    cx: &mut Cx<'_>,
    input: &ListUserTagsInput,
) -> ApiResult<ListUserTagsOutput> {
    let user = users::find(cx, &input.user_name).await?;
    let marker = input.marker.as_deref();
    let page = tags::page(cx, &user.tags, &user.head.id, marker, input.max_items)?;
    Ok(ListUserTagsOutput {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
