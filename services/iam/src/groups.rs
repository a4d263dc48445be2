//! Groups, and who is in them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_groups.html>

use gen_iam as api;
use kernel::{ApiError, ApiResult, Cx};
use serde::{Deserialize, Serialize};
use store::Table;

use crate::entity::{self, Entity, Head, Kind};
use crate::names::Folded;
use crate::page::Page;
use crate::tables::MEMBERS;
use crate::users::{self, User};
use crate::{errors, limits, tables};

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Group {
    pub(crate) head: Head,
    /// ARNs of the managed policies, in the order of attaching.
    pub(crate) attached: Vec<String>,
}

impl Entity for Group {
    const KIND: Kind = Kind::Group;
    fn table() -> &'static Table<Folded, Group> {
        &tables::GROUPS
    }
    fn head(&self) -> &Head {
        &self.head
    }
}

impl Group {
    /// As answers show it.
    pub(crate) fn shown(&self, cx: &Cx<'_>) -> api::Group {
        api::Group {
            path: Some(self.head.path.clone()),
            group_name: Some(self.head.name.clone()),
            group_id: Some(self.head.id.clone()),
            arn: Some(self.arn(cx)),
            create_date: Some(self.head.created),
        }
    }
}

/// The group called `name`, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<Group> {
    entity::find(cx, name).await
}

/// The groups that a user is in, in the order of joining.
pub(crate) async fn of_user(cx: &mut Cx<'_>, user: &User) -> ApiResult<Vec<Group>> {
    let mut groups = Vec::with_capacity(user.groups.len());
    for id in &user.groups {
        let gone = || ApiError::bug(format!("user {} is in group {id}, which is gone", user.id()));
        let name = entity::name_of_id(cx, id).await?.ok_or_else(gone)?;
        groups.push(entity::get::<Group>(cx, &name).await?.ok_or_else(gone)?);
    }
    Ok(groups)
}

/// The users in a group by name: one more than a page.
pub(crate) async fn members(cx: &mut Cx<'_>, group: &Group, page: &Page) -> ApiResult<Vec<User>> {
    let mut range = cx.rows(&MEMBERS).prefix(&group.head.id);
    if let Some(after) = &page.after {
        range = range.after(&(group.head.id.clone(), Folded(after.clone())));
    }
    let rows = cx.range(&MEMBERS, &range, page.limit + 1).await?;
    let mut users = Vec::with_capacity(rows.len());
    for ((_, name), ()) in rows {
        users.push(users::find(cx, &name.0).await?);
    }
    Ok(users)
}

/// Whether anybody is in a group.
pub(crate) async fn has_members(cx: &mut Cx<'_>, group: &Group) -> ApiResult<bool> {
    let range = cx.rows(&MEMBERS).prefix(&group.head.id);
    Ok(!cx.range(&MEMBERS, &range, 1).await?.is_empty())
}

/// Has the user's groups name the user by the new name.
pub(crate) fn renamed_member(cx: &mut Cx<'_>, before: &Folded, user: &User) {
    for id in &user.groups {
        cx.delete(&MEMBERS, &(id.clone(), before.clone()));
        cx.put(&MEMBERS, &(id.clone(), user.key()), &());
    }
}

/// Puts a user into a group; one who is in it stays.
pub(crate) fn join(cx: &mut Cx<'_>, group: &Group, mut user: User) -> ApiResult<()> {
    if user.groups.contains(&group.head.id) {
        return Ok(());
    }
    if user.groups.len() >= limits::GROUPS_PER_USER {
        return Err(errors::quota_of("GroupsPerUser", limits::GROUPS_PER_USER));
    }
    user.groups.push(group.head.id.clone());
    cx.put(&MEMBERS, &(group.head.id.clone(), user.key()), &());
    users::save(cx, &user);
    Ok(())
}

/// Takes a user out of a group; one who is not in it is fine.
pub(crate) fn leave(cx: &mut Cx<'_>, group: &Group, mut user: User) {
    user.groups.retain(|id| *id != group.head.id);
    cx.delete(&MEMBERS, &(group.head.id.clone(), user.key()));
    users::save(cx, &user);
}
