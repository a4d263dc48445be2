//! Secondary indexes: which row an item has in each. A row is what the index projects, under the index's key and then
//! the item's, so that a query of an index is one range.

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
    let keys = table.key.parts().chain(index.key.parts()).map(|part| part.name.as_str());
    match &index.projection {
        ProjectionRow::All => Cow::Borrowed(item),
        ProjectionRow::KeysOnly => Cow::Owned(item.only(keys)),
        ProjectionRow::Include(names) => {
            Cow::Owned(item.only(keys.chain(names.iter().map(String::as_str))))
        }
    }
}

/// The row that `item` has in `index`, if it has one, not sealed.
pub(crate) fn row_in(
    table: &TableRow,
    index: &IndexRow,
    key: &ItemKey,
    item: &Item,
) -> Option<(ItemKey, Bytes)> {
    let key = key_in(index, key, item)?;
    let row = codec::encode(&projected(table, index, item));
    Some((key, Bytes::from(row)))
}
