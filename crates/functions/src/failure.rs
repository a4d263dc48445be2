//! Why an environment did not begin, whoever's fault it was, and what a call that needed it is told.

use std::time::Duration;

use bytes::Bytes;
use compute::StartError;

use crate::environment::Ended;
use crate::journal::Journal;
use crate::platform::Status;
use crate::runtimes::NoRuntime;
use crate::{Code, FunctionSpec, InvokeError, words};

/// Why an environment did not begin.
#[derive(Clone, Debug)]
pub(crate) enum Failure {
    /// Its own fault: the payload that callers get, and the error's type.
    Function {
        kind: String,
        payload: Option<Bytes>,
        message: String,
    },
    /// It took too long.
    Timeout,
    /// This machine's fault.
    Missing(String),
    System(String),
}

impl Failure {
    /// How the first attempt ended, for its INIT_REPORT.
    pub(crate) fn status(self) -> Result<Status, InvokeError> {
        match self {
            Failure::Function { kind, .. } => Ok(Status::Error(kind)),
            Failure::Timeout => Ok(Status::Timeout),
            Failure::Missing(what) => Err(InvokeError::Missing(what)),
            Failure::System(what) => Err(InvokeError::System(what)),
        }
    }

    /// How the call ended whose environment never began.
    pub(crate) fn ended(
        self,
        journal: &Journal,
        spec: &FunctionSpec,
        id: &str,
        took: Duration,
    ) -> Result<Ended, InvokeError> {
        let ended = |kind: String, payload: Bytes, status: Status, duration: Duration| Ended {
            result: Err((kind, payload)),
            status,
            alive: false,
            duration,
        };
        match self {
            Failure::Function { kind, payload, message } => {
                let payload = payload.unwrap_or_else(|| {
                    journal.remark(format!("RequestId: {id} Error: {message}\n{kind}\n"));
                    words::error_of(id, &kind, &message)
                });
                Ok(ended(kind.clone(), payload, Status::Error(kind), took))
            }
            Failure::Timeout => {
                let message =
                    format!("Task timed out after {} seconds", words::seconds(spec.timeout));
                let now = journal.now().iso8601_millis();
                journal.remark(format!("{now} {id} {message}\n\n"));
                let payload = words::error_of(id, "Sandbox.Timedout", &message);
                Ok(ended("Sandbox.Timedout".to_owned(), payload, Status::Timeout, spec.timeout))
            }
            Failure::Missing(what) => Err(InvokeError::Missing(what)),
            Failure::System(what) => Err(InvokeError::System(what)),
        }
    }

    /// The environment was not started. An image's entry point that is no program is told as AWS does.
    pub(crate) fn of_start(error: StartError, code: &Code) -> Failure {
        match (error, code) {
            (StartError::Program { program, cause }, Code::Image(_)) => {
                let cause = cause.split(" (os error").next().unwrap_or(&cause).to_lowercase();
                crate::image::entrypoint(format!("fork/exec {program}: {cause}"))
            }
            (error, _) => Failure::from(error),
        }
    }

    /// An extension ended, or gave up.
    pub(crate) fn of_extension(name: &str, what: &str) -> Failure {
        let kind = what.split(':').next().unwrap_or("Extension.Crash").to_owned();
        Failure::Function {
            kind,
            payload: None,
            message: format!("extension {name} failed: {what}"),
        }
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Failure {
        match error {
            // A wrapper or a bootstrap that is not there, or is no program, ends as a shell would have it.
            StartError::Program { program, cause } => {
                let code = if cause.contains("denied") { 126 } else { 127 };
                tracing::debug!(program, cause, "a function's program cannot be executed");
                let message = format!("Runtime exited with error: exit status {code}");
                Failure::Function { kind: "Runtime.ExitError".to_owned(), payload: None, message }
            }
            other => Failure::System(other.to_string()),
        }
    }
}

impl From<NoRuntime> for Failure {
    fn from(none: NoRuntime) -> Failure {
        match none {
            NoRuntime::Missing(what) => Failure::Missing(what),
            NoRuntime::NoBootstrap(message) => {
                let kind = "Runtime.InvalidEntrypoint".to_owned();
                Failure::Function { kind, payload: None, message }
            }
        }
    }
}
