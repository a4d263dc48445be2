//! What Parameter Store does, seen from its API through the kernel, on a clock that stands still: what scenarios cannot say.

mod common;
mod events;
mod limits;
mod paths;
mod restart;
mod sharing;
