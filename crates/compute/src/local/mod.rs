//! The two drivers that start processes on this machine, from the cloud's side: what they share.

mod board;
mod core;
mod driver;
mod instance;
mod mounts;
mod running;
#[cfg(target_os = "linux")]
mod spare;
pub(crate) mod tree;

pub(crate) use core::Core;
#[cfg(target_os = "linux")]
pub(crate) use core::{Adopted, INNER_USER};
pub(crate) use driver::{Kind, Local};
pub(crate) use instance::LocalInstance;

/// Waits for a millisecond, for things that the kernel does at its leisure.
pub(crate) fn pause() {
    let moment = rustix::event::Timespec { tv_sec: 0, tv_nsec: 1_000_000 };
    // An error is a signal that came: that ends the wait early.
    let _waited = rustix::event::poll(&mut [], Some(&moment));
}
