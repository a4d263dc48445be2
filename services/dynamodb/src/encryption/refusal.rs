//! What KMS refuses, as DynamoDB tells it: it passes the message on, in a sentence of its own.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use kernel::{ApiError, Cx};

use crate::errors;

/// Of a key that a table is to be encrypted under.
pub(super) fn of_setting(cx: &Cx<'_>, error: &ApiError) -> ApiError {
    if error.code().starts_with("AccessDenied") {
        return of_use(cx, error);
    }
    let passed_on = passed_on(cx, error, error.code());
    errors::validation(format!("KMS validation error: {passed_on}"))
}

/// Of a key that a table is encrypted under.
pub(super) fn of_use(cx: &Cx<'_>, error: &ApiError) -> ApiError {
    let class = match error.code() {
        code if code.starts_with("AccessDenied") => "AWSKMSException",
        code => code,
    };
    denied(&passed_on(cx, error, class))
}

/// Of a key that is known not to be usable.
pub(crate) fn inaccessible(cx: &Cx<'_>, arn: &str) -> ApiError {
    let error = ApiError::new("DisabledException", 400, format!("{arn} is disabled."));
    of_use(cx, &error)
}

fn denied(what: &str) -> ApiError {
    ApiError::new("AccessDeniedException", 400, format!("KMS key access denied error: {what}"))
}

fn passed_on(cx: &Cx<'_>, error: &ApiError, class: &str) -> String {
    format!(
        "com.amazonaws.services.kms.model.{class}: {} (Service: AWSKMS; Status Code: {}; Error Code: {}; Request ID: {}; \
         Proxy: null)",
        error.message().unwrap_or_default(),
        error.status(),
        error.code(),
        cx.request_id()
    )
}
