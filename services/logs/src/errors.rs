//! The words of the errors of CloudWatch Logs. Codes and statuses come with the generated constructors.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/CommonErrors.html>

use gen_logs::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Rule, Violation};

use crate::pattern::PatternError;

/// Names that are too long have words of their own; what else breaks the model is told as most services do, with
/// another code.
pub(crate) fn wording(operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    if operation.name.contains("Delivery") {
        return Some(validation(Violation::sentence(&as_aws_lists(violations))));
    }
    let named = |v: &Violation| matches!(v.path.as_str(), "logGroupName" | "logStreamName");
    let long = violations.iter().any(|v| named(v) && matches!(v.rule, Rule::MaxLength(_)));
    if long {
        return Some(invalid(
            "Invalid LogGroup or LogStream, both must have length less than or equal to 512.",
        ));
    }
    // AWS takes namespaces of metrics that its model forbids.
    let namespace =
        |v: &&Violation| v.path.ends_with("etricNamespace") && matches!(v.rule, Rule::Pattern(_));
    let counting: Vec<Violation> = violations.iter().filter(|v| !namespace(v)).cloned().collect();
    (!counting.is_empty()).then(|| invalid(Violation::sentence(&counting)))
}

/// Recorded: the order of the values of one enumeration, which is none that the model shows.
fn as_aws_lists(violations: &[Violation]) -> Vec<Violation> {
    let mut all = violations.to_vec();
    for violation in all.iter_mut().filter(|violation| violation.path == "outputFormat") {
        if let Rule::Enum(values) = &mut violation.rule {
            *values = vec!["w3c", "raw", "json", "plain", "parquet"];
        }
    }
    all
}

pub(crate) fn invalid(message: impl Into<String>) -> ApiError {
    modelled::invalid_parameter_exception(message)
}

pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    modelled::validation_exception(message)
}

pub(crate) fn name_pattern(member: &str, value: &str) -> ApiError {
    let shown: String = value.chars().take(600).collect();
    invalid(format!(
        "1 validation error detected: Value '{shown}' at '{member}' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
    ))
}

pub(crate) fn stream_name_pattern(value: &str) -> ApiError {
    let shown: String = value.chars().take(600).collect();
    invalid(format!(
        "1 validation error detected: Value '{shown}' at 'logStreamName' failed to satisfy constraint: Member \
         must satisfy regular expression pattern: [^:*]*"
    ))
}

pub(crate) fn group_exists() -> ApiError {
    modelled::resource_already_exists_exception("The specified log group already exists")
}

pub(crate) fn stream_exists() -> ApiError {
    modelled::resource_already_exists_exception("The specified log stream already exists")
}

pub(crate) fn not_found(message: impl Into<String>) -> ApiError {
    modelled::resource_not_found_exception(message)
}

pub(crate) fn no_group() -> ApiError {
    not_found("The specified log group does not exist.")
}

pub(crate) fn no_stream() -> ApiError {
    not_found("The specified log stream does not exist.")
}

pub(crate) fn bad_token() -> ApiError {
    invalid("The specified nextToken is invalid.")
}

pub(crate) fn pattern(error: &PatternError) -> ApiError {
    invalid(error.to_string())
}

pub(crate) fn limit_exceeded() -> ApiError {
    modelled::limit_exceeded_exception("Resource limit exceeded.")
}

pub(crate) fn operation_invalid(message: impl Into<String>) -> ApiError {
    modelled::invalid_operation_exception(message)
}

pub(crate) fn denied(message: impl Into<String>) -> ApiError {
    modelled::access_denied_exception(message)
}

pub(crate) fn group_protected() -> ApiError {
    operation_invalid(
        "The specified log group is protected from deletion. Turn off deletion protection, then delete it.",
    )
}

pub(crate) fn kms_key(arn: &str) -> ApiError {
    denied(format!(
        "The specified KMS key does not exist or is not allowed to be used with Arn '{arn}'"
    ))
}

/// What KMS refused while events were sealed or opened.
pub(crate) fn kms_refused(error: &ApiError) -> ApiError {
    let why = error.message().unwrap_or_else(|| error.code());
    denied(format!("The log group's KMS key cannot be used: {why}"))
}
