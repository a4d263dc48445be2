//! CloudWatch Logs called through the kernel, on a clock that stands still, beside services that only take notes.

mod common;
mod encryption;
mod events;
mod exports;
mod live_tail;
mod policies;
mod queries;
mod subscriptions;
