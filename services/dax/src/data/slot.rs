//! Under which names caches keep things: the cluster, its generation, and what is meant. A cluster that is rebooted begins a
//! new generation, and with it empty caches.

use dax_protocol::Item;
use dax_protocol::key::KeySchema;
use gen_dynamodb::AttributeValue;
use lang_dynamodb::Number;

/// An item's name. Keys that are equal have one name, however they are written.
pub(crate) fn item(cluster: &[u8], table: &str, schema: &KeySchema, key: &Item) -> Vec<u8> {
    let mut slot = begin(cluster, table.as_bytes());
    for (name, _) in schema.parts() {
        match key.get(name) {
            Some(AttributeValue::S(text)) => part(&mut slot, text.as_bytes()),
            Some(AttributeValue::N(text)) => {
                let number = Number::parse(text).map(|number| number.to_string());
                part(&mut slot, number.as_deref().unwrap_or(text).as_bytes());
            }
            Some(AttributeValue::B(bytes)) => part(&mut slot, bytes),
            _ => part(&mut slot, b""),
        }
    }
    slot
}

/// A query's or a scan's name: the request itself.
pub(crate) fn query(cluster: &[u8], kind: &str, request: &[u8]) -> Vec<u8> {
    let mut slot = begin(cluster, kind.as_bytes());
    part(&mut slot, request);
    slot
}

fn begin(cluster: &[u8], what: &[u8]) -> Vec<u8> {
    let mut slot = Vec::new();
    part(&mut slot, cluster);
    part(&mut slot, what);
    slot
}

fn part(slot: &mut Vec<u8>, bytes: &[u8]) {
    slot.extend((bytes.len() as u64).to_be_bytes());
    slot.extend_from_slice(bytes);
}
