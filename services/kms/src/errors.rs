//! The words of kms's errors. Codes and statuses come with the generated constructors (`gen_kms::errors`);
//! here stands only what the model lacks.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/CommonErrors.html>

use std::fmt::Display;

use gen_kms::errors as modelled;
use kernel::ApiError;
use schema::{OperationSchema, Violation};

/// The MAC algorithms in the model's order, and as AWS lists them. Recorded.
const MACS: [&str; 2] = [
    "[HMAC_SHA_224, HMAC_SHA_256, HMAC_SHA_384, HMAC_SHA_512]",
    "[HMAC_SHA_384, HMAC_SHA_256, HMAC_SHA_224, HMAC_SHA_512]",
];

/// What the model's constraints say.
pub(crate) fn of_model(_: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
    let sentence = Violation::sentence(violations);
    (!violations.is_empty()).then(|| validation(sentence.replace(MACS[0], MACS[1])))
}

/// What the model's constraints do not say.
pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationException", 400, message)
}

pub(crate) fn invalid_key_id(text: &str) -> ApiError {
    modelled::not_found_exception(format!("Invalid keyId '{text}'"))
}

pub(crate) fn invalid_arn(text: &str) -> ApiError {
    modelled::not_found_exception(format!("Invalid arn {text}"))
}

/// An alias's ARN where a key's is wanted.
pub(crate) fn not_a_key_arn(text: &str) -> ApiError {
    modelled::invalid_arn_exception(format!("{text} is not the ARN of a key."))
}

pub(crate) fn no_such_key(arn: &str) -> ApiError {
    modelled::not_found_exception(format!("Key '{arn}' does not exist"))
}

pub(crate) fn no_such_alias(arn: impl Display) -> ApiError {
    modelled::not_found_exception(format!("Alias {arn} is not found."))
}

pub(crate) fn disabled(arn: &str) -> ApiError {
    modelled::disabled_exception(format!("{arn} is disabled."))
}

pub(crate) fn pending_import(arn: &str) -> ApiError {
    invalid_state(format!("{arn} is pending import."))
}

pub(crate) fn invalid_state(message: impl Into<String>) -> ApiError {
    modelled::kms_invalid_state_exception(message)
}

pub(crate) fn wrong_origin(arn: &str, origin: impl Display) -> ApiError {
    unsupported(format!("{arn} origin is {origin} which is not valid for this operation."))
}

pub(crate) fn unsupported(message: impl Into<String>) -> ApiError {
    modelled::unsupported_operation_exception(message)
}

/// A key that is for something else.
pub(crate) fn wrong_usage(arn: &str, usage: impl Display, operation: &str) -> ApiError {
    modelled::invalid_key_usage_exception(format!(
        "{arn} key usage is {usage} which is not valid for {operation}."
    ))
}

/// A call that would have succeeded.
pub(crate) fn dry_run() -> ApiError {
    modelled::dry_run_operation_exception(
        "The request would have succeeded, but the DryRun option is set.",
    )
}

/// A member that the model requires of some calls only.
pub(crate) fn missing(member: &str) -> ApiError {
    validation(format!(
        "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
    ))
}

/// An algorithm that keys of a spec do not have.
pub(crate) fn incompatible_algorithm(algorithm: &str, spec: impl Display) -> ApiError {
    modelled::invalid_key_usage_exception(format!(
        "Algorithm {algorithm} is incompatible with key spec {spec}."
    ))
}

/// More than an RSA key encrypts.
pub(crate) fn plaintext_too_long(algorithm: &str, spec: impl Display, most: usize) -> ApiError {
    validation(format!(
        "Algorithm {algorithm} and key spec {spec} cannot encrypt data larger than {most} bytes."
    ))
}

/// AWS says nothing more of these three.
pub(crate) fn invalid_ciphertext() -> ApiError {
    modelled::invalid_ciphertext_exception("").without_message()
}

pub(crate) fn invalid_signature() -> ApiError {
    modelled::kms_invalid_signature_exception("").without_message()
}

pub(crate) fn invalid_mac() -> ApiError {
    modelled::kms_invalid_mac_exception("").without_message()
}

/// A ciphertext under a key that the caller cannot find.
pub(crate) fn unknown_ciphertext() -> ApiError {
    ApiError::new(
        "AccessDeniedException",
        400,
        "The ciphertext refers to a customer master key that does not exist, does not exist in this \
         region, or you are not allowed to access.",
    )
}

pub(crate) fn not_a_primary(arn: &str) -> ApiError {
    unsupported(format!("{arn} is not a multi-region primary key."))
}

/// A number beyond the operation's own limits, worded as the model's are.
pub(crate) fn out_of_range(value: i32, member: &str, bound: &str) -> ApiError {
    validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
         Member must have value {bound}"
    ))
}

pub(crate) fn too_many(what: &str, limit: impl Display) -> ApiError {
    modelled::limit_exceeded_exception(format!("The quota of {limit} {what} has been reached."))
}

/// A key's only policy is called `default`.
pub(crate) fn no_such_policy() -> ApiError {
    modelled::not_found_exception("No such policy exists")
}

pub(crate) fn no_such_grant(id: &str) -> ApiError {
    modelled::not_found_exception(format!("Grant ID {id} not found"))
}
