//! What S3 does, seen from its API: through the kernel, with bodies that stream, on a clock that stands still.

mod access_log;
mod annotations;
mod batch;
mod common;
mod concurrency;
mod encryption;
mod intelligent_tiering;
mod inventory;
mod kms;
mod listing;
mod multipart;
mod storage_lens;
mod streams;
mod sweep;
mod two_years;
