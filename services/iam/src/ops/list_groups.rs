//! ListGroups: groups by name, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroups.html>

use gen_iam::{ListGroupsInput, ListGroupsOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Entity as _};
use crate::groups::Group;
use crate::page::Page;

pub(crate) async fn list_groups(
    cx: &mut Cx<'_>,
    input: &ListGroupsInput,
) -> ApiResult<ListGroupsOutput> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let page = Page::parse(cx, &[prefix], input.marker.as_deref(), input.max_items)?;
    let groups = entity::list::<Group>(cx, prefix, &page).await?;
    let page = page.cut(cx, groups, |group| group.key().0);
    Ok(ListGroupsOutput {
        groups: Some(page.items.iter().map(|group| group.shown(cx)).collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
