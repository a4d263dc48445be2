//! The tree: one root, organizational units up to five deep, accounts.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_ous.html>

use gen_organizations as model;
use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::ids::IdKind;
use crate::organization::Organization;
use crate::tables::{ACCOUNTS, CHILDREN, UNIT_NAMES, UNITS};
use crate::{attachments, errors, limits};

/// An organizational unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unit {
    pub(crate) id: String,
    pub(crate) name: String,
    /// The root or unit that it is in.
    pub(crate) parent: String,
}

impl Unit {
    /// What the API shows; `path` is its own.
    pub(crate) fn show(
        &self,
        organization: &Organization,
        path: String,
    ) -> model::OrganizationalUnit {
        model::OrganizationalUnit {
            id: Some(self.id.clone()),
            arn: Some(organization.arn_in("ou", &self.id)),
            name: Some(self.name.clone()),
            path: Some(path),
        }
    }
}

/// The unit `id`.
pub(crate) async fn unit(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Option<Unit>> {
    cx.get(&UNITS, &(organization.id.clone(), id.to_owned())).await
}

/// Whether `id` is the root or a unit of the organization.
pub(crate) async fn is_parent(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<bool> {
    if id == organization.root {
        return Ok(true);
    }
    cx.has(&UNITS, &(organization.id.clone(), id.to_owned())).await
}

/// Whether `id` is the root, a unit or an account of the organization.
pub(crate) async fn is_target(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<bool> {
    match IdKind::of(id) {
        Some(IdKind::Account) => cx.has(&ACCOUNTS, &(organization.id.clone(), id.to_owned())).await,
        Some(IdKind::Root | IdKind::Unit) => is_parent(cx, organization, id).await,
        _ => Ok(false),
    }
}

/// The parent of a unit or an account.
pub(crate) async fn parent_of(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Option<String>> {
    let key = (organization.id.clone(), id.to_owned());
    Ok(match IdKind::of(id) {
        Some(IdKind::Account) => cx.get(&ACCOUNTS, &key).await?.map(|account| account.parent),
        Some(IdKind::Unit) => cx.get(&UNITS, &key).await?.map(|unit| unit.parent),
        _ => None,
    })
}

/// From the root down to `id`, itself included.
pub(crate) async fn lineage(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<Vec<String>> {
    let mut found = vec![id.to_owned()];
    let mut at = id.to_owned();
    // A tree is no deeper than its limit; a row that says otherwise must not keep us here.
    while at != organization.root && found.len() <= limits::UNIT_DEPTH + 2 {
        let Some(parent) = parent_of(cx, organization, &at).await? else { break };
        found.push(parent.clone());
        at = parent;
    }
    found.reverse();
    Ok(found)
}

/// `o-.../r-.../ou-.../`: down to the root or unit `id`.
pub(crate) async fn path(
    cx: &mut Cx<'_>,
    organization: &Organization,
    id: &str,
) -> ApiResult<String> {
    let mut path = format!("{}/", organization.id.as_str());
    for part in lineage(cx, organization, id).await? {
        path.push_str(&part);
        path.push('/');
    }
    Ok(path)
}

/// Up to `limit` ids that are in `parent`, accounts or units, after `after`.
pub(crate) async fn children(
    cx: &mut Cx<'_>,
    organization: &Organization,
    parent: &str,
    accounts: bool,
    after: Option<&str>,
    limit: usize,
) -> ApiResult<Vec<String>> {
    let part = (organization.id.clone(), parent.to_owned(), accounts);
    let mut range = cx.rows(&CHILDREN).prefix(&part);
    if let Some(after) = after {
        range = range.after(&(part.0, part.1, part.2, after.to_owned()));
    }
    let rows = cx.range(&CHILDREN, &range, limit).await?;
    Ok(rows.into_iter().map(|((_, _, _, id), ())| id).collect())
}

/// Takes the name in the parent for the unit `id`.
pub(crate) async fn take_name(
    cx: &mut Cx<'_>,
    organization: &Organization,
    parent: &str,
    name: &str,
    id: &str,
) -> ApiResult<()> {
    let key = (organization.id.clone(), parent.to_owned(), name.to_owned());
    match cx.get(&UNIT_NAMES, &key).await? {
        Some(holder) if holder != id => Err(errors::duplicate_unit()),
        _ => {
            cx.put(&UNIT_NAMES, &key, &id.to_owned());
            Ok(())
        }
    }
}

/// Writes a new unit.
pub(crate) async fn add_unit(
    cx: &mut Cx<'_>,
    organization: &Organization,
    unit: &Unit,
) -> ApiResult<()> {
    take_name(cx, organization, &unit.parent, &unit.name, &unit.id).await?;
    cx.put(&UNITS, &(organization.id.clone(), unit.id.clone()), unit);
    cx.add_rows(&UNITS, &organization.id, 1);
    let child = (organization.id.clone(), unit.parent.clone(), false, unit.id.clone());
    cx.put(&CHILDREN, &child, &());
    attachments::attach_defaults(cx, organization, &unit.id).await
}

/// Removes an empty unit.
pub(crate) async fn remove_unit(
    cx: &mut Cx<'_>,
    organization: &Organization,
    unit: &Unit,
) -> ApiResult<()> {
    cx.delete(&UNITS, &(organization.id.clone(), unit.id.clone()));
    cx.add_rows(&UNITS, &organization.id, -1);
    cx.delete(&UNIT_NAMES, &(organization.id.clone(), unit.parent.clone(), unit.name.clone()));
    cx.delete(&CHILDREN, &(organization.id.clone(), unit.parent.clone(), false, unit.id.clone()));
    attachments::detach_all(cx, organization, &unit.id).await
}

/// Every root, unit and account: what policies can be attached to.
pub(crate) async fn all_targets(
    cx: &mut Cx<'_>,
    organization: &Organization,
) -> ApiResult<Vec<String>> {
    let mut targets = vec![organization.root.clone()];
    let units = cx.rows(&UNITS).prefix(&organization.id);
    let units = cx.range(&UNITS, &units, limits::ROWS).await?;
    targets.extend(units.into_iter().map(|((_, id), _)| id));
    let accounts = cx.rows(&ACCOUNTS).prefix(&organization.id);
    let accounts = cx.range(&ACCOUNTS, &accounts, limits::ROWS).await?;
    targets.extend(accounts.into_iter().map(|((_, id), _)| id));
    Ok(targets)
}
