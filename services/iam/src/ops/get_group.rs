//! GetGroup: a group and a page of its users, by name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroup.html>

use gen_iam::{GetGroupInput, GetGroupOutput};
use kernel::{ApiResult, Cx};

use crate::entity::Entity as _;
use crate::groups;
use crate::page::Page;

pub(crate) async fn get_group(cx: &mut Cx<'_>, input: &GetGroupInput) -> ApiResult<GetGroupOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    let page = Page::parse(cx, &[&group.head.id], input.marker.as_deref(), input.max_items)?;
    let members = groups::members(cx, &group, &page).await?;
    let page = page.cut(cx, members, |user| user.key().0);
    Ok(GetGroupOutput {
        group: Some(group.shown(cx)),
        users: Some(page.items.iter().map(|user| user.listed(cx)).collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
