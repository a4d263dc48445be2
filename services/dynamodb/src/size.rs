//! How many items a table or an index has, and how large they are. As on AWS, what descriptions show is some six hours
//! old: a job counts, some rows at a time, and starts again.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>

use std::time::Duration;

use kernel::{ApiResult, Cx, Job};
use lang_dynamodb::codec;
use serde::{Deserialize, Serialize};

use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::{INDEX_ITEMS, ITEMS, ItemKey, SIZES, TABLES};

/// Counts on from a place: see [`Count`].
pub(crate) static COUNT: Job<Count> = Job::new("dynamodb.count");

/// The time between two counts.
const EVERY: Duration = Duration::from_secs(6 * 3_600);
/// Rows that one transaction counts.
const AT_ONCE: usize = 1_000;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sizes {
    pub(crate) items: i64,
    pub(crate) bytes: i64,
}

/// Where a count of a table and its indexes stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Count {
    table: TableName,
    number: u64,
    /// The table's number first, then those of its indexes: those still to count.
    owners: Vec<u64>,
    /// The last key of the first of them that was counted.
    after: Option<Vec<u8>>,
    so_far: Sizes,
}

/// What is known of the rows under this number.
pub(crate) async fn of(cx: &mut Cx<'_>, number: u64) -> ApiResult<Sizes> {
    Ok(cx.get(&SIZES, &number).await?.unwrap_or_default())
}

/// Forgets what is known of the rows under this number.
pub(crate) fn forget(cx: &mut Cx<'_>, number: u64) {
    cx.delete(&SIZES, &number);
}

/// Has a new table counted from time to time.
pub(crate) async fn watch(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    later(cx, table.name.clone(), table.number, EVERY).await
}

/// No more of that: the table is deleted.
pub(crate) async fn unwatch(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    cx.cancel(&COUNT, table.name.as_str()).await
}

async fn later(cx: &mut Cx<'_>, table: TableName, number: u64, wait: Duration) -> ApiResult<()> {
    let due = cx.now().plus(wait);
    let count = Count { table, number, owners: Vec::new(), after: None, so_far: Sizes::default() };
    cx.schedule(&COUNT, count.table.as_str(), due, &count).await
}

/// Counts some rows, and says when to go on.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let mut count = COUNT.payload(raw)?;
    let row = cx.get_shared(&TABLES, &count.table).await?;
    let Some(row) = row.filter(|row| row.number == count.number) else { return Ok(()) };
    if count.owners.is_empty() {
        count.owners.push(row.number);
        count.owners.extend(row.indexes.iter().map(|index| index.number));
    }
    let Some(owner) = count.owners.first().copied() else { return Ok(()) };
    let table = if owner == row.number { &ITEMS } else { &INDEX_ITEMS };
    let mut range = cx.rows(table).prefix(&owner);
    if let Some(after) = count.after.take() {
        range = range.after(&ItemKey { owner, bytes: after });
    }
    let rows = cx.range(table, &range, AT_ONCE).await?;
    for (_, item) in &rows {
        count.so_far.items += 1;
        let size = i64::try_from(codec::size_of(&item.0)).unwrap_or(i64::MAX);
        count.so_far.bytes = count.so_far.bytes.saturating_add(size);
    }
    if rows.len() < AT_ONCE {
        cx.put(&SIZES, &owner, &count.so_far);
        count.so_far = Sizes::default();
        count.owners.remove(0);
    } else {
        count.after = rows.into_iter().next_back().map(|(key, _)| key.bytes);
    }
    if count.owners.is_empty() {
        return later(cx, count.table, count.number, EVERY).await;
    }
    let now = cx.now();
    cx.schedule(&COUNT, count.table.as_str(), now, &count).await
}
