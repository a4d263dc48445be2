//! A whole cloud in a test process: memory store, kernel with a frozen clock and seeded randomness, and the
//! real gateway on a free port. Only tests depend on this crate.
//!
//! [`Cloud`] starts one. [`Client`] speaks to it over real HTTP with real signatures, in any protocol of the
//! service. [`run_scenarios`] runs a folder of case files, whose grammar is in `docs/scenarios.md`.

mod client;
mod cloud;
pub mod echo;
mod scenario;
mod sign;
mod speak;

pub use client::{CallError, Client, Connection, HttpReply, HttpRequest};
pub use cloud::{Cloud, START};
pub use scenario::run_scenarios;
pub use sign::{Credentials, Scope};
pub use speak::{Answer, ApiFailure, SpeakError};
