//! Everything that decides what the account's identities may do, in one listing: users, groups, roles, and the managed
//! policies, the account's and those of AWS's that it uses.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use gen_iam as api;
use kernel::{ApiResult, Cx};

use crate::attachments::{self, Holder};
use crate::entity::{self, Entity};
use crate::groups::{self, Group};
use crate::managed;
use crate::names::Folded;
use crate::page::Page;
use crate::policies::{self, Managed, Policy};
use crate::roles::Role;
use crate::tables::{ATTACHED, BOUNDED, PROFILES_OF_ROLE};
use crate::users::User;
use crate::{boundary, inline, instance_profiles, policy_text, tags, trust};

/// What the listing is made of, in its order.
const KINDS: [&str; 5] = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"];
/// More instance profiles than an account can have; more users of AWS's policies, too.
const ALL: usize = 100_000;

/// One thing of the listing.
pub(crate) enum Item {
    User(User),
    Group(Group),
    Role(Role),
    Policy(Managed),
}

impl Item {
    /// Where it stands: its kind's number, and its name.
    pub(crate) fn position(&self) -> String {
        let (kind, name) = match self {
            Item::User(user) => (0, user.key().0),
            Item::Group(group) => (1, group.key().0),
            Item::Role(role) => (2, role.key().0),
            Item::Policy(Managed::Own(policy)) => (3, policy.key().0),
            Item::Policy(Managed::Aws(policy)) => (4, policy.arn.to_owned()),
        };
        format!("{kind}{name}")
    }
}

/// The items of a page, and one more to see whether there is another. An empty filter lets everything through.
pub(crate) async fn items(cx: &mut Cx<'_>, filter: &[String], page: &Page) -> ApiResult<Vec<Item>> {
    let after = page.after.as_deref().unwrap_or_default();
    let from = after.bytes().next().map_or(0, |digit| usize::from(digit.wrapping_sub(b'0')));
    let mut found: Vec<Item> = Vec::new();
    for (number, kind) in KINDS.iter().enumerate().skip(from) {
        let wanted = filter.is_empty() || filter.iter().any(|name| name == kind);
        if !wanted || found.len() > page.limit {
            continue;
        }
        let after = (number == from).then(|| after.get(1..)).flatten().filter(|a| !a.is_empty());
        let rest = Page::part(after.map(str::to_owned), page.limit - found.len());
        match number {
            0 => found.extend(list(cx, &rest, Item::User).await?),
            1 => found.extend(list(cx, &rest, Item::Group).await?),
            2 => found.extend(list(cx, &rest, Item::Role).await?),
            3 => {
                let own = |policy: Policy| Item::Policy(Managed::Own(policy));
                found.extend(list(cx, &rest, own).await?);
            }
            _ => found.extend(used_of_aws(cx, &rest).await?),
        }
    }
    Ok(found)
}

async fn list<E: Entity>(
    cx: &mut Cx<'_>,
    page: &Page,
    wrap: impl Fn(E) -> Item,
) -> ApiResult<Vec<Item>> {
    Ok(entity::list::<E>(cx, "/", page).await?.into_iter().map(wrap).collect())
}

/// AWS's policies that somebody has attached or as a boundary, by ARN.
async fn used_of_aws(cx: &mut Cx<'_>, page: &Page) -> ApiResult<Vec<Item>> {
    let mut policies = Vec::new();
    let start = format!("arn:{}:iam::aws:policy/", cx.partition());
    for table in [&ATTACHED, &BOUNDED] {
        let range = cx.rows(table).starting_with(&start);
        let rows = cx.range(table, &range, ALL).await?;
        let found = rows.iter().filter_map(|((arn, ..), ())| managed::find(cx.partition(), arn));
        policies.extend(found);
    }
    policies.sort_by_key(|policy| policy.arn);
    policies.dedup();
    policies.retain(|policy| page.after.as_deref().is_none_or(|after| policy.arn > after));
    Ok(policies
        .into_iter()
        .take(page.limit + 1)
        .map(|policy| Item::Policy(Managed::Aws(policy)))
        .collect())
}

/// A user as the listing shows it.
pub(crate) async fn user(cx: &mut Cx<'_>, user: &User) -> ApiResult<api::UserDetail> {
    let groups = groups::of_user(cx, user).await?;
    let head = user.head();
    Ok(api::UserDetail {
        path: Some(head.path.clone()),
        user_name: Some(head.name.clone()),
        user_id: Some(head.id.clone()),
        arn: Some(user.arn(cx)),
        create_date: Some(head.created),
        user_policy_list: Some(inline_of(cx, user).await?),
        group_list: Some(groups.into_iter().map(|group| group.head.name).collect()),
        attached_managed_policies: Some(attached_to(cx, user).await?),
        permissions_boundary: user.boundary.as_deref().map(boundary::shown),
        tags: Some(tags::listed(&user.tags)),
    })
}

/// A group as the listing shows it.
pub(crate) async fn group(cx: &mut Cx<'_>, group: &Group) -> ApiResult<api::GroupDetail> {
    let head = group.head();
    Ok(api::GroupDetail {
        path: Some(head.path.clone()),
        group_name: Some(head.name.clone()),
        group_id: Some(head.id.clone()),
        arn: Some(group.arn(cx)),
        create_date: Some(head.created),
        group_policy_list: Some(inline_of(cx, group).await?),
        attached_managed_policies: Some(attached_to(cx, group).await?),
    })
}

/// A role as the listing shows it.
pub(crate) async fn role(cx: &mut Cx<'_>, role: &Role) -> ApiResult<api::RoleDetail> {
    let head = role.head();
    let range = cx.rows(&PROFILES_OF_ROLE).prefix(&head.id);
    let mut profiles = Vec::new();
    for ((_, Folded(name)), ()) in cx.range(&PROFILES_OF_ROLE, &range, ALL).await? {
        let profile = instance_profiles::find(cx, &name).await?;
        profiles.push(profile.listed(cx).await?);
    }
    let trust = trust::current(cx, &role.trust).await?;
    Ok(api::RoleDetail {
        path: Some(head.path.clone()),
        role_name: Some(head.name.clone()),
        role_id: Some(head.id.clone()),
        arn: Some(role.arn(cx)),
        create_date: Some(head.created),
        assume_role_policy_document: Some(policy_text::url_encoded(&trust)),
        instance_profile_list: Some(profiles),
        role_policy_list: Some(inline_of(cx, role).await?),
        attached_managed_policies: Some(attached_to(cx, role).await?),
        permissions_boundary: role.boundary.as_deref().map(boundary::shown),
        tags: Some(tags::listed(&role.tags)),
        role_last_used: Some(role.last_used(cx).await?),
    })
}

/// A managed policy as the listing shows it: with all its versions.
pub(crate) async fn policy(
    cx: &mut Cx<'_>,
    policy: &Managed,
) -> ApiResult<api::ManagedPolicyDetail> {
    let shown = policy.shown(cx).await?;
    let versions = match policy {
        Managed::Own(own) => {
            let versions = policies::versions(cx, own).await?.into_iter().rev();
            let version = |(number, version): (u32, policies::PolicyVersion)| api::PolicyVersion {
                document: Some(policy_text::url_encoded(&version.document)),
                version_id: Some(policies::version_id(number)),
                is_default_version: Some(number == own.default_version),
                create_date: Some(version.created),
            };
            versions.map(version).collect()
        }
        Managed::Aws(_) => vec![api::PolicyVersion {
            document: Some(policy_text::url_encoded(&policy.document(cx).await?)),
            version_id: Some(policy.default_version()),
            is_default_version: Some(true),
            create_date: shown.update_date,
        }],
    };
    Ok(api::ManagedPolicyDetail {
        policy_name: shown.policy_name,
        policy_id: shown.policy_id,
        arn: shown.arn,
        path: shown.path,
        default_version_id: shown.default_version_id,
        attachment_count: shown.attachment_count,
        permissions_boundary_usage_count: shown.permissions_boundary_usage_count,
        is_attachable: shown.is_attachable,
        description: shown.description,
        create_date: shown.create_date,
        update_date: shown.update_date,
        policy_version_list: Some(versions),
    })
}

async fn inline_of<E: Entity>(cx: &mut Cx<'_>, holder: &E) -> ApiResult<Vec<api::PolicyDetail>> {
    let policies = inline::all(cx, &holder.head().id).await?.into_iter();
    let shown = policies.map(|(name, document)| api::PolicyDetail {
        policy_name: Some(name),
        policy_document: Some(policy_text::url_encoded(&document)),
    });
    Ok(shown.collect())
}

async fn attached_to<H: Holder>(
    cx: &mut Cx<'_>,
    holder: &H,
) -> ApiResult<Vec<api::AttachedPolicy>> {
    let policies = attachments::policies_of(cx, holder).await?;
    let shown = policies.iter().map(|policy| api::AttachedPolicy {
        policy_name: Some(policy.name().to_owned()),
        policy_arn: Some(policy.arn(cx)),
    });
    Ok(shown.collect())
}
