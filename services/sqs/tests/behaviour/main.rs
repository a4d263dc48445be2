//! What SQS does, seen from its API: every operation through the kernel, on a clock that stands still.

mod batches;
mod common;
mod concurrency;
mod dead_letters;
mod encryption;
mod fifo;
mod fifo_model;
mod listing;
mod long_poll;
mod move_tasks;
mod permissions;
mod queues;
mod restart;
mod retention;
mod standard;
mod standard_model;
mod visibility;
