//! Batches: what is read comes from the cache as far as it can, what is written goes there once DynamoDB has it.

use std::collections::HashSet;
use std::sync::Arc;

use dax_protocol::Item;
use dax_protocol::answer::{self, TableItems, TableWrites};
use dax_protocol::key::KeySchema;
use dax_protocol::options::Options;
use dax_protocol::path::Path;
use dax_protocol::request::{BatchGet, BatchWrite};
use gen_dynamodb::operations::{BatchGetItem, BatchWriteItem};
use gen_dynamodb::{
    BatchGetItemInput, BatchWriteItemInput, DeleteRequest, KeysAndAttributes, PutRequest,
    WriteRequest,
};
use schema::VecMap;

use super::served::{self, Outcome, Served, word};
use super::slot;

/// What DynamoDB reads at once.
const MAX_KEYS: usize = 100;

struct Wanted<'a> {
    table: &'a str,
    schema: Arc<KeySchema>,
    paths: Option<Vec<Path>>,
    consistent: bool,
    keys: Vec<(Vec<u8>, Item)>,
    found: Vec<Arc<Item>>,
}

/// BatchGetItem.
pub(crate) async fn get(
    served: &Served,
    tables: &[BatchGet<'_>],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let mut all = Vec::with_capacity(tables.len());
    for BatchGet { table, consistent, projection, keys } in tables {
        let schema = served.schema(table).await?;
        let mut wanted = Vec::with_capacity(keys.len());
        for key in keys {
            let key = schema.read(key)?;
            wanted.push((slot::item(&served.name, table, &schema, &key), key));
        }
        let paths = served::paths(*projection)?;
        let (consistent, found) = (*consistent, Vec::new());
        all.push(Wanted { table, schema, paths, consistent, keys: wanted, found });
    }
    // What DynamoDB refuses must come before it, cached or not.
    let slots: HashSet<&[u8]> =
        all.iter().flat_map(|wanted| &wanted.keys).map(|(slot, _)| slot.as_slice()).collect();
    let count = all.iter().map(|wanted| wanted.keys.len()).sum::<usize>();
    let sound = slots.len() == count && (1..=MAX_KEYS).contains(&count);
    if sound {
        for wanted in all.iter_mut().filter(|wanted| !wanted.consistent) {
            take_cached(served, wanted);
        }
    }
    let mut input = BatchGetItemInput {
        return_consumed_capacity: word(options.capacity),
        ..BatchGetItemInput::default()
    };
    let mut marks = Vec::new();
    for wanted in all.iter().filter(|wanted| !wanted.keys.is_empty() || !sound) {
        marks.extend(wanted.keys.iter().map(|(slot, _)| served.caches.mark(slot)));
        let keys = KeysAndAttributes {
            keys: wanted.keys.iter().map(|(_, key)| key.clone()).collect(),
            consistent_read: wanted.consistent.then_some(true),
            ..KeysAndAttributes::default()
        };
        input.request_items.insert(wanted.table, keys);
    }
    let read = match input.request_items.is_empty() && sound {
        true => gen_dynamodb::BatchGetItemOutput::default(),
        false => served.ask::<BatchGetItem>(input).await?,
    };
    let mut responses = read.responses.unwrap_or_default();
    let left = read.unprocessed_keys.unwrap_or_default();
    let mut marks = marks.into_iter();
    for wanted in &mut all {
        let found = responses.remove(wanted.table).unwrap_or_default();
        let found: Vec<Arc<Item>> = found.into_iter().map(Arc::new).collect();
        keep(served, wanted, &found, left.get(wanted.table), &mut marks);
        wanted.found.extend(found);
    }
    let mut unprocessed = Vec::new();
    let mut shown: Vec<TableItems<'_>> = Vec::new();
    for wanted in &all {
        let mut items = Vec::with_capacity(wanted.found.len());
        for item in &wanted.found {
            let shown = served.show(&wanted.schema, item, wanted.paths.as_deref()).await?;
            items.push((wanted.schema.write(item).unwrap_or_default(), shown));
        }
        shown.push((wanted.table, items, wanted.paths.is_some()));
        if let Some(left) = left.get(wanted.table) {
            let keys = left.keys.iter().filter_map(|key| wanted.schema.write(key)).collect();
            unprocessed.push((wanted.table, keys));
        }
    }
    Ok(answer::batch_got(&shown, &unprocessed, &read.consumed_capacity.unwrap_or_default()))
}

/// Takes what is cached from what is wanted.
fn take_cached(served: &Served, wanted: &mut Wanted<'_>) {
    let (now, found) = (served.now(), &mut wanted.found);
    wanted.keys.retain(|(slot, _)| match served.caches.item(slot, now) {
        Some(known) => {
            found.extend(known);
            false
        }
        None => true,
    });
}

/// Keeps what was read, and what is not there.
fn keep(
    served: &Served,
    wanted: &Wanted<'_>,
    found: &[Arc<Item>],
    left: Option<&KeysAndAttributes>,
    marks: &mut impl Iterator<Item = u64>,
) {
    let name = |item: &Item| slot::item(&served.name, wanted.table, &wanted.schema, item);
    let left: HashSet<Vec<u8>> = left.into_iter().flat_map(|left| &left.keys).map(name).collect();
    for (slot, _) in &wanted.keys {
        let Some(mark) = marks.next() else { return };
        if wanted.consistent || left.contains(slot) {
            continue;
        }
        let item = found.iter().find(|item| name(item) == *slot).cloned();
        served.caches.fill(slot, mark, item, served.items_until());
    }
}

/// BatchWriteItem.
pub(crate) async fn write(
    served: &Served,
    tables: &[BatchWrite<'_>],
    options: &Options<'_>,
) -> Outcome<Vec<u8>> {
    let mut input = BatchWriteItemInput {
        return_consumed_capacity: word(options.capacity),
        return_item_collection_metrics: word(options.metrics),
        ..BatchWriteItemInput::default()
    };
    let (mut slots, mut items, mut schemas) = (Vec::new(), Vec::new(), Vec::new());
    for BatchWrite { table, items: writes } in tables {
        let schema = served.schema(table).await?;
        let mut requests = Vec::with_capacity(writes.len());
        for (key, attributes) in writes {
            let key = schema.read(key)?;
            slots.push(slot::item(&served.name, table, &schema, &key));
            let mut request = WriteRequest::default();
            match attributes {
                Some(attributes) => {
                    let item = served.item(&key, attributes).await?;
                    items.push(Some(Arc::new(served::stored(item.clone()))));
                    request.put_request = Some(PutRequest { item });
                }
                None => {
                    items.push(None);
                    request.delete_request = Some(DeleteRequest { key });
                }
            }
            requests.push(request);
        }
        input.request_items.insert(*table, requests);
        schemas.push((*table, schema));
    }
    let _turns = served.caches.turn(&slots).await;
    let outcome = served.ask::<BatchWriteItem>(input).await;
    let left = match &outcome {
        Ok(written) => unwritten(served, &schemas, written.unprocessed_items.as_ref()),
        // Some may have been written.
        Err(_) => slots.iter().cloned().collect(),
    };
    for (slot, item) in slots.iter().zip(items) {
        let now = (!left.contains(slot)).then_some(item);
        served.caches.wrote(slot, now, served.items_until());
    }
    let written = outcome?;
    let mut unprocessed: Vec<TableWrites<'_>> = Vec::new();
    for (table, schema) in &schemas {
        let left = written.unprocessed_items.as_ref().and_then(|left| left.get(table));
        let mut writes = Vec::new();
        for request in left.into_iter().flatten() {
            let item = item_of(request);
            let attributes = match &request.put_request {
                Some(put) => Some(served.whole(schema, &put.item).await?),
                None => None,
            };
            writes.push((item.and_then(|item| schema.write(item)).unwrap_or_default(), attributes));
        }
        if !writes.is_empty() {
            unprocessed.push((table, writes));
        }
    }
    let capacity = written.consumed_capacity.unwrap_or_default();
    Ok(answer::batch_wrote(&unprocessed, &capacity, written.item_collection_metrics.as_ref()))
}

fn item_of(request: &WriteRequest) -> Option<&Item> {
    let put = request.put_request.as_ref().map(|put| &put.item);
    put.or_else(|| request.delete_request.as_ref().map(|delete| &delete.key))
}

fn unwritten(
    served: &Served,
    schemas: &[(&str, Arc<KeySchema>)],
    left: Option<&VecMap<Vec<WriteRequest>>>,
) -> HashSet<Vec<u8>> {
    let mut slots = HashSet::new();
    for (table, schema) in schemas {
        let left = left.and_then(|left| left.get(table));
        for item in left.into_iter().flatten().filter_map(item_of) {
            slots.insert(slot::item(&served.name, table, schema, item));
        }
    }
    slots
}
