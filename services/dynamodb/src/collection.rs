//! Item collections: all items of one partition key in a table with local secondary indexes, with their index rows.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections>

use gen_dynamodb::ItemCollectionMetrics;
use kernel::{ApiResult, Cx};
use lang_dynamodb::{Item, Value, codec, key};

use crate::convert;
use crate::table::TableRow;
use crate::tables::{INDEX_ITEMS, ITEMS, ItemKey};

/// Bytes of the unit that sizes are estimated in.
const GIGABYTE: usize = 1 << 30;
/// How many rows are read at once.
const CHUNK: usize = 500;

/// What `ReturnItemCollectionMetrics` shows of the collection of `key`'s item; nothing in tables without local indexes.
pub(crate) async fn metrics(
    cx: &mut Cx<'_>,
    table: &TableRow,
    key: &Item,
    wanted: Option<&str>,
) -> ApiResult<Option<ItemCollectionMetrics>> {
    if wanted != Some("SIZE") || !table.indexes.iter().any(|index| index.local) {
        return Ok(None);
    }
    let hash: Vec<&Value> = table.key.hash.iter().filter_map(|part| key.get(&part.name)).collect();
    let mut bytes = Vec::new();
    key::push_partition(&mut bytes, &hash);
    let mut size = 0;
    let part = ItemKey { owner: table.number, bytes };
    let mut range = cx.rows(&ITEMS).prefix(&part);
    loop {
        let rows = cx.range(&ITEMS, &range, CHUNK).await?;
        size += rows.iter().map(|(_, row)| codec::size_of(&row.0)).sum::<usize>();
        let Some((last, _)) = rows.last().filter(|_| rows.len() == CHUNK) else { break };
        range = range.after(last);
    }
    for index in table.indexes.iter().filter(|index| index.local) {
        let part = ItemKey { owner: index.number, bytes: part.bytes.clone() };
        let mut range = cx.rows(&INDEX_ITEMS).prefix(&part);
        loop {
            let rows = cx.range(&INDEX_ITEMS, &range, CHUNK).await?;
            size += rows.iter().map(|(_, row)| codec::size_of(&row.0)).sum::<usize>();
            let Some((last, _)) = rows.last().filter(|_| rows.len() == CHUNK) else { break };
            range = range.after(last);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "gigabytes are few")]
    let low = (size / GIGABYTE) as f64;
    let hash = key.only(table.key.hash.iter().map(|part| part.name.as_str()));
    Ok(Some(ItemCollectionMetrics {
        item_collection_key: Some(convert::item_to_wire(hash)),
        size_estimate_range_gb: Some(vec![low, low + 1.0]),
    }))
}
