//! Filling a new global index with the rows of items that were there before it. Writes maintain the index from the
//! start, so some items at a time suffice: each step reads them and writes their rows in one transaction.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html>

use bytes::Bytes;
use kernel::{ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};

use crate::table::{self, TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{INDEX_ITEMS, ITEMS, ItemKey, StoredItem, TABLES};
use crate::{index, vault};

/// Fills an index some more.
pub(crate) static BACKFILL: Job<Backfill> = Job::new("dynamodb.backfill");

/// Items that one transaction reads.
const AT_ONCE: usize = 100;

/// How far an index is filled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Backfill {
    table: TableName,
    /// The index's number.
    index: u64,
    after: Option<Vec<u8>>,
}

/// Begins to fill the index of this name; that of a small table is full at once. The caller saves the table.
pub(crate) async fn begin(cx: &mut Cx<'_>, table: &mut TableRow, name: &str) -> ApiResult<()> {
    let Some(index) = table.index(name) else { return Ok(()) };
    let mut fill = Backfill { table: table.name.clone(), index: index.number, after: None };
    if some(cx, table, &mut fill).await? {
        return Ok(());
    }
    go_on(cx, &fill).await
}

async fn go_on(cx: &mut Cx<'_>, fill: &Backfill) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&BACKFILL, &fill.index.to_string(), now, fill).await
}

/// Some more items.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let mut fill = BACKFILL.payload(raw)?;
    let Some(table) = cx.get_shared(&TABLES, &fill.table).await? else { return Ok(()) };
    if !table.indexes.iter().any(|index| index.number == fill.index) {
        return Ok(());
    }
    let mut changed = TableRow::clone(&table);
    let done = some(cx, &mut changed, &mut fill).await?;
    if changed != *table {
        table::save(cx, &changed);
    }
    if done { Ok(()) } else { go_on(cx, &fill).await }
}

/// Fills in a page; whether it was the last, with which the index becomes active.
async fn some(cx: &mut Cx<'_>, table: &mut TableRow, fill: &mut Backfill) -> ApiResult<bool> {
    let Some(at) = table.indexes.iter().position(|index| index.number == fill.index) else {
        return Ok(true);
    };
    let owner = table.number;
    let mut range = cx.rows(&ITEMS).prefix(&owner);
    if let Some(bytes) = fill.after.take() {
        range = range.after(&ItemKey { owner, bytes });
    }
    let rows = cx.range(&ITEMS, &range, AT_ONCE).await?;
    let full = rows.len() == AT_ONCE;
    let vault = vault::of(cx, owner).await?;
    for (key, stored) in rows {
        let item = vault.open(&stored.0)?;
        if let Some((place, row)) = index::row_in(table, &table.indexes[at], &key, &item)
            && !cx.has(&INDEX_ITEMS, &place).await?
        {
            let row = StoredItem(Bytes::from(vault.seal_bytes(cx, row.into())));
            cx.put(&INDEX_ITEMS, &place, &row);
            cx.add_rows(&INDEX_ITEMS, &fill.index, 1);
        }
        fill.after = Some(key.bytes);
    }
    let index = &mut table.indexes[at];
    index.backfilling = full;
    if !full {
        index.status = TableStatus::Active;
    }
    Ok(!full)
}
