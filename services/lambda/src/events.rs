//! What calls functions without waiting for them: asynchronous invocations with their retries, dead-letter queues and
//! destinations, and event source mappings, which read queues and streams for a function.
//!
//! Start reading at [`pending`], the life of an event, and at [`poll`], the life of a mapping's poller; [`sqs`] and
//! [`streams`] are the two kinds of sources. Everything that is done for a function is done as its execution role
//! ([`acting`]); the function itself is called through Invoke, as anybody calls it ([`invoke`]).
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html>

pub(crate) mod acting;
pub(crate) mod batch_reply;
pub(crate) mod config;
pub(crate) mod destination;
pub(crate) mod facts;
pub(crate) mod filters;
pub(crate) mod invoke;
pub(crate) mod locked;
pub(crate) mod mapping;
pub(crate) mod metrics;
pub(crate) mod pending;
pub(crate) mod poll;
pub(crate) mod pollers;
pub(crate) mod record;
pub(crate) mod settings;
pub(crate) mod source;
pub(crate) mod sqs;
pub(crate) mod sqs_event;
pub(crate) mod stream_batch;
pub(crate) mod stream_event;
pub(crate) mod stream_work;
pub(crate) mod streams;
pub(crate) mod tables;
pub(crate) mod together;
pub(crate) mod verdict;
pub(crate) mod waiting;
pub(crate) mod window;

pub(crate) use pending::{Event, enqueue};
