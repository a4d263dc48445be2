//! Who uses a managed policy, as ListEntitiesForPolicy tells it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html>

use gen_iam::{PolicyGroup, PolicyRole, PolicyUser};
use kernel::{ApiResult, Cx};

use crate::attachments;
use crate::entity::{self, Entity, Head, Kind};
use crate::groups::Group;
use crate::roles::Role;
use crate::users::User;

/// One of those who use a policy.
pub(crate) struct Found {
    kind: Kind,
    head: Head,
}

/// The kinds of those who can use a policy, in the order in which they are listed.
const KINDS: [Kind; 3] = [Kind::Group, Kind::User, Kind::Role];

/// Where in the listing somebody stands.
pub(crate) fn position(found: &Found) -> String {
    format!("{}{}", found.kind.key(), found.head.name.to_ascii_lowercase())
}

/// Who uses the policy: `filter` is a kind of entity, `usage` how they use it; either may be all.
pub(crate) async fn of(
    cx: &mut Cx<'_>,
    arn: &str,
    filter: Option<&str>,
    usage: Option<&str>,
    prefix: &str,
) -> ApiResult<Vec<Found>> {
    let mut names = Vec::new();
    if usage != Some("PermissionsBoundary") {
        names.extend(attachments::users_of_policy(cx, arn, false).await?);
    }
    if usage != Some("PermissionsPolicy") {
        names.extend(attachments::users_of_policy(cx, arn, true).await?);
    }
    names.sort();
    names.dedup();
    let mut found = Vec::new();
    for (key, name) in names {
        let Some(kind) = KINDS.into_iter().find(|kind| kind.key() == key) else { continue };
        if !wanted(kind, filter) {
            continue;
        }
        let head = match kind {
            Kind::Group => head::<Group>(cx, &name).await?,
            Kind::User => head::<User>(cx, &name).await?,
            _ => head::<Role>(cx, &name).await?,
        };
        if head.path.starts_with(prefix) {
            found.push(Found { kind, head });
        }
    }
    Ok(found)
}

async fn head<E: Entity>(cx: &mut Cx<'_>, name: &str) -> ApiResult<Head> {
    Ok(entity::find::<E>(cx, name).await?.head().clone())
}

/// Filters that name kinds of policies let no user, group or role through.
fn wanted(kind: Kind, filter: Option<&str>) -> bool {
    match filter {
        None => true,
        Some(filter) => filter.eq_ignore_ascii_case(kind.segment()),
    }
}

/// By kind.
pub(crate) fn split(found: Vec<Found>) -> (Vec<PolicyGroup>, Vec<PolicyUser>, Vec<PolicyRole>) {
    let (mut groups, mut users, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    for Found { kind, head: Head { name, id, .. } } in found {
        let (name, id) = (Some(name), Some(id));
        match kind {
            Kind::Group => groups.push(PolicyGroup { group_name: name, group_id: id }),
            Kind::User => users.push(PolicyUser { user_name: name, user_id: id }),
            _ => roles.push(PolicyRole { role_name: name, role_id: id }),
        }
    }
    (groups, users, roles)
}
