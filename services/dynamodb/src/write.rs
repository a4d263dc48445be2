//! The one way in which an item is written: the item itself, its rows in indexes, counts, and its stream record, all in
//! the calling transaction, so that they always agree.
//!
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
//! Invariant: nothing else writes the tables ITEMS, INDEX_ITEMS and STREAM_RECORDS, but what removes or fills whole
//! tables and indexes.

use bytes::Bytes;
use kernel::{ApiResult, Cx};
use lang_dynamodb::{Item, codec};

use crate::item_key::bytes_of;
use crate::table::TableRow;
use crate::tables::{INDEX_ITEMS, ITEMS, StoredItem};
use crate::{history, index, replica, streams, ttl};

/// Why an item is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A call.
    Call,
    /// Its time to live has ended.
    Expiry,
    /// Another region's replica was written.
    Replicated,
    /// A table is filled from a backup or an import: no stream shows it.
    Fill,
}

/// What a write did besides the item: for the capacity that it took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// The larger of the item's sizes before and after.
    pub(crate) size: usize,
    /// For each index that had rows written: its place in the table's list, and the sizes of these rows.
    pub(crate) indexes: Vec<(usize, Vec<usize>)>,
}

/// Replaces `old` (what is stored now, if anything) by `new` (`None` removes it). Both have the same key.
pub(crate) async fn write_item(
    cx: &mut Cx<'_>,
    table: &TableRow,
    old: Option<&Item>,
    new: Option<&Item>,
    cause: Cause,
) -> ApiResult<Written> {
    let Some(some) = new.or(old) else { return Ok(Written::default()) };
    let key = bytes_of(table, some);
    let size = new.map_or(0, Item::size).max(old.map_or(0, Item::size));
    if old == new {
        return Ok(Written { size, indexes: Vec::new() });
    }
    match new {
        Some(item) => cx.put(&ITEMS, &key, &StoredItem(Bytes::from(codec::encode(item)))),
        None => cx.delete(&ITEMS, &key),
    }
    match (old, new) {
        (None, Some(_)) => cx.add_rows(&ITEMS, &table.number, 1),
        (Some(_), None) => cx.add_rows(&ITEMS, &table.number, -1),
        _ => {}
    }
    ttl::note(cx, table, &key, old, new);
    history::note(cx, table, &key, old);
    let indexes = write_indexes(cx, table, &key, old, new);
    if matches!(cause, Cause::Call | Cause::Expiry) {
        replica::send(cx, table, &key, some, new).await?;
    }
    if cause != Cause::Fill {
        streams::log::append(cx, table, old, new, cause).await?;
    }
    Ok(Written { size, indexes })
}

fn write_indexes(
    cx: &mut Cx<'_>,
    table: &TableRow,
    key: &crate::tables::ItemKey,
    old: Option<&Item>,
    new: Option<&Item>,
) -> Vec<(usize, Vec<usize>)> {
    let mut written = Vec::new();
    for (at, index) in table.indexes.iter().enumerate() {
        let row =
            |item: Option<&Item>| item.and_then(|item| index::row_in(table, index, key, item));
        let (before, after) = (row(old), row(new));
        if before == after {
            continue;
        }
        let size = |row: &(_, StoredItem)| codec::size_of(&row.1.0);
        let mut sizes = Vec::new();
        match (&before, &after) {
            (Some(from), Some(to)) if from.0 == to.0 => sizes.push(size(from).max(size(to))),
            _ => sizes.extend(before.iter().chain(&after).map(size)),
        }
        let moved = before.as_ref().map(|row| &row.0) != after.as_ref().map(|row| &row.0);
        if let Some((key, _)) = before.as_ref().filter(|_| moved) {
            cx.delete(&INDEX_ITEMS, key);
        }
        if let Some((key, row)) = &after {
            cx.put(&INDEX_ITEMS, key, row);
        }
        let delta = i64::from(after.is_some()) - i64::from(before.is_some());
        if delta != 0 {
            cx.add_rows(&INDEX_ITEMS, &index.number, delta);
        }
        written.push((at, sizes));
    }
    written
}
