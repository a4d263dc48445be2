//! Users.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_users.html>

use gen_iam as api;
use kernel::{ApiError, ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::Table;

use crate::entity::{self, Entity, Head, Kind};
use crate::names::Folded;
use crate::{boundary, errors, tables, tags};

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct User {
    pub(crate) head: Head,
    /// ARN of the permissions boundary.
    pub(crate) boundary: Option<String>,
    /// In the order given.
    pub(crate) tags: Vec<(String, String)>,
    /// ARNs of the managed policies, in the order of attaching.
    pub(crate) attached: Vec<String>,
    /// Unique ids of the user's groups, in the order of joining.
    pub(crate) groups: Vec<String>,
    pub(crate) password_last_used: Option<Timestamp>,
}

impl Entity for User {
    const KIND: Kind = Kind::User;
    fn table() -> &'static Table<Folded, User> {
        &tables::USERS
    }
    fn head(&self) -> &Head {
        &self.head
    }
}

impl User {
    /// The unique id, `AIDA...`: the key of everything that belongs to a user and survives a new name.
    pub(crate) fn id(&self) -> &str {
        &self.head.id
    }

    pub(crate) fn name(&self) -> &str {
        &self.head.name
    }

    /// As listings show it.
    pub(crate) fn listed(&self, cx: &Cx<'_>) -> api::User {
        api::User {
            path: Some(self.head.path.clone()),
            user_name: Some(self.head.name.clone()),
            user_id: Some(self.head.id.clone()),
            arn: Some(self.arn(cx)),
            create_date: Some(self.head.created),
            password_last_used: self.password_last_used,
            permissions_boundary: None,
            tags: None,
        }
    }

    /// As it is shown alone: with boundary and tags.
    pub(crate) fn shown(&self, cx: &Cx<'_>) -> api::User {
        api::User {
            permissions_boundary: self.boundary.as_deref().map(boundary::shown),
            tags: tags::shown(&self.tags),
            ..self.listed(cx)
        }
    }
}

/// The user called `name`, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<User> {
    entity::find(cx, name).await
}

/// The user called `name`; the caller themselves when no name is given. A root, or a role's session, has to say whom
/// it means.
pub(crate) async fn find_or_caller(cx: &mut Cx<'_>, name: Option<&str>) -> ApiResult<User> {
    match name.or_else(|| cx.caller().user_name()) {
        Some(name) => find(cx, name).await,
        None => Err(needs_name()),
    }
}

fn needs_name() -> ApiError {
    errors::validation("Must specify userName when calling with non-User credentials")
}

/// Writes the row of a user that is there.
pub(crate) fn save(cx: &mut Cx<'_>, user: &User) {
    entity::save(cx, user);
}
