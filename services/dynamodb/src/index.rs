//! Indexes: which row an item has in each. A row is what the index projects, under the index's key and then
//! the item's, so that a query of an index is one range. Rows of vector indexes have the vector as well: see `vector`.

use std::borrow::Cow;

use bytes::Bytes;
use lang_dynamodb::{Item, codec};

use crate::item_key::push_key;
use crate::table::{IndexRow, ProjectionRow, TableRow};
use crate::tables::ItemKey;

/// Where `item`, which lies under `key`, stands in `index`; `None` when it lacks a key attribute: indexes are sparse.
pub(crate) fn key_in(index: &IndexRow, key: &ItemKey, item: &Item) -> Option<ItemKey> {
    let mut bytes = Vec::with_capacity(64 + key.bytes.len());
    if !push_key(&mut bytes, &index.key, item) {
        return None;
    }
    bytes.extend_from_slice(&key.bytes);
    Some(ItemKey { owner: index.number, bytes })
}

/// What `index` shows of `item`.
pub(crate) fn projected<'i>(table: &TableRow, index: &IndexRow, item: &'i Item) -> Cow<'i, Item> {
    let keys = table.key.parts().chain(index.typed()).map(|part| part.name.as_str());
    match index.shows() {
        ProjectionRow::All => Cow::Borrowed(item),
        ProjectionRow::Include(names) => {
            Cow::Owned(item.only(keys.chain(names.iter().map(String::as_str))))
        }
        ProjectionRow::KeysOnly | ProjectionRow::Vector(_) => Cow::Owned(item.only(keys)),
    }
}

/// The row that `item` has in `index`, if it has one (of a vector index: with a vector as it is to be), not sealed.
pub(crate) fn row_in(
    table: &TableRow,
    index: &IndexRow,
    key: &ItemKey,
    item: &Item,
) -> Option<(ItemKey, Bytes)> {
    let key = key_in(index, key, item)?;
    let shown = projected(table, index, item);
    let row = match index.vector() {
        Some(vector) => codec::encode(&vector.row(item, shown.into_owned())?),
        None => codec::encode(&shown),
    };
    Some((key, Bytes::from(row)))
}
