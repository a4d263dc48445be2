//! What an invocation of a durable function comes to. Pure.
//! Provenance: what an answer may be and how often a call is tried again is that of AWS's own emulator of the service; the words
//! of refusals that it has no words for are ours.

use durable::Failure;
use schema::Bytes;
use serde::Deserialize;

/// How often in a row an invocation may fail: with the last the execution does.
const FAILURES: u32 = 5;
/// How often in a row it may say that it waits, without anything to wait for.
const IDLE_ANSWERS: u32 = 3;
/// Whose errors answers are that cannot be.
const INVALID: &str = "InvalidParameterValueException";

/// What was heard of an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// The function's answer.
    Answer(Bytes),
    /// The function failed, with this error document.
    Failed(Bytes),
    /// It cannot be called now.
    Later,
    /// It cannot be called at all.
    Never(Failure),
}

/// What is next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Succeed(Option<String>),
    Fail(Option<Failure>),
    /// Nothing, until something changes.
    Wait,
    /// The same again, after a while.
    Again {
        /// Whether it counts as a failure.
        counted: bool,
    },
}

/// An answer's envelope.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Output {
    status: Option<String>,
    result: Option<String>,
    error: Option<ErrorText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ErrorText {
    error_message: Option<String>,
    error_type: Option<String>,
    error_data: Option<String>,
    stack_trace: Option<Vec<String>>,
}

/// The error document of a function that failed.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Document {
    error_message: Option<String>,
    error_type: Option<String>,
    error_data: Option<String>,
    stack_trace: Option<Vec<String>>,
}

/// What is next after an invocation. `failures`: how many in a row there were before it. `pending`: there is something that the
/// execution waits for, or something new. `child`: another execution waits for the result, which may be so many bytes at most.
pub(crate) fn next(heard: &Heard, failures: u32, pending: bool, most: usize) -> Next {
    match heard {
        Heard::Answer(payload) => answered(payload, failures, pending, most),
        Heard::Failed(_) if failures + 1 < FAILURES => Next::Again { counted: true },
        Heard::Failed(document) => Next::Fail(Some(failure_of(document))),
        Heard::Later => Next::Again { counted: false },
        Heard::Never(failure) => Next::Fail(Some(failure.clone())),
    }
}

fn answered(payload: &[u8], failures: u32, pending: bool, most: usize) -> Next {
    let output: Output = match serde_json::from_slice(payload) {
        Ok(output) => output,
        Err(error) => return refuse(format!("Invalid invocation output: {error}")),
    };
    let Output { status, result, error } = output;
    match status.as_deref() {
        Some("SUCCEEDED") if error.is_some() => {
            refuse("Cannot provide an Error for SUCCEEDED status.".to_owned())
        }
        Some("SUCCEEDED") if result.as_ref().is_some_and(|result| result.len() > most) => {
            let message = format!(
                "Execution output payload size must be less than or equal to {most} bytes."
            );
            Next::Fail(Some(Failure { message: Some(message), ..Failure::default() }))
        }
        Some("SUCCEEDED") => Next::Succeed(result),
        Some("FAILED") if result.is_some() => {
            refuse("Cannot provide a Result for FAILED status.".to_owned())
        }
        Some("FAILED") => Next::Fail(error.map(ErrorText::failure)),
        Some("PENDING") if pending => Next::Wait,
        Some("PENDING") if failures + 1 < IDLE_ANSWERS => Next::Again { counted: true },
        Some("PENDING") => {
            refuse("Cannot return PENDING status with no pending operations.".to_owned())
        }
        Some(other) => refuse(format!("Unexpected invocation status: {other}")),
        None => refuse("Response status is required".to_owned()),
    }
}

fn refuse(message: String) -> Next {
    let kind = Some(INVALID.to_owned());
    Next::Fail(Some(Failure { message: Some(message), kind, ..Failure::default() }))
}

impl ErrorText {
    fn failure(self) -> Failure {
        Failure {
            message: self.error_message,
            kind: self.error_type,
            data: self.error_data,
            trace: self.stack_trace.unwrap_or_default(),
        }
    }
}

/// The error in the document of a function that failed; what is none is its message.
pub(crate) fn failure_of(document: &[u8]) -> Failure {
    match serde_json::from_slice::<Document>(document) {
        Ok(document) => Failure {
            message: document.error_message,
            kind: document.error_type,
            data: document.error_data,
            trace: document.stack_trace.unwrap_or_default(),
        },
        Err(_) => Failure {
            message: Some(String::from_utf8_lossy(document).into_owned()),
            ..Failure::default()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(message: &str, kind: Option<&str>) -> Option<Failure> {
        let kind = kind.map(str::to_owned);
        Some(Failure { message: Some(message.to_owned()), kind, ..Failure::default() })
    }

    #[test]
    fn answers() {
        let most = 8;
        let invalid = Some(INVALID);
        let cases = [
            (r#"{"Status":"SUCCEEDED","Result":"1"}"#, Next::Succeed(Some("1".to_owned()))),
            (r#"{"Status":"SUCCEEDED"}"#, Next::Succeed(None)),
            (
                r#"{"Status":"SUCCEEDED","Result":"123456789"}"#,
                Next::Fail(failure(
                    "Execution output payload size must be less than or equal to 8 bytes.",
                    None,
                )),
            ),
            (
                r#"{"Status":"SUCCEEDED","Error":{}}"#,
                Next::Fail(failure("Cannot provide an Error for SUCCEEDED status.", invalid)),
            ),
            (
                r#"{"Status":"FAILED","Error":{"ErrorMessage":"m","ErrorType":"T"}}"#,
                Next::Fail(failure("m", Some("T"))),
            ),
            (r#"{"Status":"FAILED"}"#, Next::Fail(None)),
            (
                r#"{"Status":"FAILED","Result":"1"}"#,
                Next::Fail(failure("Cannot provide a Result for FAILED status.", invalid)),
            ),
            (r#"{"Status":"PENDING"}"#, Next::Wait),
            (r#"{}"#, Next::Fail(failure("Response status is required", invalid))),
            (
                r#"{"Status":"READY"}"#,
                Next::Fail(failure("Unexpected invocation status: READY", invalid)),
            ),
        ];
        for (payload, expected) in cases {
            let heard = Heard::Answer(Bytes::from_static(payload.as_bytes()));
            assert_eq!(next(&heard, 0, true, most), expected, "{payload}");
        }
        for payload in ["null", "[1]", "", "\"PENDING\""] {
            let heard = Heard::Answer(Bytes::from_static(payload.as_bytes()));
            let Next::Fail(Some(error)) = next(&heard, 0, true, most) else {
                panic!("{payload} is no answer")
            };
            let message = error.message.unwrap_or_default();
            assert!(message.starts_with("Invalid invocation output: "), "{message}");
        }
    }

    #[test]
    fn who_waits_has_something_to_wait_for() {
        let heard = Heard::Answer(Bytes::from_static(br#"{"Status":"PENDING"}"#));
        assert_eq!(next(&heard, 0, false, 8), Next::Again { counted: true });
        assert_eq!(next(&heard, 1, false, 8), Next::Again { counted: true });
        assert!(matches!(next(&heard, 2, false, 8), Next::Fail(Some(_))));
        assert_eq!(next(&heard, 2, true, 8), Next::Wait);
    }

    #[test]
    fn failing_invocations_are_tried_again_a_few_times() {
        let document = br#"{"errorMessage":"m","errorType":"T","stackTrace":["s"]}"#;
        let heard = Heard::Failed(Bytes::from_static(document));
        for failures in 0..4 {
            assert_eq!(next(&heard, failures, true, 8), Next::Again { counted: true });
        }
        let expected = Failure { trace: vec!["s".to_owned()], ..failure("m", Some("T")).unwrap() };
        assert_eq!(next(&heard, 4, true, 8), Next::Fail(Some(expected)));
        assert_eq!(failure_of(b"oh"), failure("oh", None).unwrap());
        assert_eq!(next(&Heard::Later, 100, true, 8), Next::Again { counted: false });
        let gone = failure("gone", Some("ResourceNotFoundException"));
        assert_eq!(next(&Heard::Never(gone.clone().unwrap()), 0, true, 8), Next::Fail(gone));
    }
}
