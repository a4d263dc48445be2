//! Answers: an empty list says that all went well, then come the values that the method has.

use std::net::IpAddr;

use gen_dynamodb::{Capacity, ConsumedCapacity, ItemCollectionMetrics};
use schema::VecMap;

use crate::cbor::Writer;
use crate::key::{self, KeySchema};
use crate::path::Path;
use crate::{Item, value};

/// The list of names that is empty has this number, by agreement.
pub const NO_ATTRIBUTES: i64 = 1;

const ITEM: i64 = 0;
const CAPACITY: i64 = 1;
const ATTRIBUTES: i64 = 2;
const METRICS: i64 = 3;
const ITEMS: i64 = 7;
const COUNT: i64 = 8;
const LAST_KEY: i64 = 9;
const SCANNED_COUNT: i64 = 10;

/// A node of a cluster.
pub struct Node<'a> {
    /// Its number.
    pub id: i64,
    /// Its host.
    pub host: &'a str,
    /// Where clients connect.
    pub address: IpAddr,
    /// And to which port.
    pub port: u16,
    /// Whether it is the one that writes.
    pub leads: bool,
    /// Its availability zone.
    pub zone: &'a str,
}

/// An item in an answer.
pub enum Shown<'a> {
    /// All attributes but the key, as [`attributes`] writes them.
    Whole(Vec<u8>),
    /// What the paths of a projection lead to.
    Projected(&'a Item, &'a [Path]),
}

/// All went well; values may follow.
pub fn well() -> Writer {
    let mut writer = Writer::new();
    writer.array(0);
    writer
}

/// All went well, and there is nothing to tell.
pub fn nothing() -> Vec<u8> {
    let mut writer = well();
    writer.null();
    writer.finish()
}

/// A number.
pub fn number(number: i64) -> Vec<u8> {
    let mut writer = well();
    writer.int(number);
    writer.finish()
}

/// Names.
pub fn names(names: &[String]) -> Vec<u8> {
    let mut writer = well();
    writer.array(names.len());
    names.iter().for_each(|name| writer.text(name));
    writer.finish()
}

/// A key schema.
pub fn key_schema(schema: &KeySchema) -> Vec<u8> {
    let mut writer = well();
    writer.map(schema.parts().count());
    for (name, kind) in schema.parts() {
        writer.text(name);
        writer.text(kind.letter());
    }
    writer.finish()
}

/// The nodes of a cluster.
pub fn nodes(nodes: &[Node<'_>]) -> Vec<u8> {
    let mut writer = well();
    writer.array(nodes.len());
    for node in nodes {
        writer.map(7);
        writer.int(0);
        writer.int(node.id);
        writer.int(1);
        writer.text(node.host);
        writer.int(2);
        match node.address {
            IpAddr::V4(address) => writer.bytes(&address.octets()),
            IpAddr::V6(address) => writer.bytes(&address.octets()),
        }
        writer.int(3);
        writer.int(i64::from(node.port));
        writer.int(4);
        writer.int(if node.leads { 1 } else { 2 });
        writer.int(5);
        writer.text(node.zone);
        writer.int(6);
        writer.int(0);
    }
    writer.finish()
}

/// Attributes that are no key, whose names are those of the list `id`, in its order.
pub fn attributes<'v>(
    id: i64,
    values: impl IntoIterator<Item = &'v gen_dynamodb::AttributeValue>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.int(id);
    values.into_iter().for_each(|part| value::write(&mut writer, part));
    writer.finish()
}

/// The same of an update's changes, each with its position in the list.
pub fn changes<'v>(
    id: i64,
    values: impl ExactSizeIterator<Item = &'v gen_dynamodb::AttributeValue>,
) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.int(id);
    writer.map(values.len());
    for (at, part) in values.enumerate() {
        writer.unsigned(at as u64);
        value::write(&mut writer, part);
    }
    writer.finish()
}

/// Writes an item.
pub fn put_item(writer: &mut Writer, shown: &Shown<'_>) {
    match shown {
        Shown::Whole(bytes) => writer.bytes(bytes),
        Shown::Projected(item, paths) => {
            let found = paths.iter().enumerate();
            let found: Vec<_> =
                found.filter_map(|(at, path)| Some((at, path.find(item)?))).collect();
            writer.map(found.len());
            for (at, part) in found {
                writer.unsigned(at as u64);
                value::write(writer, part);
            }
        }
    }
}

/// The answer to GetItem; what there is nothing of is left out.
pub fn got(item: Option<&Shown<'_>>, capacity: Option<&ConsumedCapacity>) -> Vec<u8> {
    let mut writer = well();
    if item.is_none() && capacity.is_none() {
        writer.null();
        return writer.finish();
    }
    writer.map(usize::from(item.is_some()) + usize::from(capacity.is_some()));
    if let Some(item) = item {
        writer.int(ITEM);
        put_item(&mut writer, item);
    }
    put_capacity(&mut writer, capacity);
    writer.finish()
}

/// The answer to a write of one item.
pub fn wrote(
    attributes: Option<&[u8]>,
    capacity: Option<&ConsumedCapacity>,
    metrics: Option<&ItemCollectionMetrics>,
) -> Vec<u8> {
    let mut writer = well();
    let count = [attributes.is_some(), capacity.is_some(), metrics.is_some()];
    let count = count.into_iter().filter(|there| *there).count();
    if count == 0 {
        writer.null();
        return writer.finish();
    }
    writer.map(count);
    if let Some(attributes) = attributes {
        writer.int(ATTRIBUTES);
        writer.bytes(attributes);
    }
    put_capacity(&mut writer, capacity);
    if let Some(metrics) = metrics {
        writer.int(METRICS);
        put_metrics(&mut writer, metrics);
    }
    writer.finish()
}

/// A page of a query or a scan.
pub struct Page<'a> {
    /// Items, with their keys where they are whole; `None` when only their number was asked for.
    pub items: Option<Vec<(Vec<u8>, Shown<'a>)>>,
    /// How many.
    pub count: i64,
    /// How many were looked at.
    pub scanned: i64,
    /// Where to go on, as bytes.
    pub last_key: Option<Vec<u8>>,
    /// What it took.
    pub capacity: Option<&'a ConsumedCapacity>,
}

/// The answer to Query or Scan.
pub fn page(page: &Page<'_>) -> Vec<u8> {
    let mut writer = well();
    writer.streamed_map();
    if let Some(items) = &page.items {
        writer.int(ITEMS);
        writer.array(items.len());
        for (key, item) in items {
            if matches!(item, Shown::Whole(_)) {
                writer.array(2);
                writer.bytes(key);
            }
            put_item(&mut writer, item);
        }
    }
    writer.int(COUNT);
    writer.int(page.count);
    writer.int(SCANNED_COUNT);
    writer.int(page.scanned);
    if let Some(key) = &page.last_key {
        writer.int(LAST_KEY);
        writer.bytes(key);
    }
    put_capacity(&mut writer, page.capacity);
    writer.end();
    writer.finish()
}

/// A key as [`Page`] has it.
pub fn last_key(key: &Item, schema: &KeySchema, indexed: bool) -> Option<Vec<u8>> {
    if indexed { Some(key::write_named(key)) } else { schema.write(key) }
}

/// Items of one table: with their keys where they are whole.
pub type TableItems<'a> = (&'a str, Vec<(Vec<u8>, Shown<'a>)>, bool);

/// The answer to BatchGetItem: a list that says it has two members and has three.
pub fn batch_got(
    tables: &[TableItems<'_>],
    unprocessed: &[(&str, Vec<Vec<u8>>)],
    capacity: &[ConsumedCapacity],
) -> Vec<u8> {
    let mut writer = well();
    writer.array(2);
    writer.map(tables.len());
    for (table, items, projected) in tables {
        writer.text(table);
        writer.array(if *projected { items.len() } else { items.len() * 2 });
        for (key, item) in items {
            if !projected {
                writer.bytes(key);
            }
            put_item(&mut writer, item);
        }
    }
    writer.map(unprocessed.len());
    for (table, keys) in unprocessed {
        writer.text(table);
        writer.array(keys.len());
        keys.iter().for_each(|key| writer.bytes(key));
    }
    put_capacities(&mut writer, capacity);
    writer.finish()
}

/// Keys and attributes of one table; without attributes the item was to be deleted.
pub type TableWrites<'a> = (&'a str, Vec<(Vec<u8>, Option<Vec<u8>>)>);

/// Metrics of tables.
pub type TableMetrics = VecMap<Vec<ItemCollectionMetrics>>;

/// The answer to BatchWriteItem.
pub fn batch_wrote(
    unprocessed: &[TableWrites<'_>],
    capacity: &[ConsumedCapacity],
    metrics: Option<&TableMetrics>,
) -> Vec<u8> {
    let mut writer = well();
    writer.map(unprocessed.len());
    for (table, items) in unprocessed {
        writer.text(table);
        writer.array(items.len() * 2);
        for (key, attributes) in items {
            writer.bytes(key);
            match attributes {
                Some(attributes) => writer.bytes(attributes),
                None => writer.null(),
            }
        }
    }
    put_capacities(&mut writer, capacity);
    put_table_metrics(&mut writer, metrics);
    writer.finish()
}

/// The answer to TransactGetItems.
pub fn transact_got(items: &[Option<Shown<'_>>], capacity: &[ConsumedCapacity]) -> Vec<u8> {
    let mut writer = well();
    writer.array(2);
    writer.array(items.len());
    for item in items {
        match item {
            Some(item) => put_item(&mut writer, item),
            None => writer.null(),
        }
    }
    put_extended(&mut writer, capacity);
    writer.finish()
}

/// The answer to TransactWriteItems.
pub fn transact_wrote(capacity: &[ConsumedCapacity], metrics: Option<&TableMetrics>) -> Vec<u8> {
    let mut writer = well();
    writer.array(3);
    writer.array(0);
    put_extended(&mut writer, capacity);
    put_table_metrics(&mut writer, metrics);
    writer.finish()
}

fn put_capacity(writer: &mut Writer, capacity: Option<&ConsumedCapacity>) {
    if let Some(capacity) = capacity {
        writer.int(CAPACITY);
        writer.bytes(&plain(capacity));
    }
}

fn put_capacities(writer: &mut Writer, capacity: &[ConsumedCapacity]) {
    writer.array(capacity.len());
    capacity.iter().for_each(|capacity| writer.bytes(&plain(capacity)));
}

/// Capacity by position.
fn plain(capacity: &ConsumedCapacity) -> Vec<u8> {
    let units = |capacity: &Capacity| capacity.capacity_units.unwrap_or(0.0);
    let mut writer = Writer::new();
    writer.text(capacity.table_name.as_deref().unwrap_or_default());
    writer.float(capacity.capacity_units.unwrap_or(0.0));
    match &capacity.table {
        Some(table) => writer.float(units(table)),
        None => writer.null(),
    }
    for indexes in [&capacity.global_secondary_indexes, &capacity.local_secondary_indexes] {
        let Some(indexes) = indexes else {
            writer.null();
            continue;
        };
        writer.map(indexes.len());
        for (name, capacity) in indexes {
            writer.text(name);
            writer.float(units(capacity));
        }
    }
    writer.finish()
}

/// Capacity by numbered names, which says reads and writes apart.
fn put_extended(writer: &mut Writer, all: &[ConsumedCapacity]) {
    let units = |writer: &mut Writer, units: [Option<f64>; 3]| {
        for (at, units) in (1..).zip(units) {
            if let Some(units) = units {
                writer.int(at);
                writer.float(units);
            }
        }
    };
    let parts = |writer: &mut Writer, capacity: &Capacity| {
        writer.streamed_map();
        let Capacity { capacity_units, read_capacity_units, write_capacity_units } = capacity;
        units(writer, [*capacity_units, *read_capacity_units, *write_capacity_units]);
        writer.end();
    };
    writer.array(all.len());
    for capacity in all {
        writer.streamed_map();
        units(
            writer,
            [capacity.capacity_units, capacity.read_capacity_units, capacity.write_capacity_units],
        );
        if let Some(name) = &capacity.table_name {
            writer.int(4);
            writer.text(name);
        }
        if let Some(table) = &capacity.table {
            writer.int(5);
            parts(writer, table);
        }
        for (at, indexes) in
            [(6, &capacity.global_secondary_indexes), (7, &capacity.local_secondary_indexes)]
        {
            let Some(indexes) = indexes else { continue };
            writer.int(at);
            writer.map(indexes.len());
            for (name, capacity) in indexes {
                writer.text(name);
                parts(writer, capacity);
            }
        }
        writer.end();
    }
}

fn put_metrics(writer: &mut Writer, metrics: &ItemCollectionMetrics) {
    let mut inner = Writer::new();
    match metrics.item_collection_key.as_ref().and_then(|key| key.values().next()) {
        Some(part) => value::write(&mut inner, part),
        None => inner.null(),
    }
    let range = metrics.size_estimate_range_gb.as_deref().unwrap_or_default();
    for at in 0..2 {
        inner.float(range.get(at).copied().unwrap_or(0.0));
    }
    writer.bytes(&inner.finish());
}

fn put_table_metrics(writer: &mut Writer, metrics: Option<&TableMetrics>) {
    let Some(metrics) = metrics else {
        writer.map(0);
        return;
    };
    writer.map(metrics.len());
    for (table, all) in metrics {
        writer.text(table);
        writer.array(all.len());
        all.iter().for_each(|one| put_metrics(writer, one));
    }
}
