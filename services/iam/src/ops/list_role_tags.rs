//! ListRoleTags: the tags of a role, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoleTags.html>

use gen_iam::{ListRoleTagsInput, ListRoleTagsOutput};
use kernel::{ApiResult, Cx};

use crate::{roles, tags};

pub(crate) async fn list_role_tags(
    cx: &mut Cx<'_>,
    input: &ListRoleTagsInput,
) -> ApiResult<ListRoleTagsOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    let marker = input.marker.as_deref();
    let page = tags::page(cx, &role.tags, &role.head.id, marker, input.max_items)?;
    Ok(ListRoleTagsOutput {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
