//! Deleting an organization: everything that it knew goes with it.

use kernel::{ApiResult, Cx};
use store::{Key, Row, Table};

use crate::account::{self, Account};
use crate::handshake::{self, State};
use crate::organization::Organization;
use crate::policy_type::PolicyType;
use crate::tables::{
    ADMINISTRATORS, ATTACHED, CHILDREN, CREATIONS, ORGANIZATIONS, POLICIES, POLICY_NAMES,
    POLICY_TYPES, RESOURCE_POLICIES, SERVICES, TAGS, TARGETS, UNIT_NAMES, UNITS,
};
use crate::{limits, policies};

/// Removes an organization that has no member but its management account.
pub(crate) async fn remove(
    cx: &mut Cx<'_>,
    organization: &Organization,
    management: &Account,
) -> ApiResult<()> {
    for mut sent in handshake::of(cx, organization.id.as_str()).await? {
        if sent.state_at(cx.now()).is_pending() {
            handshake::end(cx, &mut sent, State::Canceled);
        }
    }
    account::leave(cx, organization, management).await?;
    for (_, kind, _) in clear(cx, &POLICIES, organization).await? {
        if let Some(kind) = PolicyType::parse(&kind) {
            policies::counted(cx, organization, kind, -1);
        }
    }
    let units = clear(cx, &UNITS, organization).await?.len();
    cx.add_rows(&UNITS, &organization.id, -i64::try_from(units).unwrap_or(i64::MAX));
    clear(cx, &POLICY_TYPES, organization).await?;
    clear(cx, &POLICY_NAMES, organization).await?;
    clear(cx, &UNIT_NAMES, organization).await?;
    clear(cx, &CHILDREN, organization).await?;
    clear(cx, &ATTACHED, organization).await?;
    clear(cx, &TARGETS, organization).await?;
    clear(cx, &TAGS, organization).await?;
    clear(cx, &CREATIONS, organization).await?;
    clear(cx, &ADMINISTRATORS, organization).await?;
    clear(cx, &SERVICES, organization).await?;
    cx.delete(&RESOURCE_POLICIES, &organization.id);
    cx.delete(&ORGANIZATIONS, &organization.id);
    cx.identities_changed();
    Ok(())
}

/// Deletes all rows of a table that are the organization's; returns their keys.
async fn clear<K: Key, R: Row>(
    cx: &mut Cx<'_>,
    table: &Table<K, R>,
    organization: &Organization,
) -> ApiResult<Vec<K>> {
    let range = cx.rows(table).prefix(&organization.id);
    let rows = cx.range(table, &range, limits::ROWS).await?;
    for (key, _) in &rows {
        cx.delete(table, key);
    }
    Ok(rows.into_iter().map(|(key, _)| key).collect())
}
