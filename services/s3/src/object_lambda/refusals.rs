//! The words of errors that functions, or their absence, cause. The codes are documented; the words mostly assumed.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#S3ObjectLambdaErrorCodeList>

use kernel::ApiError;

/// What Lambda said instead of calling the function, as callers are told it.
pub(crate) fn not_invoked(error: &ApiError) -> ApiError {
    let (code, status, message) = match error.status() {
        403 => {
            let message = "The caller is not authorized to invoke the Lambda function.";
            ("LambdaPermissionError", 403, message)
        }
        404 => ("LambdaNotFound", 404, "The AWS Lambda function was not found."),
        429 => {
            let message = "Reduce your request rate for operations involving AWS Lambda.";
            ("SlowDown", 503, message)
        }
        _ => ("LambdaInvocationFailed", 400, "Lambda function invocation failed."),
    };
    let told = error.message().unwrap_or_default();
    let details = format!("Lambda answered {} {}: {told}", error.status(), error.code());
    ApiError::new(code, status, format!("{message} {details}"))
}

pub(crate) fn failed() -> ApiError {
    let message = "The Lambda function failed during execution.";
    ApiError::new("LambdaRuntimeError", 500, message)
}

pub(crate) fn timed_out() -> ApiError {
    let message = "The Lambda function did not respond in the allowed time.";
    ApiError::new("LambdaTimeout", 500, message)
}

/// Reported.
pub(crate) fn no_response() -> ApiError {
    let message = "The Lambda exited without successfully calling WriteGetObjectResponse.";
    ApiError::new("LambdaResponseNotReceived", 500, message)
}

pub(crate) fn invalid_response(why: &str) -> ApiError {
    let message = format!("The Lambda function returned an invalid response: {why}");
    ApiError::new("LambdaInvalidResponse", 400, message)
}

/// What WriteGetObjectResponse does not take.
pub(crate) fn validation(why: impl Into<String>) -> ApiError {
    ApiError::new("ValidationError", 400, why)
}

/// A part of an object, where the access point does not allow to ask for one. Documented: the status.
pub(crate) fn part_not_allowed() -> ApiError {
    let message =
        "A header or parameter you provided implies functionality that is not implemented.";
    ApiError::new("NotImplemented", 501, message)
}

/// An error that a function answers with: its own code and words, or those of the status.
pub(crate) fn told(status: u16, code: Option<&str>, message: Option<&str>) -> ApiError {
    let own = match status {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        405 => "MethodNotAllowed",
        409 => "Conflict",
        411 => "MissingContentLength",
        412 => "PreconditionFailed",
        416 => "InvalidRange",
        503 => "ServiceUnavailable",
        _ => "InternalError",
    };
    let code = code.filter(|code| !code.is_empty()).unwrap_or(own);
    ApiError::new(clipped(code), status, clipped(message.unwrap_or_default()))
}

/// What functions say is bounded by what Lambda lets through; what errors repeat by less.
fn clipped(text: &str) -> String {
    text.chars().take(4_096).collect()
}
