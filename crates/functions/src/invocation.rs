//! What is asked of a function, and what came of it.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;

/// One call of a function.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// The request id, a UUID: also that of the START line.
    pub request_id: String,
    /// The ARN that was called, with its qualifier when one was given.
    pub arn: String,
    /// The event; at most 6 MB in all (1 MB for asynchronous calls, which the service checks).
    pub payload: Bytes,
    /// `X-Amz-Client-Context` as JSON (base64 taken off).
    pub client_context: Option<String>,
    /// `X-Amzn-Trace-Id` of the caller.
    pub trace: Option<String>,
    /// Whether the caller wants the log's tail: costs a copy.
    pub tail: bool,
}

/// What came of a call that reached the function.
#[derive(Debug, Clone)]
pub struct Invoked {
    /// The answer.
    pub outcome: Outcome,
    /// The last 4 KB of the log of this call, when asked for.
    pub log_tail: Option<Vec<u8>>,
    /// The version that ran.
    pub version: String,
    /// What it took.
    pub figures: Figures,
}

/// A function's answer.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// What it returned.
    Payload(Bytes),
    /// It failed: the error as JSON. `kind` is what `X-Amz-Function-Error` says: `Unhandled`.
    FunctionError {
        /// `Unhandled` or `Handled`.
        kind: &'static str,
        /// `{"errorMessage": ..., "errorType": ..., ...}`
        payload: Bytes,
    },
}

/// What a call took: the figures of its REPORT line.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// From handing the event over to the end of the answer.
    pub duration: Duration,
    /// Rounded up to milliseconds; with the time of an initialization that is billed.
    pub billed: Duration,
    /// The most memory that its environment had, in MiB.
    pub max_memory_mib: u32,
    /// How long the environment took to begin, when this call was its first.
    pub init: Option<Duration>,
}

/// A call whose answer comes in pieces. Dropping it does not end the function.
#[derive(Debug)]
pub struct Streamed {
    /// The content type that the runtime named.
    pub content_type: Option<String>,
    /// Pieces as they come; the channel closes at the end.
    pub pieces: mpsc::Receiver<Bytes>,
    /// How it ended, once [`Streamed::pieces`] has closed. `Payload` is empty here: the pieces were the answer.
    pub ended: tokio::sync::oneshot::Receiver<Invoked>,
    /// The version that runs.
    pub version: String,
}

/// Why a call did not reach the function.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvokeError {
    /// No environment may be made now: `TooManyRequestsException`.
    #[error("Rate Exceeded.")]
    Throttled(ReasonOfThrottle),
    /// The payload is larger than 6 MB: `RequestTooLargeException` (413).
    #[error("Request must be smaller than 6291456 bytes for the InvokeFunction operation")]
    PayloadTooLarge,
    /// This machine lacks what the function needs to run (a language, a program): the text says what to install.
    #[error("{0}")]
    Missing(String),
    /// The execution role cannot be assumed.
    #[error("{0}")]
    Role(String),
    /// This machine refused to make an environment.
    #[error("{0}")]
    System(String),
    /// The cloud stops.
    #[error("the cloud is stopping")]
    Stopping,
}

/// `Reason` of `TooManyRequestsException`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonOfThrottle {
    /// All of the account's unreserved concurrency is in use.
    ConcurrentInvocationLimitExceeded,
    /// All of the function's reserved concurrency is in use.
    ReservedFunctionConcurrentInvocationLimitExceeded,
}

impl ReasonOfThrottle {
    /// As AWS writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            ReasonOfThrottle::ConcurrentInvocationLimitExceeded => {
                "ConcurrentInvocationLimitExceeded"
            }
            ReasonOfThrottle::ReservedFunctionConcurrentInvocationLimitExceeded => {
                "ReservedFunctionConcurrentInvocationLimitExceeded"
            }
        }
    }
}

/// How far provisioned concurrency has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisioning {
    /// How many environments were asked for.
    pub requested: u32,
    /// How many are there, busy or not.
    pub allocated: u32,
    /// How many of them are free.
    pub available: u32,
    /// Why no more come, when they do not.
    pub failure: Option<String>,
}
