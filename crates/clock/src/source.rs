//! The one clock. It runs with the system's time plus an offset, or stands still.
//!
//! Timers wait on this clock, not on the system's: moving it by ninety days fires what would have fired.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use crate::Timestamp;

const RUNNING: i64 = i64::MIN;

/// A cheap handle to the process's clock; clones share it.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Microseconds added to the system's time while running.
    offset: AtomicI64,
    /// The instant at which time stands, or `RUNNING`.
    frozen: AtomicI64,
    changed: watch::Sender<u64>,
}

/// What must be kept so that a restart goes on with the same time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ClockState {
    /// Microseconds between the system's time and this clock while running.
    pub offset_micros: i64,
    /// Where time stands, when it does.
    pub frozen_at: Option<Timestamp>,
}

impl Default for Clock {
    fn default() -> Self {
        Clock::system()
    }
}

impl Clock {
    /// A clock that shows the system's time until told otherwise.
    pub fn system() -> Clock {
        Clock::with_state(ClockState { offset_micros: 0, frozen_at: None })
    }

    /// A clock that stands at `at`: for tests.
    pub fn frozen(at: Timestamp) -> Clock {
        Clock::with_state(ClockState { offset_micros: 0, frozen_at: Some(at) })
    }

    /// A clock that goes on from a kept state.
    pub fn with_state(state: ClockState) -> Clock {
        Clock(Arc::new(Inner {
            offset: AtomicI64::new(state.offset_micros),
            frozen: AtomicI64::new(state.frozen_at.map_or(RUNNING, Timestamp::as_micros)),
            changed: watch::Sender::new(0),
        }))
    }

    /// The state to keep across a restart.
    pub fn state(&self) -> ClockState {
        let frozen = self.0.frozen.load(Ordering::SeqCst);
        ClockState {
            offset_micros: self.0.offset.load(Ordering::SeqCst),
            frozen_at: (frozen != RUNNING).then_some(Timestamp::from_micros(frozen)),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match self.0.frozen.load(Ordering::Relaxed) {
            RUNNING => Timestamp::from_micros(
                system_micros().saturating_add(self.0.offset.load(Ordering::Relaxed)),
            ),
            at => Timestamp::from_micros(at),
        }
    }

    /// Whether time stands.
    pub fn is_frozen(&self) -> bool {
        self.0.frozen.load(Ordering::Relaxed) != RUNNING
    }

    /// Whether this clock shows another time than the system's.
    pub fn is_moved(&self) -> bool {
        self.is_frozen() || self.0.offset.load(Ordering::Relaxed) != 0
    }

    /// Stops time where it is; no effect when it stands already.
    pub fn freeze(&self) {
        if !self.is_frozen() {
            self.freeze_at(self.now());
        }
    }

    /// Stops time at `at`.
    pub fn freeze_at(&self, at: Timestamp) {
        self.0.frozen.store(at.as_micros(), Ordering::SeqCst);
        self.wake();
    }

    /// Moves time on by `by`, whether it stands or runs.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
        match self.0.frozen.load(Ordering::SeqCst) {
            RUNNING => {
                let now = self.0.offset.load(Ordering::SeqCst);
                self.0.offset.store(now.saturating_add(by), Ordering::SeqCst);
            }
            at => self.0.frozen.store(at.saturating_add(by), Ordering::SeqCst),
        }
        self.wake();
    }

    /// Lets time run again from where it stands.
    pub fn resume(&self) {
        let at = self.0.frozen.load(Ordering::SeqCst);
        if at != RUNNING {
            self.0.offset.store(at.saturating_sub(system_micros()), Ordering::SeqCst);
            self.0.frozen.store(RUNNING, Ordering::SeqCst);
        }
        self.wake();
    }

    /// Back to the system's own time, running.
    pub fn reset(&self) {
        self.0.offset.store(0, Ordering::SeqCst);
        self.0.frozen.store(RUNNING, Ordering::SeqCst);
        self.wake();
    }

    /// Waits until this clock shows `deadline` or later, however it gets there.
    pub async fn sleep_until(&self, deadline: Timestamp) {
        let mut changed = self.0.changed.subscribe();
        loop {
            changed.mark_unchanged();
            let left = deadline.since(self.now());
            if left.is_zero() {
                return;
            }
            if self.is_frozen() {
                // The sender lives as long as `self`: this only ends by a change.
                let _changed = changed.changed().await;
            } else {
                // A long wait is cut up, so that a system clock that jumps is noticed.
                let nap = left.min(Duration::from_secs(60));
                let _either = tokio::time::timeout(nap, changed.changed()).await;
            }
        }
    }

    /// A steady clock for measuring how long work took; it does not follow freezes and jumps.
    pub fn monotonic(&self) -> Instant {
        Instant::now()
    }

    fn wake(&self) {
        self.0.changed.send_modify(|n| *n = n.wrapping_add(1));
    }
}

fn system_micros() -> i64 {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(d) => i64::try_from(d.as_micros()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frozen_clock_stands_until_advanced() {
        let clock = Clock::frozen(Timestamp::from_secs(1000));
        assert_eq!(clock.now(), Timestamp::from_secs(1000));
        clock.advance(Duration::from_secs(5));
        assert_eq!(clock.now(), Timestamp::from_secs(1005));
        assert_eq!(clock.state().frozen_at, Some(Timestamp::from_secs(1005)));
        assert!(clock.is_moved());
        clock.reset();
        assert!(!clock.is_moved() && !clock.is_frozen());
    }

    #[test]
    fn resume_runs_on_from_where_time_stood() {
        let clock = Clock::frozen(Timestamp::from_secs(1000));
        clock.resume();
        let now = clock.now();
        assert!(now >= Timestamp::from_secs(1000) && now < Timestamp::from_secs(1060), "{now:?}");
        let later = Clock::with_state(clock.state());
        assert!(later.now() < Timestamp::from_secs(1060));
    }

    #[tokio::test]
    async fn a_sleeper_wakes_when_time_is_moved() {
        let clock = Clock::frozen(Timestamp::from_secs(0));
        let sleeper = {
            let clock = clock.clone();
            tokio::spawn(async move { clock.sleep_until(Timestamp::from_secs(90 * 86_400)).await })
        };
        tokio::task::yield_now().await;
        clock.advance(Duration::from_secs(86_400));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());
        clock.advance(Duration::from_secs(89 * 86_400));
        sleeper.await.expect("the sleeper ends");
    }
}
