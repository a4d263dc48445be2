//! The words of DynamoDB's errors. Codes and statuses come with the generated constructors (`gen_dynamodb::errors`);
//! most of what can be wrong with a call is a ValidationException.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

mod tables;

use gen_dynamodb::errors as modelled;
use kernel::ApiError;
use lang_dynamodb::{Item, Value};
use schema::{OperationSchema, Rule, Violation};

use crate::convert;
use crate::table::KeyPart;
pub(crate) use tables::*;

/// What DynamoDB answers to a request that breaks the model: the usual sentence, but of attribute values that are
/// of no type or of several, words of their own.
pub(crate) fn wording(operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    if let [only] = violations
        && only.path == "requestItems"
        && matches!(only.rule, Rule::MinLength(_))
    {
        return Some(no_requests(operation.name));
    }
    let (values, others): (Vec<_>, Vec<_>) =
        violations.iter().cloned().partition(|violation| matches!(violation.rule, Rule::Union(_)));
    if !others.is_empty() {
        let others: Vec<Violation> = others.into_iter().map(in_words).collect();
        return Some(validation(Violation::sentence(&others)));
    }
    let first = values.first()?;
    let message = match first.rule {
        Rule::Union(0) => EMPTY_VALUE,
        _ => {
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"
        }
    };
    let placeholder = first.path.split_once("expressionAttributeValues.").map(|(_, rest)| rest);
    Some(match placeholder.and_then(|rest| rest.split('.').next()) {
        Some(key) => bad_value(message, key),
        None => validation(message),
    })
}

const EMPTY_VALUE: &str =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";

/// A value of an expression that is none.
pub(crate) fn bad_value(message: &str, key: &str) -> ApiError {
    validation(format!("ExpressionAttributeValues contains invalid value: {message} for key {key}"))
}

/// Values in the order in which AWS lists them, where that is not the model's.
const LISTED: [&[&str]; 5] = [
    &["ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"],
    &["SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"],
    &["B", "N", "S"],
    &["ALL", "INCLUDE", "KEYS_ONLY"],
    &[
        "IN",
        "NULL",
        "BETWEEN",
        "LT",
        "NOT_CONTAINS",
        "EQ",
        "GT",
        "NOT_NULL",
        "NE",
        "LE",
        "BEGINS_WITH",
        "GE",
        "CONTAINS",
    ],
];

/// The violation as AWS tells of it: batches of writes are told of as values of their map.
fn in_words(violation: Violation) -> Violation {
    let Violation { path, value, rule } = violation;
    let table = path.strip_prefix("requestItems.").and_then(|rest| rest.strip_suffix(".member"));
    match (rule, table) {
        (Rule::MinLength(_) | Rule::MaxLength(_), Some(table)) => {
            let (most, least) = (Rule::MaxLength(25.0).words(), Rule::MinLength(1.0).words());
            let value = value.map(|value| format!("{{{table}={value}}}"));
            let rule = Rule::Values(vec![most, least]);
            Violation { path: "requestItems".to_owned(), value, rule }
        }
        (Rule::Enum(values), _) => {
            let same = |listed: &&&[&str]| {
                listed.len() == values.len() && values.iter().all(|value| listed.contains(value))
            };
            let rule =
                Rule::Enum(LISTED.iter().find(same).map_or(values, |listed| listed.to_vec()));
            Violation { path, value, rule }
        }
        (rule, _) => Violation { path, value, rule },
    }
}

/// An attribute value without a type.
pub(crate) fn empty_value() -> ApiError {
    validation(EMPTY_VALUE)
}

pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationException", 400, message)
}

/// `One or more parameter values were invalid: ...`
pub(crate) fn invalid(reason: &str) -> ApiError {
    validation(format!("One or more parameter values were invalid: {reason}"))
}

/// A table that calls on items name and that is not there.
pub(crate) fn resource_not_found() -> ApiError {
    modelled::resource_not_found_exception("Requested resource not found")
}

/// A table that calls on tables name and that is not there.
pub(crate) fn table_not_found(name: &str) -> ApiError {
    modelled::resource_not_found_exception(format!(
        "Requested resource not found: Table: {name} not found"
    ))
}

pub(crate) fn table_exists(name: &str) -> ApiError {
    modelled::resource_in_use_exception(format!("Table already exists: {name}"))
}

/// A table's name that breaks a rule which the model, for the sake of ARNs, does not have.
pub(crate) fn table_name(name: &str, rule: Rule) -> ApiError {
    let value = Some(name.chars().take(256).collect());
    let violation = Violation { path: "tableName".to_owned(), value, rule };
    validation(Violation::sentence(&[violation]))
}

pub(crate) fn bad_table_arn(arn: &str) -> ApiError {
    let arn: String = arn.chars().take(256).collect();
    validation(format!("Invalid TableArn: {arn}"))
}

pub(crate) fn key_does_not_match_schema() -> ApiError {
    validation("The provided key element does not match the schema")
}

pub(crate) fn missing_key(name: &str) -> ApiError {
    invalid(&format!("Missing the key {name} in the item"))
}

pub(crate) fn key_type_mismatch(part: &KeyPart, value: &Value) -> ApiError {
    invalid(&format!(
        "Type mismatch for key {} expected: {} actual: {}",
        part.name,
        part.kind.as_str(),
        value.type_name()
    ))
}

pub(crate) fn index_key_type_mismatch(part: &KeyPart, value: &Value, index: &str) -> ApiError {
    invalid(&format!(
        "Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {index}",
        part.name,
        part.kind.as_str(),
        value.type_name()
    ))
}

pub(crate) fn empty_index_key(part: &KeyPart, index: &str) -> ApiError {
    let name = &part.name;
    validation(format!(
        "One or more parameter values are not valid. A value specified for a secondary index key is not \
         supported. The AttributeValue for a key attribute cannot contain an empty {} value. IndexName: \
         {index}, IndexKey: {name}",
        kind_in_words(part)
    ))
}

fn kind_in_words(part: &KeyPart) -> &'static str {
    match part.kind {
        crate::table::AttributeType::B => "binary",
        _ => "string",
    }
}

pub(crate) fn empty_key(part: &KeyPart) -> ApiError {
    validation(format!(
        "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain \
         an empty {} value. Key: {}",
        kind_in_words(part),
        part.name
    ))
}

pub(crate) fn key_too_long(hash: bool, max: usize) -> ApiError {
    invalid(&if hash {
        format!("Size of hashkey has exceeded the maximum size limit of{max} bytes")
    } else {
        format!("Aggregated size of all range keys has exceeded the size limit of {max} bytes")
    })
}

pub(crate) fn index_key_too_long(part: &KeyPart, size: usize, max: usize, index: &str) -> ApiError {
    invalid(&format!(
        "Size limit exceeded for Index Key {} Actual Size: {size} bytes Max Size: {max} bytes IndexName: {index}",
        part.name
    ))
}

pub(crate) fn updated_index_key_type() -> ApiError {
    validation(
        "The update expression attempted to update the secondary index key to unsupported type",
    )
}

pub(crate) fn updated_index_key_length() -> ApiError {
    validation(
        "The update expression attempted to update the secondary index key beyond allowed size limits",
    )
}

pub(crate) fn updated_index_key_empty(part: &KeyPart) -> ApiError {
    validation(format!(
        "One or more parameter values are not valid. The update expression attempted to update a secondary \
         index key to a value that is not supported. The AttributeValue for a key attribute cannot contain \
         an empty {} value.",
        kind_in_words(part)
    ))
}

pub(crate) fn condition_failed(item: Option<Item>) -> ApiError {
    let body = gen_dynamodb::ConditionalCheckFailedException {
        message: None,
        item: item.map(convert::item_to_wire),
    };
    modelled::conditional_check_failed_exception("The conditional request failed", body)
}

pub(crate) fn no_such_index(name: &str) -> ApiError {
    validation(format!("The table does not have the specified index: {name}"))
}

/// An operation that reads other indexes than this one.
pub(crate) fn not_on_this_index(operation: &str) -> ApiError {
    validation(format!("{operation} operation not supported on this index type."))
}

/// A vector with other dimensions than those of the index.
pub(crate) fn vector_size(name: &str, expected: u32, actual: usize, index: &str) -> ApiError {
    invalid(&format!(
        "Invalid size for parameter {name}, Expected: {expected}, Actual: {actual}. IndexName: {index}"
    ))
}

/// A vector that is no list.
pub(crate) fn vector_type(name: &str, value: &Value, index: &str) -> ApiError {
    invalid(&format!(
        "Type mismatch for Index Key {name} Expected: L Actual: {} IndexName: {index}",
        value.type_name()
    ))
}

/// An element of a vector that is no number.
pub(crate) fn vector_element(name: &str, value: &Value, index: &str) -> ApiError {
    invalid(&format!(
        "Type mismatch for an element of Index Key {name} Expected: N Actual: {} IndexName: {index}",
        value.type_name()
    ))
}

/// An element of a vector that is too great.
pub(crate) fn vector_range(name: &str, index: &str) -> ApiError {
    invalid(&format!(
        "An element of Index Key {name} is outside of the range of 32-bit floating point numbers. IndexName: {index}"
    ))
}

/// A starting key of other attributes than the keys'; scans say more of it.
pub(crate) fn start_key_schema(scan: bool) -> ApiError {
    validation(match scan {
        true => {
            "The provided starting key is invalid: The provided key element does not match the schema"
        }
        false => "The provided starting key is invalid",
    })
}

pub(crate) fn no_requests(operation: &str) -> ApiError {
    validation(format!("The requestItems parameter is required for {operation}"))
}

pub(crate) fn duplicate_keys() -> ApiError {
    validation("Provided list of item keys contains duplicates")
}

pub(crate) fn missed_key(name: &str) -> ApiError {
    validation(format!("Query condition missed key schema element: {name}"))
}

pub(crate) fn key_condition_not_supported() -> ApiError {
    validation("Query key condition not supported")
}
