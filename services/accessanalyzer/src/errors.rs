//! The words of Access Analyzer's errors. Codes and statuses come with the generated constructors.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/CommonErrors.html>
//! Wording that no public answer of AWS shows is assumed; scenario files say which.

use gen_accessanalyzer::errors as modelled;
use gen_accessanalyzer::values::validation_exception_reason as reason;
use gen_accessanalyzer::{
    ConflictException, ResourceNotFoundException, ServiceQuotaExceededException,
    ValidationException, ValidationExceptionField,
};
use kernel::ApiError;

/// A member whose value cannot be.
pub(crate) fn field(name: &str, message: impl Into<String>) -> ApiError {
    let message = message.into();
    let field =
        ValidationExceptionField { name: Some(name.to_owned()), message: Some(message.clone()) };
    let body = ValidationException {
        reason: Some(reason::FIELD_VALIDATION_FAILED.to_owned()),
        field_list: Some(vec![field]),
        ..ValidationException::default()
    };
    modelled::validation_exception(message, body)
}

/// Nothing of that name.
pub(crate) fn not_found(kind: &str, id: &str) -> ApiError {
    let body = ResourceNotFoundException {
        resource_id: Some(id.to_owned()),
        resource_type: Some(kind.to_owned()),
        ..ResourceNotFoundException::default()
    };
    modelled::resource_not_found_exception(format!("{kind} {id} does not exist"), body)
}

/// Something of that name is there.
pub(crate) fn exists(kind: &str, id: &str) -> ApiError {
    conflict(kind, id, format!("{kind} {id} already exists"))
}

/// The resource is not in the state that the request needs.
pub(crate) fn conflict(kind: &str, id: &str, message: impl Into<String>) -> ApiError {
    let body = ConflictException {
        resource_id: Some(id.to_owned()),
        resource_type: Some(kind.to_owned()),
        ..ConflictException::default()
    };
    modelled::conflict_exception(message, body)
}

/// More of something than an account may have.
pub(crate) fn quota(kind: &str, id: &str, message: impl Into<String>) -> ApiError {
    let body = ServiceQuotaExceededException {
        resource_id: Some(id.to_owned()),
        resource_type: Some(kind.to_owned()),
        ..ServiceQuotaExceededException::default()
    };
    modelled::service_quota_exceeded_exception(message, body)
}

pub(crate) fn access_denied(message: impl Into<String>) -> ApiError {
    modelled::access_denied_exception(message)
}

pub(crate) fn invalid_parameter(message: impl Into<String>) -> ApiError {
    modelled::invalid_parameter_exception(message)
}

pub(crate) fn unprocessable(message: impl Into<String>) -> ApiError {
    modelled::unprocessable_entity_exception(message)
}
