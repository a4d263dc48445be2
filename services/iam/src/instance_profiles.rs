//! Instance profiles: what an instance gets its role through.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html>

use gen_iam as api;
use kernel::{ApiError, ApiResult, Cx};
use serde::{Deserialize, Serialize};
use store::Table;

use crate::entity::{self, Entity, Head, Kind};
use crate::names::Folded;
use crate::page::Page;
use crate::roles::Role;
use crate::tables::PROFILES_OF_ROLE;
use crate::{errors, tables, tags};

/// An instance profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InstanceProfile {
    pub(crate) head: Head,
    /// Unique id of its role.
    pub(crate) role: Option<String>,
    /// In the order given.
    pub(crate) tags: Vec<(String, String)>,
}

impl Entity for InstanceProfile {
    const KIND: Kind = Kind::InstanceProfile;
    fn table() -> &'static Table<Folded, InstanceProfile> {
        &tables::INSTANCE_PROFILES
    }
    fn head(&self) -> &Head {
        &self.head
    }
}

impl InstanceProfile {
    /// As listings show it: without tags.
    pub(crate) async fn listed(&self, cx: &mut Cx<'_>) -> ApiResult<api::InstanceProfile> {
        let roles = match self.role(cx).await? {
            Some(role) => vec![role.bare(cx).await?],
            None => Vec::new(),
        };
        Ok(api::InstanceProfile {
            path: Some(self.head.path.clone()),
            instance_profile_name: Some(self.head.name.clone()),
            instance_profile_id: Some(self.head.id.clone()),
            arn: Some(self.arn(cx)),
            create_date: Some(self.head.created),
            roles: Some(roles),
            tags: None,
        })
    }

    /// As CreateInstanceProfile shows it.
    pub(crate) async fn created(&self, cx: &mut Cx<'_>) -> ApiResult<api::InstanceProfile> {
        let tags = tags::shown(&self.tags);
        Ok(api::InstanceProfile { tags, ..self.listed(cx).await? })
    }

    /// As it is shown alone.
    pub(crate) async fn shown(&self, cx: &mut Cx<'_>) -> ApiResult<api::InstanceProfile> {
        let tags = Some(tags::listed(&self.tags));
        Ok(api::InstanceProfile { tags, ..self.listed(cx).await? })
    }

    /// Its role.
    pub(crate) async fn role(&self, cx: &mut Cx<'_>) -> ApiResult<Option<Role>> {
        let Some(id) = &self.role else { return Ok(None) };
        let gone = || ApiError::bug(format!("the role {id} of an instance profile is gone"));
        let name = entity::name_of_id(cx, id).await?.ok_or_else(gone)?;
        Ok(Some(entity::get(cx, &name).await?.ok_or_else(gone)?))
    }
}

/// The instance profile called `name`, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, name: &str) -> ApiResult<InstanceProfile> {
    entity::find(cx, name).await
}

/// Several, as listings show them.
pub(crate) async fn listed(
    cx: &mut Cx<'_>,
    profiles: &[InstanceProfile],
) -> ApiResult<Vec<api::InstanceProfile>> {
    let mut shown = Vec::with_capacity(profiles.len());
    for profile in profiles {
        shown.push(profile.listed(cx).await?);
    }
    Ok(shown)
}

/// Those that a role is in, by name: one more than a page.
pub(crate) async fn of_role(
    cx: &mut Cx<'_>,
    role: &Role,
    page: &Page,
) -> ApiResult<Vec<InstanceProfile>> {
    let mut range = cx.rows(&PROFILES_OF_ROLE).prefix(&role.head.id);
    if let Some(after) = &page.after {
        range = range.after(&(role.head.id.clone(), Folded(after.clone())));
    }
    let rows = cx.range(&PROFILES_OF_ROLE, &range, page.limit + 1).await?;
    let mut profiles = Vec::with_capacity(rows.len());
    for ((_, name), ()) in rows {
        profiles.push(find(cx, &name.0).await?);
    }
    Ok(profiles)
}

/// Whether a role is in any.
pub(crate) async fn any_of_role(cx: &mut Cx<'_>, role: &Role) -> ApiResult<bool> {
    let range = cx.rows(&PROFILES_OF_ROLE).prefix(&role.head.id);
    Ok(!cx.range(&PROFILES_OF_ROLE, &range, 1).await?.is_empty())
}

/// Gives a profile its role.
pub(crate) fn put_role(
    cx: &mut Cx<'_>,
    mut profile: InstanceProfile,
    role: &Role,
) -> ApiResult<()> {
    if profile.role.is_some() {
        return Err(errors::quota_of("InstanceSessionsPerInstanceProfile", 1));
    }
    profile.role = Some(role.head.id.clone());
    cx.put(&PROFILES_OF_ROLE, &(role.head.id.clone(), profile.key()), &());
    entity::save(cx, &profile);
    Ok(())
}

/// Takes a profile's role away.
pub(crate) fn take_role(
    cx: &mut Cx<'_>,
    mut profile: InstanceProfile,
    role: &Role,
) -> ApiResult<()> {
    if profile.role.as_ref() != Some(&role.head.id) {
        return Err(errors::no_such(Kind::Role, &role.head.name));
    }
    profile.role = None;
    cx.delete(&PROFILES_OF_ROLE, &(role.head.id.clone(), profile.key()));
    entity::save(cx, &profile);
    Ok(())
}
