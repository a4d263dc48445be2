//! Time to live: writes note when an item expires; a job deletes what has, by the cloud's clock, as DynamoDB itself
//! does, so that streams tell it from what callers delete.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html>

use std::time::Duration;

use kernel::{ApiResult, Cx, Job};
use lang_dynamodb::Item;
use serde::{Deserialize, Serialize};

use crate::garbage::{self, Garbage};
use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::{EXPIRIES, ITEMS, ItemKey, TABLES};
use crate::ttl_rules::{expiry, is_over};
use crate::write::{Cause, write_item};
use crate::{item_write, vault};

/// Deletes what has expired in the table with this name and number, and looks again a minute later.
pub(crate) static EXPIRE: Job<(TableName, u64)> = Job::new("dynamodb.expire");
/// Notes when the items expire that a table had before its time to live was switched on.
pub(crate) static LIST: Job<Listing> = Job::new("dynamodb.list-expiries");

const EVERY: Duration = Duration::from_secs(60);
/// Items that one transaction deletes, or looks at.
const AT_ONCE: usize = 100;

/// Where the listing of a table stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Listing {
    table: TableName,
    number: u64,
    attribute: String,
    after: Option<Vec<u8>>,
}

/// Notes what a write changes about when the item with this key expires.
pub(crate) fn note(
    cx: &mut Cx<'_>,
    table: &TableRow,
    key: &ItemKey,
    old: Option<&Item>,
    new: Option<&Item>,
) {
    let Some(attribute) = &table.settings.ttl.attribute else { return };
    let of = |item: Option<&Item>| item.and_then(|item| expiry(item, attribute));
    let (before, after) = (of(old), of(new));
    if before == after {
        return;
    }
    if let Some(before) = before {
        cx.delete(&EXPIRIES, &(table.number, before, key.bytes.clone()));
    }
    if let Some(after) = after {
        cx.put(&EXPIRIES, &(table.number, after, key.bytes.clone()), &());
    }
}

/// Begins: the table's setting has just been switched on.
pub(crate) async fn start(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    let Some(attribute) = table.settings.ttl.attribute.clone() else { return Ok(()) };
    let now = cx.now();
    let key = table.name.as_str();
    let listing =
        Listing { table: table.name.clone(), number: table.number, attribute, after: None };
    cx.schedule(&LIST, key, now, &listing).await?;
    cx.schedule(&EXPIRE, key, now, &(table.name.clone(), table.number)).await
}

/// Ends: the setting is switched off, or the table goes.
pub(crate) async fn stop(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    cx.cancel(&LIST, table.name.as_str()).await?;
    cx.cancel(&EXPIRE, table.name.as_str()).await?;
    garbage::throw_away(cx, Garbage::Expiries(table.number)).await
}

/// Notes the expiries of some items that were there before.
pub(crate) async fn list(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let mut listing = LIST.payload(raw)?;
    let row = cx.get_shared(&TABLES, &listing.table).await?;
    let wanted = |row: &TableRow| {
        row.number == listing.number
            && row.settings.ttl.attribute.as_ref() == Some(&listing.attribute)
    };
    if !row.is_some_and(|row| wanted(&row)) {
        return Ok(());
    }
    let owner = listing.number;
    let mut range = cx.rows(&ITEMS).prefix(&owner);
    if let Some(after) = listing.after.take() {
        range = range.after(&ItemKey { owner, bytes: after });
    }
    let rows = cx.range(&ITEMS, &range, AT_ONCE).await?;
    let full = rows.len() == AT_ONCE;
    let vault = vault::of(cx, owner).await?;
    for (key, stored) in rows {
        let item = vault.open(&stored.0)?;
        if let Some(expiry) = expiry(&item, &listing.attribute) {
            cx.put(&EXPIRIES, &(owner, expiry, key.bytes.clone()), &());
        }
        listing.after = Some(key.bytes);
    }
    if full {
        let now = cx.now();
        let table = listing.table.clone();
        cx.schedule(&LIST, table.as_str(), now, &listing).await?;
    }
    Ok(())
}

/// Deletes some of what has expired.
pub(crate) async fn expire(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, number) = EXPIRE.payload(raw)?;
    let row = cx.get_shared(&TABLES, &name).await?;
    let Some(row) = row.filter(|row| row.number == number) else { return Ok(()) };
    let Some(attribute) = row.settings.ttl.attribute.clone() else { return Ok(()) };
    let now = cx.now();
    let range = cx.rows(&EXPIRIES).prefix(&number).through(&(number, now.as_secs()));
    let due = cx.range(&EXPIRIES, &range, AT_ONCE).await?;
    let full = due.len() == AT_ONCE;
    for ((_, expired_at, bytes), ()) in due {
        cx.delete(&EXPIRIES, &(number, expired_at, bytes.clone()));
        let key = ItemKey { owner: number, bytes };
        let Some(item) = item_write::read(cx, &key).await? else { continue };
        if expiry(&item, &attribute) == Some(expired_at) && is_over(expired_at, now) {
            write_item(cx, &row, Some(&item), None, Cause::Expiry).await?;
        }
    }
    let due = if full { now } else { now.plus(EVERY) };
    cx.schedule(&EXPIRE, name.as_str(), due, &(name.clone(), number)).await
}
