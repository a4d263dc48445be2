//! Which policies are attached to what, in the order in which they were attached.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_policies_attach.html>

use kernel::{ApiResult, Cx};

use crate::organization::Organization;
use crate::policies::{self, MANAGED, Policy};
use crate::policy_type::PolicyType;
use crate::tables::{ATTACHED, TARGETS};
use crate::{limits, tree};

/// Ids of the policies of a type that are attached to `target`, the first attached first.
pub(crate) async fn of_target(
    cx: &mut Cx<'_>,
    organization: &Organization,
    target: &str,
    kind: PolicyType,
) -> ApiResult<Vec<String>> {
    let part = (organization.id.clone(), target.to_owned(), kind.as_str().to_owned());
    let range = cx.rows(&ATTACHED).prefix(&part);
    let rows = cx.range(&ATTACHED, &range, limits::ROWS).await?;
    Ok(rows.into_iter().map(|(_, policy)| policy).collect())
}

/// The same policies, whole.
pub(crate) async fn policies_of(
    cx: &mut Cx<'_>,
    organization: &Organization,
    target: &str,
    kind: PolicyType,
) -> ApiResult<Vec<Policy>> {
    let mut found = Vec::new();
    for id in of_target(cx, organization, target, kind).await? {
        found.extend(policies::find(cx, organization, &id).await?);
    }
    Ok(found)
}

/// What a policy is attached to.
pub(crate) async fn targets_of(
    cx: &mut Cx<'_>,
    organization: &Organization,
    policy: &str,
) -> ApiResult<Vec<String>> {
    let range = cx.rows(&TARGETS).prefix(&(organization.id.clone(), policy.to_owned()));
    let rows = cx.range(&TARGETS, &range, limits::ROWS).await?;
    Ok(rows.into_iter().map(|((_, _, target), _)| target).collect())
}

pub(crate) async fn is_attached(
    cx: &mut Cx<'_>,
    organization: &Organization,
    policy: &str,
    target: &str,
) -> ApiResult<bool> {
    cx.has(&TARGETS, &(organization.id.clone(), policy.to_owned(), target.to_owned())).await
}

pub(crate) fn attach(
    cx: &mut Cx<'_>,
    organization: &Organization,
    kind: PolicyType,
    policy: &str,
    target: &str,
) {
    let number = cx.next_sequence();
    let id = || organization.id.clone();
    let kind = kind.as_str().to_owned();
    cx.put(&ATTACHED, &(id(), target.to_owned(), kind, number), &policy.to_owned());
    cx.put(&TARGETS, &(id(), policy.to_owned(), target.to_owned()), &number);
    cx.identities_changed();
}

/// Detaches; whether it was attached.
pub(crate) async fn detach(
    cx: &mut Cx<'_>,
    organization: &Organization,
    kind: PolicyType,
    policy: &str,
    target: &str,
) -> ApiResult<bool> {
    let key = (organization.id.clone(), policy.to_owned(), target.to_owned());
    let Some(number) = cx.get(&TARGETS, &key).await? else { return Ok(false) };
    let kind = kind.as_str().to_owned();
    cx.delete(&ATTACHED, &(organization.id.clone(), target.to_owned(), kind, number));
    cx.delete(&TARGETS, &key);
    cx.identities_changed();
    Ok(true)
}

/// Attaches AWS's policies to a new target.
pub(crate) async fn attach_defaults(
    cx: &mut Cx<'_>,
    organization: &Organization,
    target: &str,
) -> ApiResult<()> {
    if !organization.all_features {
        return Ok(());
    }
    for managed in &MANAGED {
        if !is_attached(cx, organization, managed.id, target).await? {
            attach(cx, organization, managed.kind, managed.id, target);
        }
    }
    Ok(())
}

/// Detaches everything from a target that goes.
pub(crate) async fn detach_all(
    cx: &mut Cx<'_>,
    organization: &Organization,
    target: &str,
) -> ApiResult<()> {
    let range = cx.rows(&ATTACHED).prefix(&(organization.id.clone(), target.to_owned()));
    for (key, policy) in cx.range(&ATTACHED, &range, limits::ROWS).await? {
        cx.delete(&ATTACHED, &key);
        cx.delete(&TARGETS, &(organization.id.clone(), policy, target.to_owned()));
    }
    cx.identities_changed();
    Ok(())
}

/// Detaches every policy of a type from everything; AWS's own stays, as at the start.
pub(crate) async fn reset(
    cx: &mut Cx<'_>,
    organization: &Organization,
    kind: PolicyType,
) -> ApiResult<()> {
    for target in tree::all_targets(cx, organization).await? {
        for policy in of_target(cx, organization, &target, kind).await? {
            detach(cx, organization, kind, &policy, &target).await?;
        }
        attach_defaults(cx, organization, &target).await?;
    }
    Ok(())
}
