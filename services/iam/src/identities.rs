//! What an ARN names: a user, a group, a role or a managed policy of the account; and the users and roles behind it.

use gen_iam as api;
use kernel::{ApiResult, Arn, Cx};

use crate::attachments;
use crate::entity::{self, Entity, Kind};
use crate::groups::{self, Group};
use crate::last_accessed::EntityRow;
use crate::names::split_resource;
use crate::page::Page;
use crate::policies::{self, Managed};
use crate::roles::Role;
use crate::users::User;

/// Something that policies are about.
#[derive(Clone, Debug)]
pub(crate) enum Subject {
    User(User),
    Group(Group),
    Role(Role),
    Policy(Managed),
}

/// The user, group, role or managed policy with this ARN; `None` when there is none in this account.
pub(crate) async fn find(cx: &mut Cx<'_>, text: &str) -> ApiResult<Option<Subject>> {
    let Ok(arn) = text.parse::<Arn>() else { return Ok(None) };
    let resource = arn.resource();
    let name_of = |kind: Kind| split_resource(resource, kind.segment()).map(|(_, name)| name);
    let found = if let Some(name) = name_of(Kind::User) {
        entity::get::<User>(cx, name).await?.map(Subject::User)
    } else if let Some(name) = name_of(Kind::Group) {
        entity::get::<Group>(cx, name).await?.map(Subject::Group)
    } else if let Some(name) = name_of(Kind::Role) {
        entity::get::<Role>(cx, name).await?.map(Subject::Role)
    } else if name_of(Kind::Policy).is_some() {
        policies::get(cx, text).await?.map(Subject::Policy)
    } else {
        None
    };
    // The path and the account are part of who is meant.
    Ok(found.filter(|subject| subject.arn(cx) == text))
}

impl Subject {
    fn arn(&self, cx: &Cx<'_>) -> String {
        match self {
            Subject::User(user) => user.arn(cx),
            Subject::Group(group) => group.arn(cx),
            Subject::Role(role) => role.arn(cx),
            Subject::Policy(policy) => policy.arn(cx),
        }
    }
}

/// The users and roles that a report about `subject` is about: themselves, the users of a group, or whoever has the
/// policy, also through a group.
pub(crate) async fn members(cx: &mut Cx<'_>, subject: &Subject) -> ApiResult<Vec<EntityRow>> {
    let mut rows = Vec::new();
    match subject {
        Subject::User(user) => rows.push(row(cx, user)),
        Subject::Role(role) => rows.push(row(cx, role)),
        Subject::Group(group) => add_members(cx, group, &mut rows).await?,
        Subject::Policy(policy) => {
            let arn = policy.arn(cx);
            for (kind, name) in attachments::users_of_policy(cx, &arn, false).await? {
                if kind == Kind::Group.key()
                    && let Some(group) = entity::get::<Group>(cx, &name).await?
                {
                    add_members(cx, &group, &mut rows).await?;
                } else if kind == Kind::User.key()
                    && let Some(user) = entity::get::<User>(cx, &name).await?
                {
                    add(&mut rows, row(cx, &user));
                } else if kind == Kind::Role.key()
                    && let Some(role) = entity::get::<Role>(cx, &name).await?
                {
                    add(&mut rows, row(cx, &role));
                }
            }
        }
    }
    Ok(rows)
}

async fn add_members(cx: &mut Cx<'_>, group: &Group, rows: &mut Vec<EntityRow>) -> ApiResult<()> {
    for user in all_members(cx, group).await? {
        add(rows, row(cx, &user));
    }
    Ok(())
}

/// Every user of a group, by name.
pub(crate) async fn all_members(cx: &mut Cx<'_>, group: &Group) -> ApiResult<Vec<User>> {
    // No group has more users than an account can have.
    groups::members(cx, group, &Page::part(None, 10_000)).await
}

fn add(rows: &mut Vec<EntityRow>, row: EntityRow) {
    if !rows.iter().any(|known| known.arn == row.arn) {
        rows.push(row);
    }
}

fn row<E: Entity>(cx: &Cx<'_>, entity: &E) -> EntityRow {
    let head = entity.head();
    EntityRow {
        arn: entity.arn(cx),
        name: head.name.clone(),
        id: head.id.clone(),
        path: head.path.clone(),
        is_role: E::KIND == Kind::Role,
    }
}

impl EntityRow {
    /// As reports show it.
    pub(crate) fn shown(&self) -> api::EntityInfo {
        use gen_iam::values::policy_owner_entity_type as kinds;
        let kind = if self.is_role { kinds::ROLE } else { kinds::USER };
        api::EntityInfo {
            arn: Some(self.arn.clone()),
            name: Some(self.name.clone()),
            r#type: Some(kind.to_owned()),
            id: Some(self.id.clone()),
            path: Some(self.path.clone()),
        }
    }
}
