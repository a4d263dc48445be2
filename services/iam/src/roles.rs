//! Roles.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html>

use std::time::Duration;

use gen_iam as api;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};
use store::Table;

use crate::entity::{self, Entity, Head, Kind};
use crate::names::Folded;
use crate::tables::ROLE_USED;
use crate::trust::{self, Trust};
use crate::{boundary, errors, policy_text, tables, tags};

/// Where roles lie that belong to services: only [`Role::service_linked`] ones have this path.
pub(crate) const SERVICE_LINKED_PATH: &str = "/aws-service-role/";

/// The time between two notes that a role is used.
const BETWEEN_NOTES: Duration = Duration::from_secs(60);

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Role {
    pub(crate) head: Head,
    /// Who may assume it.
    pub(crate) trust: Trust,
    pub(crate) description: Option<String>,
    /// Seconds.
    pub(crate) max_session_duration: i32,
    /// ARN of the permissions boundary.
    pub(crate) boundary: Option<String>,
    /// In the order given.
    pub(crate) tags: Vec<(String, String)>,
    /// ARNs of the managed policies, in the order of attaching.
    pub(crate) attached: Vec<String>,
}

impl Entity for Role {
    const KIND: Kind = Kind::Role;
    fn table() -> &'static Table<Folded, Role> {
        &tables::ROLES
    }
    fn head(&self) -> &Head {
        &self.head
    }
}

impl Role {
    /// Whether it belongs to a service, which alone may change it.
    pub(crate) fn service_linked(&self) -> bool {
        self.head.path.starts_with(SERVICE_LINKED_PATH)
    }

    /// Refuses to change what belongs to a service.
    pub(crate) fn require_modifiable(&self) -> ApiResult<()> {
        if self.service_linked() {
            return Err(errors::protected_role(&self.head.name));
        }
        Ok(())
    }

    /// As instance profiles show it.
    pub(crate) async fn bare(&self, cx: &mut Cx<'_>) -> ApiResult<api::Role> {
        let document = trust::current(cx, &self.trust).await?;
        Ok(api::Role {
            path: Some(self.head.path.clone()),
            role_name: Some(self.head.name.clone()),
            role_id: Some(self.head.id.clone()),
            arn: Some(self.arn(cx)),
            create_date: Some(self.head.created),
            assume_role_policy_document: Some(policy_text::url_encoded(&document)),
            ..api::Role::default()
        })
    }

    /// As CreateRole shows it.
    pub(crate) async fn created(&self, cx: &mut Cx<'_>) -> ApiResult<api::Role> {
        Ok(api::Role {
            permissions_boundary: self.boundary.as_deref().map(boundary::shown),
            tags: tags::shown(&self.tags),
            ..self.bare(cx).await?
        })
    }

    /// As listings show it.
    pub(crate) async fn listed(&self, cx: &mut Cx<'_>) -> ApiResult<api::Role> {
        Ok(api::Role {
            description: self.description.clone(),
            max_session_duration: Some(self.max_session_duration),
            ..self.bare(cx).await?
        })
    }

    /// As it is shown alone: with boundary, tags and last use.
    pub(crate) async fn shown(&self, cx: &mut Cx<'_>) -> ApiResult<api::Role> {
        Ok(api::Role {
            description: self.description.clone(),
            max_session_duration: Some(self.max_session_duration),
            role_last_used: Some(self.last_used(cx).await?),
            ..self.created(cx).await?
        })
    }

    /// When and where its sessions were last made.
    pub(crate) async fn last_used(&self, cx: &mut Cx<'_>) -> ApiResult<api::RoleLastUsed> {
        let (at, region) = cx.get(&ROLE_USED, &self.head.id).await?.unzip();
        Ok(api::RoleLastUsed { last_used_date: at, region })
    }
}

/// The role called `name`, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<Role> {
    entity::find(cx, name).await
}

/// The role called `name`, to be changed: not one that belongs to a service.
pub(crate) async fn find_modifiable(cx: &mut Cx<'_>, name: &str) -> ApiResult<Role> {
    let role = find(cx, name).await?;
    role.require_modifiable()?;
    Ok(role)
}

/// Writes the row of a role that is there.
pub(crate) fn save(cx: &mut Cx<'_>, role: &Role) {
    entity::save(cx, role);
}

/// Notes that a session was made: once a minute is as exact as anybody is told, and evaluation does not ask.
pub(crate) async fn note_use(cx: &mut Cx<'_>, role: &Role, at: Timestamp) -> ApiResult<()> {
    let region = cx.region().as_str().to_owned();
    if let Some((before, known)) = cx.get(&ROLE_USED, &role.head.id).await?
        && known == region
        && at.since(before) < BETWEEN_NOTES
    {
        return Ok(());
    }
    cx.put(&ROLE_USED, &role.head.id, &(at.whole_seconds(), region));
    Ok(())
}
