//! The key of an item: which attributes it takes, what they must be, and the bytes that it lies under.

use kernel::ApiResult;
use lang_dynamodb::{Item, Value, key};

use crate::errors;
use crate::limits;
use crate::table::{KeyPart, KeySchema, TableRow};
use crate::tables::ItemKey;
use crate::vector;

/// The key that `key`, given by a call as a key, names: all key attributes and nothing else.
pub(crate) fn of_key(table: &TableRow, key: &Item) -> ApiResult<ItemKey> {
    for part in table.key.parts() {
        match key.get(&part.name) {
            Some(value) if part.kind.key_type().fits(value) => {
                check_length(&table.key, part, value)?
            }
            _ => return Err(errors::key_does_not_match_schema()),
        }
    }
    if key.len() != table.key.parts().count() {
        return Err(errors::key_does_not_match_schema());
    }
    Ok(bytes_of(table, key))
}

/// The key of a whole item that is to be written; key attributes of indexes must fit as well.
pub(crate) fn of_item(table: &TableRow, item: &Item) -> ApiResult<ItemKey> {
    for part in table.key.parts() {
        let value = item.get(&part.name).ok_or_else(|| errors::missing_key(&part.name))?;
        if !part.kind.key_type().fits(value) {
            return Err(errors::key_type_mismatch(part, value));
        }
        check_length(&table.key, part, value)?;
    }
    check_index_keys(table, item)?;
    Ok(bytes_of(table, item))
}

/// Whether `item` has all attributes of the table's key, of their types.
pub(crate) fn has_key(table: &TableRow, item: &Item) -> bool {
    let fits = |part: &KeyPart| item.get(&part.name).is_some_and(|v| part.kind.key_type().fits(v));
    table.key.parts().all(fits)
}

/// Key attributes of indexes and vectors may be absent, but what is there must fit.
pub(crate) fn check_index_keys(table: &TableRow, item: &Item) -> ApiResult<()> {
    for index in &table.indexes {
        for part in index.key.parts().filter(|part| !table.key.has(&part.name)) {
            let Some(value) = item.get(&part.name) else { continue };
            if !part.kind.key_type().fits(value) {
                return Err(errors::index_key_type_mismatch(part, value, &index.name));
            }
            if length(value) == 0 {
                return Err(errors::empty_index_key(part, &index.name));
            }
            let max = max_length(&index.key, part);
            if length(value) > max {
                return Err(errors::index_key_too_long(part, length(value), max, &index.name));
            }
        }
    }
    vector::check(table, item)
}

/// Key attributes that are there and of their types are neither empty nor too long; in a whole item also those of
/// indexes are not empty. Transactions refuse a call for it before they look at any item.
pub(crate) fn check_lengths(table: &TableRow, item: &Item, whole: bool) -> ApiResult<()> {
    let fitting =
        |part: &KeyPart| item.get(&part.name).filter(|value| part.kind.key_type().fits(value));
    for part in table.key.parts() {
        fitting(part).map_or(Ok(()), |value| check_length(&table.key, part, value))?;
    }
    for index in table.indexes.iter().filter(|_| whole) {
        for part in index.key.parts() {
            if fitting(part).is_some_and(|value| length(value) == 0) {
                return Err(errors::empty_index_key(part, &index.name));
            }
        }
    }
    Ok(())
}

pub(crate) fn check_length(schema: &KeySchema, part: &KeyPart, value: &Value) -> ApiResult<()> {
    if length(value) == 0 {
        return Err(errors::empty_key(part));
    }
    let max = max_length(schema, part);
    if length(value) > max {
        let hash = schema.hash.iter().any(|hash| hash.name == part.name);
        return Err(errors::key_too_long(hash, max));
    }
    Ok(())
}

fn max_length(schema: &KeySchema, part: &KeyPart) -> usize {
    let hash = schema.hash.iter().any(|hash| hash.name == part.name);
    if hash { limits::MAX_PARTITION_KEY } else { limits::MAX_SORT_KEY }
}

/// The length that is limited: numbers always have one that fits.
fn length(value: &Value) -> usize {
    match value {
        Value::S(text) => text.len(),
        Value::B(bytes) => bytes.len(),
        _ => 1,
    }
}

/// The bytes of a key whose attributes are there and of their types.
pub(crate) fn bytes_of(table: &TableRow, item: &Item) -> ItemKey {
    let mut bytes = Vec::with_capacity(64);
    push_key(&mut bytes, &table.key, item);
    ItemKey { owner: table.number, bytes }
}

/// Appends the key that `item` has under `schema`; false, with nothing usable appended, when it lacks an attribute.
pub(crate) fn push_key(out: &mut Vec<u8>, schema: &KeySchema, item: &Item) -> bool {
    let values: Option<Vec<&Value>> = schema
        .parts()
        .map(|part| item.get(&part.name).filter(|v| part.kind.key_type().fits(v)))
        .collect();
    let Some(values) = values else { return false };
    push_values(out, schema, &values);
    true
}

/// Appends the key of these values: those of the whole partition key, and as many of the sort key as there are.
pub(crate) fn push_values(out: &mut Vec<u8>, schema: &KeySchema, values: &[&Value]) {
    let (hash, range) = values.split_at(schema.hash.len().min(values.len()));
    key::push_partition(out, hash);
    range.iter().for_each(|value| key::push(out, value));
}

/// The key attributes of an item of `table`, alone.
pub(crate) fn only_key(table: &TableRow, item: &Item) -> Item {
    item.only(table.key.parts().map(|part| part.name.as_str()))
}

/// The same of what an update made of an item, in other words.
pub(crate) fn check_updated_index_keys(table: &TableRow, item: &Item) -> ApiResult<()> {
    for index in &table.indexes {
        for part in index.key.parts().filter(|part| !table.key.has(&part.name)) {
            let Some(value) = item.get(&part.name) else { continue };
            if !part.kind.key_type().fits(value) {
                return Err(errors::updated_index_key_type());
            }
            if length(value) == 0 {
                return Err(errors::updated_index_key_empty(part));
            }
            if length(value) > max_length(&index.key, part) {
                return Err(errors::updated_index_key_length());
            }
        }
    }
    vector::check(table, item)
}
