//! Taking the changes that other regions have sent: what is later than what is here is written, with a stream record
//! of its own, and is not sent on.

use std::time::Duration;

use kernel::{ApiError, ApiResult, Cx, Job, Timestamp};
use lang_dynamodb::{Item, codec};

use super::{Change, Group, State, follow};
use crate::garbage::{self, Garbage};
use crate::item_key::bytes_of;
use crate::item_write;
use crate::table::{self, TableRow, TableStatus};
use crate::tables::{GROUPS, OUTBOX, STAMPS, Stored, TABLES};
use crate::throttle::Meter;
use crate::vault;
use crate::write::{Cause, write_item};

/// Takes the changes for this region of the global table with this number.
pub(crate) static APPLY: Job<u64> = Job::new("dynamodb.replica-apply");

/// Changes that one transaction takes.
const AT_ONCE: usize = 100;
/// The wait for a table that is still to be made.
const AGAIN: Duration = Duration::from_millis(100);
/// The wait for a table whose key cannot be used.
const LATER: Duration = Duration::from_secs(60);

/// Takes some changes.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let number = APPLY.payload(raw)?;
    let Some(group) = cx.get(&GROUPS, &number).await? else { return Ok(()) };
    let region = cx.region().to_string();
    if !group.replicas.iter().any(|replica| replica.region == region) {
        // The replica is gone; so are its changes.
        return garbage::sweep(cx, Garbage::Outbox(number)).await;
    }
    let range = cx.rows(&OUTBOX).prefix(&(region.clone(), number));
    let changes = cx.head(&OUTBOX, &range, AT_ONCE).await?;
    let table = cx.get_shared(&TABLES, &group.table).await?;
    let Some(table) = table.filter(|table| table.settings.group == Some(number)) else {
        let due = cx.now().plus(AGAIN);
        return cx.schedule(&APPLY, &number.to_string(), due, &number).await;
    };
    if table.status == TableStatus::InaccessibleKey {
        let due = cx.now().plus(LATER);
        return cx.schedule(&APPLY, &number.to_string(), due, &number).await;
    }
    let full = changes.len() == AT_ONCE;
    for (key, change) in changes {
        let due = Timestamp::from_micros(change.stamp.at).plus(cx.settings().dynamodb_lag);
        if due > cx.now() {
            // Replicas are to be behind.
            return cx.schedule(&APPLY, &number.to_string(), due, &number).await;
        }
        take(cx, &table, change).await?;
        cx.delete(&OUTBOX, &key);
    }
    if full {
        let now = cx.now();
        return cx.schedule(&APPLY, &number.to_string(), now, &number).await;
    }
    let mut table = TableRow::clone(&table);
    let active = activate(cx, number, group, &region, &mut table).await?;
    let alone = follow::part(cx, &mut table).await?;
    if active || alone {
        table::save(cx, &table);
    }
    Ok(())
}

async fn take(cx: &mut Cx<'_>, table: &TableRow, change: Change) -> ApiResult<()> {
    let key = bytes_of(table, &unpacked(cx, change.key)?);
    let place = (table.number, key.bytes.clone());
    let known = cx.get(&STAMPS, &place).await?;
    if known.is_some_and(|known| known > change.stamp) {
        return Ok(());
    }
    let old = item_write::read(cx, &key).await?;
    let new = change.item.map(|stored| unpacked(cx, stored)).transpose()?;
    cx.put(&STAMPS, &place, &change.stamp);
    let written = write_item(cx, table, old.as_ref(), new.as_ref(), Cause::Replicated).await?;
    let mut meter = Meter::of_replicated(cx);
    meter.wrote(table, &key, &written, 1);
    meter.settle(cx);
    Ok(())
}

fn unpacked(cx: &Cx<'_>, packed: Stored) -> ApiResult<Item> {
    codec::decode(&vault::unpack(cx.kernel(), packed.0)).map_err(ApiError::bug)
}

/// A new replica that has taken everything is there. Whether it came to be; the caller saves the table then.
async fn activate(
    cx: &mut Cx<'_>,
    number: u64,
    mut group: Group,
    region: &str,
    table: &mut TableRow,
) -> ApiResult<bool> {
    let replica = group.replicas.iter_mut().find(|replica| replica.region == region);
    let Some(replica) = replica.filter(|replica| replica.state == State::Sent) else {
        return Ok(false);
    };
    replica.state = State::Active;
    cx.put(&GROUPS, &number, &group);
    table.status = TableStatus::Active;
    Ok(true)
}
