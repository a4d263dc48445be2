//! One binary for all of the crate's integration tests, which only use what is public.
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "helpers of tests stop at the first surprise, and say what was not run"
)]

mod chunked;
mod common;
mod documented;
mod mutation;
mod rules;
mod suite;
mod version2;
