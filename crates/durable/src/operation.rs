//! What an operation is, and what a client says of it: the members of `Operation` and `OperationUpdate` that decide.
//! The service keeps operations in rows, in postcard's format: a changed member needs a migration there.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_Operation.html>

use std::time::Duration;

use clock::Timestamp;
use serde::{Deserialize, Serialize};

/// What sort of work an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The execution itself.
    Execution,
    /// A context in which other operations lie.
    Context,
    /// A piece of the function's own work, which may be tried again.
    Step,
    /// A time in which the function does not run.
    Wait,
    /// An answer that somebody else gives.
    Callback,
    /// Another function's invocation.
    ChainedInvoke,
}

/// What a client asks to be done to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// It begins, or a step's next attempt does.
    Start,
    /// It ended well.
    Succeed,
    /// It ended badly.
    Fail,
    /// A step is to be tried again later.
    Retry,
    /// A wait is not needed any more.
    Cancel,
}

/// How far an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    /// Under way.
    Started,
    /// A step that waits for its next attempt.
    Pending,
    /// A step whose next attempt may begin.
    Ready,
    /// Ended well.
    Succeeded,
    /// Ended badly.
    Failed,
    /// Not needed any more.
    Cancelled,
    /// Not answered in time.
    TimedOut,
    /// Ended along with what it belongs to.
    Stopped,
}

impl Status {
    /// Nothing changes any more.
    #[must_use]
    pub fn is_final(self) -> bool {
        !matches!(self, Status::Started | Status::Pending | Status::Ready)
    }
}

/// An error as clients write it: `ErrorObject`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// `ErrorMessage`.
    pub message: Option<String>,
    /// `ErrorType`.
    pub kind: Option<String>,
    /// `ErrorData`.
    pub data: Option<String>,
    /// `StackTrace`.
    pub trace: Vec<String>,
}

/// What a client says happened, or asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Names the operation within its execution.
    pub id: String,
    /// The context in which it lies.
    pub parent: Option<String>,
    /// The customer's name for it.
    pub name: Option<String>,
    /// The client library's name for its sort.
    pub sub_type: Option<String>,
    /// Its sort.
    pub kind: Kind,
    /// What is to be done.
    pub action: Action,
    /// A result; a chained invoke's input.
    pub payload: Option<String>,
    /// Why it failed.
    pub error: Option<Failure>,
    /// The time that its options name: until a step's next attempt, or a wait's end; a callback's limit.
    pub delay: Option<Duration>,
    /// A callback's longest silence.
    pub heartbeat: Option<Duration>,
    /// A context's children are to be replayed, as its result is too large to be kept.
    pub replay_children: bool,
    /// The function that a chained invoke calls.
    pub function: Option<String>,
}

/// When the clock ends something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timers {
    /// A wait's end, a step's next attempt, a callback's limit.
    pub due: Option<Timestamp>,
    /// When a callback has been silent for too long.
    pub silent: Option<Timestamp>,
    /// How long a callback may be silent.
    pub heartbeat: Option<Duration>,
}

/// An operation as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// Names it within its execution.
    pub id: String,
    /// The context in which it lies.
    pub parent: Option<String>,
    /// The customer's name for it.
    pub name: Option<String>,
    /// The client library's name for its sort.
    pub sub_type: Option<String>,
    /// Its sort.
    pub kind: Kind,
    /// How far it is.
    pub status: Status,
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Attempts of a step that have ended.
    pub attempt: u32,
    /// Its result, or the state that a step carries to its next attempt.
    pub result: Option<String>,
    /// Why it, or a step's last attempt, failed.
    pub error: Option<Failure>,
    /// When the clock ends something about it.
    pub timers: Timers,
    /// A context's children are to be replayed.
    pub replay_children: bool,
}
