//! Attribute values between the wire's types and ours: here they are checked, once, at the door.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html>

use gen_dynamodb::AttributeValue;
use kernel::ApiResult;
use lang_dynamodb::value::MAX_DEPTH;
use lang_dynamodb::{Item, Number, Value, ValueError};
use schema::VecMap;

use crate::errors;

/// The value that `wire` says.
pub(crate) fn value(wire: &AttributeValue) -> ApiResult<Value> {
    value_at(wire, 0)
}

/// The item, or the key, that `wire` says.
pub(crate) fn item(wire: &VecMap<AttributeValue>) -> ApiResult<Item> {
    map_at(wire, 0)
}

fn map_at(wire: &VecMap<AttributeValue>, depth: usize) -> ApiResult<Item> {
    let mut entries = Vec::with_capacity(wire.len());
    for (name, value) in wire {
        entries.push((name.clone(), value_at(value, depth)?));
    }
    Ok(Item::from_entries(entries))
}

fn value_at(wire: &AttributeValue, depth: usize) -> ApiResult<Value> {
    let refused = |error: ValueError| errors::validation(error.to_string());
    if depth >= MAX_DEPTH {
        return Err(errors::validation(
            "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit",
        ));
    }
    Ok(match wire {
        AttributeValue::S(text) => Value::S(text.clone()),
        AttributeValue::N(text) => {
            Value::N(Number::parse(text).map_err(|error| refused(error.into()))?)
        }
        AttributeValue::B(bytes) => Value::B(bytes.clone()),
        AttributeValue::BOOL(value) => Value::Bool(*value),
        AttributeValue::NULL(true) => Value::Null,
        AttributeValue::NULL(false) => {
            return Err(errors::invalid("Null attribute value types must have the value of true"));
        }
        AttributeValue::SS(parts) => Value::string_set(parts).map_err(refused)?,
        AttributeValue::NS(parts) => Value::number_set(parts).map_err(refused)?,
        AttributeValue::BS(parts) => Value::binary_set(parts).map_err(refused)?,
        AttributeValue::L(parts) => {
            Value::L(parts.iter().map(|part| value_at(part, depth + 1)).collect::<ApiResult<_>>()?)
        }
        AttributeValue::M(map) => Value::M(map_at(map, depth + 1)?),
        AttributeValue::Unset => return Err(errors::empty_value()),
    })
}

/// A value as the wire has it.
pub(crate) fn to_wire(value: Value) -> AttributeValue {
    match value {
        Value::S(text) => AttributeValue::S(text),
        Value::N(number) => AttributeValue::N(number.to_string()),
        Value::B(bytes) => AttributeValue::B(bytes),
        Value::Bool(value) => AttributeValue::BOOL(value),
        Value::Null => AttributeValue::NULL(true),
        Value::Ss(parts) => AttributeValue::SS(parts),
        Value::Ns(parts) => AttributeValue::NS(parts.iter().map(Number::to_string).collect()),
        Value::Bs(parts) => AttributeValue::BS(parts),
        Value::L(parts) => AttributeValue::L(parts.into_iter().map(to_wire).collect()),
        Value::M(map) => AttributeValue::M(item_to_wire(map)),
    }
}

/// An item as the wire has it.
pub(crate) fn item_to_wire(item: Item) -> VecMap<AttributeValue> {
    VecMap::from_distinct(item.into_iter().map(|(name, value)| (name, to_wire(value))).collect())
}
