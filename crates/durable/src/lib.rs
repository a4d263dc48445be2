//! Operations of durable executions of Lambda: which updates a checkpoint may hold, what an update, the clock or an
//! outside answer does to an operation, and when the clock has to look again. Pure.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_OperationUpdate.html>

mod apply;
mod batch;
mod operation;
mod outside;
mod refusal;
mod timers;

pub use apply::apply;
pub use batch::checkpoint;
pub use operation::{Action, Failure, Kind, Operation, Status, Timers, Update};
pub use outside::{Answer, answer, heartbeat};
pub use refusal::Refusal;
pub use timers::{next_due, pass};

#[cfg(test)]
mod samples;
