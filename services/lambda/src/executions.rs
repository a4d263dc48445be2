//! Durable executions: what a function does in many invocations that each take up where the last one left off. What it has
//! done is checkpointed; while it waits, for time or for others, nothing of it runs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-functions.html>
//!
//! Start reading at [`execution`], what is kept of one; then [`start`], how one begins, [`run`], the job that calls its function,
//! [`checkpoint`], what the function says meanwhile, and [`ending`]. What a checkpoint may say and what the clock does to
//! operations is decided in the crate `durable`.
//! Deviation: who is called by a chained invoke is found out after the checkpoint's answer, not before it.

pub(crate) mod arn;
pub(crate) mod callback;
pub(crate) mod chained;
pub(crate) mod checkpoint;
pub(crate) mod ending;
pub(crate) mod envelope;
pub(crate) mod execution;
pub(crate) mod history;
pub(crate) mod invoke;
pub(crate) mod kept;
pub(crate) mod progress;
pub(crate) mod run;
pub(crate) mod shown;
pub(crate) mod start;
pub(crate) mod state;
pub(crate) mod tables;
pub(crate) mod token;
pub(crate) mod updates;
pub(crate) mod verdict;
