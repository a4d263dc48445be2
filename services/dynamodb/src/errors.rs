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
pub(crate) fn wording(_operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let (values, others): (Vec<_>, Vec<_>) =
        violations.iter().cloned().partition(|violation| matches!(violation.rule, Rule::Union(_)));
    if !others.is_empty() {
        return Some(validation(Violation::sentence(&others)));
    }
    Some(match values.first()?.rule {
        Rule::Union(0) => empty_value(),
        _ => validation(
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        ),
    })
}

/// An attribute value without a type.
pub(crate) fn empty_value() -> ApiError {
    validation(
        "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
    )
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

pub(crate) fn table_name_length() -> ApiError {
    validation("TableName must be at least 3 characters long and at most 255 characters long")
}

pub(crate) fn table_name_pattern(name: &str) -> ApiError {
    let name: String = name.chars().take(256).collect();
    validation(format!(
        "1 validation error detected: Value '{name}' at 'tableName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    ))
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

pub(crate) fn index_key_length(part: &KeyPart, too_long: bool, index: &str) -> ApiError {
    let name = &part.name;
    if too_long {
        return invalid(&format!(
            "Size of index key attribute {name} has exceeded the maximum size limit. IndexName: {index}"
        ));
    }
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

pub(crate) fn updated_index_key_type(part: &KeyPart, value: &Value, index: &str) -> ApiError {
    invalid(&format!(
        "Type mismatch for Index Key {} Expected: {} Actual: {} IndexName: {index}",
        part.name,
        part.kind.as_str(),
        value.type_name()
    ))
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

pub(crate) fn start_key_schema() -> ApiError {
    validation(
        "The provided starting key is invalid: The provided key element does not match the schema",
    )
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
