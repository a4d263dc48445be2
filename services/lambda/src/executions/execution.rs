//! An execution, and how far it is.

use durable::Failure;
use kernel::{ApiError, ApiResult, Kernel, Timestamp, WakeKey, wake_key};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::tables::Sealed;
use crate::durable_config::Durable;
use crate::function_name::{FunctionName, Qualifier};

/// What functions take and give is sealed on the disk.
const PURPOSE: &str = "lambda.execution";

/// An execution. What it has done lies in rows beside it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Execution {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) function: FunctionName,
    /// The function's own number: another of the same name is not it.
    pub(crate) function_number: u64,
    /// `None`: `$LATEST`.
    pub(crate) version: Option<u64>,
    pub(crate) config: Durable,
    /// The event, as text.
    pub(crate) input: Sealed,
    pub(crate) client_context: Option<String>,
    pub(crate) trace: String,
    pub(crate) started: Timestamp,
    /// The operation of another execution that waits for this one: (execution, operation).
    pub(crate) parent: Option<(String, String)>,
    /// How it ended.
    pub(crate) end: Option<End>,
    pub(crate) progress: Progress,
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct End {
    pub(crate) at: Timestamp,
    pub(crate) status: Status,
    /// An [`Outcome`].
    pub(crate) outcome: Sealed,
}

/// What an execution gave.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) result: Option<String>,
    pub(crate) error: Option<Failure>,
}

/// In which way an execution ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Succeeded,
    Failed,
    TimedOut,
    Stopped,
}

/// How far an execution is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// Operations that there have been.
    pub(crate) operations: u64,
    /// Events that there have been.
    pub(crate) events: u64,
    /// Operations that wait for time or for others.
    pub(crate) waiting: u64,
    /// The function is to be called even if nothing has changed.
    pub(crate) owed: bool,
    /// How often in a row calling the function led to nothing.
    pub(crate) failures: u32,
    /// Not to be called before.
    pub(crate) rest: Option<Timestamp>,
    /// The job that may go on with it.
    pub(crate) turn: u64,
    /// The invocation that is under way.
    pub(crate) running: Option<Running>,
    /// Counts checkpoint tokens.
    pub(crate) token: u64,
    /// The last checkpoint, to be answered again when it is repeated.
    pub(crate) last: Option<Last>,
}

/// An invocation that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Running {
    pub(crate) invocation: u64,
    pub(crate) request_id: String,
    pub(crate) since: Timestamp,
}

/// A checkpoint that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) client_token: String,
    /// The token that it came with.
    pub(crate) token: u64,
    /// The operations of its answer.
    pub(crate) told: Vec<String>,
}

impl Execution {
    /// `$LATEST`, or the number.
    pub(crate) fn version_text(&self) -> String {
        self.qualifier().to_string()
    }

    /// The version that it runs.
    pub(crate) fn qualifier(&self) -> Qualifier {
        self.version.map_or(Qualifier::Latest, Qualifier::Version)
    }

    /// When it times out.
    pub(crate) fn deadline(&self) -> Timestamp {
        self.started.plus(self.config.life())
    }

    /// As answers name it.
    pub(crate) fn status_text(&self) -> &'static str {
        match self.end.as_ref().map(|end| end.status) {
            None => "RUNNING",
            Some(Status::Succeeded) => "SUCCEEDED",
            Some(Status::Failed) => "FAILED",
            Some(Status::TimedOut) => "TIMED_OUT",
            Some(Status::Stopped) => "STOPPED",
        }
    }

    /// What it was given.
    pub(crate) fn input(&self, kernel: &Kernel) -> ApiResult<String> {
        open(kernel, &self.input)
    }

    /// What it gave, once it has ended.
    pub(crate) fn outcome(&self, kernel: &Kernel) -> ApiResult<Option<(Status, Outcome)>> {
        self.end.as_ref().map(|end| Ok((end.status, open(kernel, &end.outcome)?))).transpose()
    }

    /// Who waits for its end waits for this.
    pub(crate) fn wake_key(id: &str) -> WakeKey {
        wake_key(&["lambda-execution", id])
    }
}

/// For the disk.
pub(crate) fn seal<T: Serialize>(kernel: &Kernel, plain: &T) -> ApiResult<Sealed> {
    let plain = postcard::to_stdvec(plain).map_err(ApiError::bug)?;
    Ok(Sealed(kernel.seal(PURPOSE, &plain)))
}

/// From the disk.
pub(crate) fn open<T: DeserializeOwned>(kernel: &Kernel, sealed: &Sealed) -> ApiResult<T> {
    let plain = kernel.unseal(PURPOSE, &sealed.0);
    let plain = plain.ok_or_else(|| ApiError::bug("a part of an execution does not open"))?;
    postcard::from_bytes(&plain).map_err(ApiError::bug)
}
