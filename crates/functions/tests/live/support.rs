//! What the engine of `crates/compute`'s tests needs.

pub(crate) use crate::lab::Forbidden;
use crate::lab::PATIENCE;

/// Waits until something holds.
#[track_caller]
pub(crate) fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let clock = clock::Clock::system();
    let end = clock.monotonic() + PATIENCE;
    while !holds() {
        assert!(clock.monotonic() < end, "{what}");
        let moment = rustix::event::Timespec { tv_sec: 0, tv_nsec: 5_000_000 };
        let _waited = rustix::event::poll(&mut [], Some(&moment));
    }
}
