//! ListGroupsForUser: the groups that a user is in, by name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListGroupsForUser.html>

use gen_iam::{ListGroupsForUserInput, ListGroupsForUserOutput};
use kernel::{ApiResult, Cx};

use crate::entity::Entity as _;
use crate::page::Page;
use crate::{groups, users};

pub(crate) async fn list_groups_for_user(
    cx: &mut Cx<'_>,
    input: &ListGroupsForUserInput,
) -> ApiResult<ListGroupsForUserOutput> {
    let user = users::find(cx, &input.user_name).await?;
    let page = Page::parse(cx, &[user.id()], input.marker.as_deref(), input.max_items)?;
    let groups = groups::of_user(cx, &user).await?;
    let page = page.of_list(cx, groups, |group| group.key().0);
    Ok(ListGroupsForUserOutput {
        groups: Some(page.items.iter().map(|group| group.shown(cx)).collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
