//! Denials as clients see them: AWS's words, and the code of the service's protocol.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html>

use arn::AccountId;
use schema::{ApiError, Protocol};

use super::decisions::Ruling;
use super::denial_names;
use crate::service::Registered;

/// The code of most services for credentials that are nobody's.
const UNKNOWN_TOKEN: &str = "InvalidClientTokenId";

/// A policy's denial of a call of `operation`.
pub(super) fn error(service: &Registered, operation: &str, ruling: &Ruling) -> ApiError {
    let facts = service.service.schema.facts();
    let message = message(service.name(), operation, ruling);
    match facts.protocols.first() {
        Some(Protocol::Ec2Query) => ApiError::new("UnauthorizedOperation", 403, message),
        Some(Protocol::AwsQuery | Protocol::RestXml) | None => {
            ApiError::new("AccessDenied", 403, message)
        }
        Some(Protocol::RestJson) => ApiError::new("AccessDeniedException", 403, message),
        // Services that once spoke the query protocol keep its code and status.
        Some(Protocol::AwsJson | Protocol::RpcV2Cbor) if facts.query_compatible => {
            ApiError::new("AccessDeniedException", 403, message).with_query_code("AccessDenied")
        }
        Some(Protocol::AwsJson | Protocol::RpcV2Cbor) => {
            ApiError::new("AccessDeniedException", 400, message)
        }
    }
}

/// What a client is told of a ruling by an operation of this service; nothing when it allows.
pub(super) fn message(service: &str, operation: &str, ruling: &Ruling) -> String {
    let Ruling { question, decision } = ruling;
    let required = &question.required;
    match service {
        _ if decision.is_allowed() => String::new(),
        "s3" | "s3control" => of_s3(ruling),
        "iam" => {
            let shown = denial_names::of_iam(operation, &required.action, &required.resource);
            question.message_about(decision, &shown)
        }
        "organizations" => question.message_about(decision, &required.resource),
        "sts" if operation.starts_with("AssumeRoleWith") => {
            format!("Not authorized to perform {}", required.action)
        }
        _ => question.message(decision),
    }
}

/// S3 quotes the resource, and tells strangers nothing.
/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html>
fn of_s3(ruling: &Ruling) -> String {
    if !ruling.question.tells_why() {
        return "Access Denied".to_owned();
    }
    let resource = &ruling.question.required.resource;
    let message = ruling.question.message(&ruling.decision);
    message.replacen(&format!("resource: {resource}"), &format!("resource: \"{resource}\""), 1)
}

/// Nobody signed.
pub(super) fn unsigned() -> ApiError {
    ApiError::new("MissingAuthenticationToken", 403, "Request is missing Authentication Token")
}

/// Credentials of somebody who is gone.
pub(super) fn unknown_token(who: &str) -> ApiError {
    tracing::debug!(
        who,
        "credentials of a user or role that is no more, or that do not reach this service"
    );
    ApiError::new(UNKNOWN_TOKEN, 403, "The security token included in the request is invalid.")
}

/// The same as the service's protocol words it.
pub(super) fn in_words_of(service: &Registered, error: ApiError) -> ApiError {
    let facts = service.service.schema.facts();
    let status = match facts.protocols.first() {
        Some(Protocol::AwsJson | Protocol::RpcV2Cbor) if !facts.query_compatible => 400,
        Some(Protocol::AwsJson | Protocol::RpcV2Cbor | Protocol::RestJson) => 403,
        _ => return error,
    };
    if error.code() != UNKNOWN_TOKEN {
        return error;
    }
    let message = error.message().unwrap_or_default().to_owned();
    ApiError::new("UnrecognizedClientException", status, message)
}

/// Nothing goes on in an account that its organization has closed.
pub(super) fn suspended(account: AccountId) -> ApiError {
    ApiError::new("AccessDenied", 403, format!("The account {account} is suspended."))
}
