//! What S3 does, seen from its API: through the kernel, with bodies that stream, on a clock that stands still.

mod batch;
mod common;
mod concurrency;
mod encryption;
mod listing;
mod multipart;
mod streams;
mod sweep;
