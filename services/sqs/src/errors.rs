//! The words of SQS's errors. Codes, statuses and query codes come with the generated constructors.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html>

use std::fmt::Display;

use gen_sqs::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Rule, Violation};

use crate::limits;

/// What SQS answers to a request that breaks the model: only that something is missing. Other constraints
/// are judged, and worded, by the handlers.
pub(crate) fn wording(_operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let missing = violations.iter().find(|v| v.rule == Rule::Required)?;
    let member = missing.path.rsplit('.').next().unwrap_or(&missing.path);
    let mut letters = member.chars();
    let first = letters.next()?.to_ascii_uppercase();
    let member = format!("{first}{}", letters.as_str());
    // An empty batch has a code of its own, which its handler gives.
    (member != "Entries").then(|| missing_parameter(&member))
}

/// A code that the model does not know, as SQS's front end gives it.
fn unmodelled(
    shape: &'static str,
    query_code: &'static str,
    status: u16,
    message: impl Into<String>,
) -> ApiError {
    detailed(ApiError::new(shape, status, message).with_query_code(query_code))
}

/// In the query protocol, all of SQS's errors have a detail, which is empty.
fn detailed(error: ApiError) -> ApiError {
    error.with_extra("Detail", "")
}

pub(crate) fn missing_parameter(name: &str) -> ApiError {
    let message = format!("The request must contain the parameter {name}.");
    unmodelled("MissingRequiredParameterException", "MissingParameter", 400, message)
}

pub(crate) fn invalid_parameter(message: impl Into<String>) -> ApiError {
    unmodelled("InvalidParameterValueException", "InvalidParameterValue", 400, message)
}

/// `Value 11 for parameter MaxNumberOfMessages is invalid. Reason: ...`
pub(crate) fn invalid_value(value: impl Display, parameter: &str, reason: &str) -> ApiError {
    invalid_parameter(format!(
        "Value {value} for parameter {parameter} is invalid. Reason: {reason}"
    ))
}

/// Nobody may act on another account's queue while no policy allows it.
pub(crate) fn access_denied(resource: &str) -> ApiError {
    let message = format!("Access to the resource {resource} is denied.");
    unmodelled("AccessDeniedException", "AccessDenied", 403, message)
}

pub(crate) fn queue_does_not_exist() -> ApiError {
    detailed(
        modelled::queue_does_not_exist("The specified queue does not exist.")
            .with_query_message("The specified queue does not exist for this wsdl version."),
    )
}

pub(crate) fn queue_name_exists(attribute: &str) -> ApiError {
    detailed(modelled::queue_name_exists(format!(
        "A queue already exists with the same name and a different value for attribute {attribute}"
    )))
}

pub(crate) fn queue_deleted_recently() -> ApiError {
    detailed(modelled::queue_deleted_recently(
        "You must wait 60 seconds after deleting a queue before you can create another with the same name.",
    ))
}

pub(crate) fn purge_in_progress(queue: &str) -> ApiError {
    detailed(modelled::purge_queue_in_progress(format!(
        "Only one PurgeQueue operation on {queue} is allowed every 60 seconds."
    )))
}

pub(crate) fn unknown_attribute(name: &str) -> ApiError {
    detailed(modelled::invalid_attribute_name(format!("Unknown Attribute {name}.")))
}

pub(crate) fn attribute_name(message: impl Into<String>) -> ApiError {
    detailed(modelled::invalid_attribute_name(message))
}

pub(crate) fn attribute_value(name: &str) -> ApiError {
    detailed(modelled::invalid_attribute_value(format!("Invalid value for the parameter {name}.")))
}

pub(crate) fn attribute_value_because(name: &str, reason: &str) -> ApiError {
    detailed(modelled::invalid_attribute_value(format!(
        "Invalid value for the parameter {name}. Reason: {reason}"
    )))
}

pub(crate) fn message_contents(character: char) -> ApiError {
    detailed(modelled::invalid_message_contents(format!(
        "Invalid binary character '#x{:X}' was found in the message body, the set of allowed characters is \
         #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
        u32::from(character)
    )))
}

pub(crate) fn receipt_handle_is_invalid(handle: &str) -> ApiError {
    let shown: String = handle.chars().take(limits::MAX_RECEIPT_HANDLE).collect();
    detailed(modelled::receipt_handle_is_invalid(format!(
        "The input receipt handle \"{shown}\" is not a valid receipt handle."
    )))
}

pub(crate) fn receipt_handle_expired(handle: &str) -> ApiError {
    invalid_value(handle, "ReceiptHandle", "The receipt handle has expired.")
}

pub(crate) fn message_not_changeable(handle: &str) -> ApiError {
    let reason = "Message does not exist or is not available for visibility timeout change.";
    invalid_value(handle, "ReceiptHandle", reason)
}

pub(crate) fn visibility_beyond_limit(seconds: i64) -> ApiError {
    let reason = "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].";
    invalid_value(seconds, "VisibilityTimeout", reason)
}

pub(crate) fn too_many_actions(found: usize) -> ApiError {
    detailed(modelled::over_limit(format!(
        "{found} Actions were found, maximum allowed is {}.",
        limits::MAX_PERMISSION_ACTIONS
    )))
}

pub(crate) fn over_limit() -> ApiError {
    detailed(modelled::over_limit(format!(
        "Too many messages are in flight: a queue can have at most {} at once. Delete messages after \
         processing them, or wait until their visibility timeouts expire.",
        limits::MAX_IN_FLIGHT
    )))
}

pub(crate) fn empty_batch(entry: &str) -> ApiError {
    detailed(modelled::empty_batch_request(format!(
        "There should be at least one {entry} in the request."
    )))
}

pub(crate) fn too_many_entries(sent: usize) -> ApiError {
    detailed(modelled::too_many_entries_in_batch_request(format!(
        "Maximum number of entries per request are {}. You have sent {sent}.",
        limits::MAX_BATCH_ENTRIES
    )))
}

pub(crate) fn invalid_batch_entry_id() -> ApiError {
    detailed(modelled::invalid_batch_entry_id(
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at \
         most 80 letters long.",
    ))
}

pub(crate) fn batch_ids_not_distinct(id: &str) -> ApiError {
    detailed(modelled::batch_entry_ids_not_distinct(format!("Id {id} repeated.")))
}

pub(crate) fn batch_too_long(sent: usize) -> ApiError {
    detailed(modelled::batch_request_too_long(format!(
        "Batch requests cannot be longer than {} bytes. You have sent {sent} bytes.",
        limits::MAX_BATCH_BYTES
    )))
}

pub(crate) fn resource_not_found(message: impl Into<String>) -> ApiError {
    detailed(modelled::resource_not_found_exception(message))
}

/// No resource behind an ARN that a move task names.
pub(crate) fn no_such_arn(parameter: &str) -> ApiError {
    resource_not_found(format!(
        "The resource that you specified for the {parameter} parameter doesn't exist."
    ))
}

pub(crate) fn unsupported(message: impl Into<String>) -> ApiError {
    detailed(modelled::unsupported_operation(message))
}

/// What KMS refused, in SQS's codes.
pub(crate) fn of_kms(error: ApiError) -> ApiError {
    let word: fn(String) -> ApiError = match error.code() {
        "AccessDeniedException" => |message| modelled::kms_access_denied(message),
        "DisabledException" => |message| modelled::kms_disabled(message),
        "InvalidKeyUsageException" => |message| modelled::kms_invalid_key_usage(message),
        "KMSInvalidStateException" => |message| modelled::kms_invalid_state(message),
        "NotFoundException" => |message| modelled::kms_not_found(message),
        "ThrottlingException" => |message| modelled::kms_throttled(message),
        _ => return error,
    };
    detailed(word(error.message().unwrap_or_default().to_owned()))
}
