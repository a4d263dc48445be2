//! Time, timers, randomness and id minting: the only users of the system's clock and of its randomness.
//!
//! Everything else asks a [`Clock`] for the time, so that time can be frozen, moved and resumed, and a
//! [`Random`] for chance, so that a run can be replayed from its seed.
#![allow(clippy::disallowed_methods, reason = "this crate is what the bans point to")]

mod random;
mod source;
mod timestamp;

pub use random::Random;
pub use source::{Clock, ClockState};
pub use timestamp::{ParseTimestampError, Timestamp};
