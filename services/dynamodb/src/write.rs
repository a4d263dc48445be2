//! The one way in which an item is written: the item itself, its rows in indexes, counts, and its stream record, all in
//! the calling transaction, so that they always agree.
//!
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>
//! Invariant: nothing else writes the tables ITEMS, INDEX_ITEMS and STREAM_RECORDS, but what removes or fills whole
//! tables and indexes.

use bytes::Bytes;
use kernel::{ApiResult, Cx};
use lang_dynamodb::key::HASH_LEN;
use lang_dynamodb::{Item, codec};

use crate::item_key::bytes_of;
use crate::table::TableRow;
use crate::tables::{INDEX_ITEMS, ITEMS, ItemKey, StoredItem};
use crate::vault::{self, Vault};
use crate::{history, index, recent, replica, streams, ttl};

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
    /// For each secondary index that had rows written: its place in the table's list, and these rows.
    pub(crate) indexes: Vec<(usize, Vec<WrittenRow>)>,
    /// For each vector index: its place, and the bytes of its rows.
    pub(crate) vectors: Vec<(usize, usize)>,
}

/// A row of an index that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WrittenRow {
    pub(crate) size: usize,
    /// The hash of its partition key.
    pub(crate) partition: [u8; HASH_LEN],
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
        return Ok(Written { size, ..Written::default() });
    }
    let vault = vault::of(cx, table.number).await?;
    match new {
        Some(item) => {
            let row = vault.seal(cx, item);
            cx.put(&ITEMS, &key, &row);
        }
        None => cx.delete(&ITEMS, &key),
    }
    match (old, new) {
        (None, Some(_)) => cx.add_rows(&ITEMS, &table.number, 1),
        (Some(_), None) => cx.add_rows(&ITEMS, &table.number, -1),
        _ => {}
    }
    recent::note(cx, &key, old);
    ttl::note(cx, table, &key, old, new);
    history::note(cx, table, &vault, &key, old);
    let mut written = Written { size, ..Written::default() };
    write_indexes(cx, table, &vault, &key, (old, new), &mut written);
    if matches!(cause, Cause::Call | Cause::Expiry) {
        replica::send(cx, table, &key, some, new).await?;
    }
    if cause != Cause::Fill {
        streams::log::append(cx, table, &vault, old, new, cause).await?;
    }
    Ok(written)
}

type IndexEntry = (ItemKey, Bytes);

/// What a write changes in an index: the row before and after, not sealed.
pub(crate) struct IndexChange {
    /// The index's place in the table's list.
    pub(crate) at: usize,
    pub(crate) before: Option<IndexEntry>,
    pub(crate) after: Option<IndexEntry>,
}

impl IndexChange {
    /// The rows that are written for it: one when a row stays in its place.
    pub(crate) fn rows(&self) -> Vec<WrittenRow> {
        let row = |(key, row): &IndexEntry| WrittenRow {
            size: codec::size_of(row),
            partition: key.bytes.first_chunk().copied().unwrap_or_default(),
        };
        match (&self.before, &self.after) {
            (Some(from), Some(to)) if from.0 == to.0 => {
                let (from, to) = (row(from), row(to));
                vec![WrittenRow { size: from.size.max(to.size), ..to }]
            }
            (before, after) => before.iter().chain(after).map(row).collect(),
        }
    }
}

/// What a write of an item changes in the indexes of its table.
pub(crate) fn index_changes(
    table: &TableRow,
    key: &ItemKey,
    old: Option<&Item>,
    new: Option<&Item>,
) -> Vec<IndexChange> {
    let changes = table.indexes.iter().enumerate().filter_map(|(at, index)| {
        let row =
            |item: Option<&Item>| item.and_then(|item| index::row_in(table, index, key, item));
        let (before, after) = (row(old), row(new));
        (before != after).then_some(IndexChange { at, before, after })
    });
    changes.collect()
}

fn write_indexes(
    cx: &mut Cx<'_>,
    table: &TableRow,
    vault: &Vault,
    key: &ItemKey,
    (old, new): (Option<&Item>, Option<&Item>),
    written: &mut Written,
) {
    for change in index_changes(table, key, old, new) {
        let rows = change.rows();
        let IndexChange { at, before, after } = change;
        let delta = i64::from(after.is_some()) - i64::from(before.is_some());
        let moved = before.as_ref().map(|row| &row.0) != after.as_ref().map(|row| &row.0);
        let in_place = before.is_some() && !moved;
        if let Some((key, row)) = after {
            if !in_place {
                recent::note_row(cx, &key, None);
            }
            let sealed = vault.seal_bytes(cx, row.into());
            cx.put(&INDEX_ITEMS, &key, &StoredItem(Bytes::from(sealed)));
        }
        if let Some((key, row)) = before {
            if moved {
                cx.delete(&INDEX_ITEMS, &key);
            }
            recent::note_row(cx, &key, Some(StoredItem(row)));
        }
        if delta != 0 {
            cx.add_rows(&INDEX_ITEMS, &table.indexes[at].number, delta);
        }
        match table.indexes[at].vector() {
            None => written.indexes.push((at, rows)),
            Some(_) => written.vectors.push((at, rows.iter().map(|row| row.size).sum())),
        }
    }
}
