//! What is consumed in each minute, of what is scaled: counted in memory, so that after a restart nothing is known of
//! the minutes before it. Costs calls nothing where nothing is scaled.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use kernel::Timestamp;

use super::decide::IN_MINUTES;
use crate::throttle::Action;

/// Minutes that are kept: those that are looked at, and the one that has not ended.
const KEPT: usize = IN_MINUTES + 1;

/// The number of a table or an index, and what is done with it.
type Owner = (u64, Action);

#[derive(Default)]
pub(crate) struct Consumed {
    any: AtomicBool,
    of: Mutex<HashMap<Owner, Minutes>>,
}

/// Half units by minute, the latest first.
#[derive(Default)]
struct Minutes {
    latest: i64,
    halves: [u64; KEPT],
}

impl Minutes {
    fn advance(&mut self, minute: i64) {
        let gone = usize::try_from(minute - self.latest).unwrap_or(0).min(KEPT);
        if gone > 0 {
            self.halves.rotate_right(gone % KEPT);
            self.halves[..gone].fill(0);
            self.latest = minute;
        }
    }
}

fn minute(at: Timestamp) -> i64 {
    at.as_secs().div_euclid(60)
}

impl Consumed {
    /// Whether anything is counted.
    pub(crate) fn any(&self) -> bool {
        self.any.load(Ordering::Relaxed)
    }

    /// Of the numbers `all`, counts these from now on and no others.
    pub(super) fn watch(&self, all: &[u64], owners: &[Owner]) {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        of.retain(|owner, _| !all.contains(&owner.0) || owners.contains(owner));
        for owner in owners {
            of.entry(*owner).or_default();
        }
        self.any.store(!of.is_empty(), Ordering::Relaxed);
    }

    pub(crate) fn add(&self, owner: Owner, halves: usize, now: Timestamp) {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(minutes) = of.get_mut(&owner) else { return };
        minutes.advance(minute(now));
        minutes.halves[0] += u64::try_from(halves).unwrap_or(u64::MAX);
    }

    /// The whole minutes before `now`, the latest first.
    pub(super) fn minutes(&self, owner: Owner, now: Timestamp) -> [u64; IN_MINUTES] {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        let mut whole = [0; IN_MINUTES];
        if let Some(minutes) = of.get_mut(&owner) {
            minutes.advance(minute(now));
            whole.copy_from_slice(&minutes.halves[1..]);
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_the_minute_and_only_what_is_watched() {
        let consumed = Consumed::default();
        let at = |seconds: i64| Timestamp::from_secs(6_000 + seconds);
        consumed.add((1, Action::Read), 5, at(0));
        assert!(!consumed.any());
        consumed.watch(&[1, 2], &[(1, Action::Read), (2, Action::Write)]);
        for (seconds, halves) in [(0, 1), (59, 2), (60, 4), (185, 8)] {
            consumed.add((1, Action::Read), halves, at(seconds));
            consumed.add((1, Action::Write), halves, at(seconds));
        }
        assert_eq!(consumed.minutes((1, Action::Read), at(239))[..4], [0, 4, 3, 0]);
        assert_eq!(consumed.minutes((1, Action::Read), at(240))[..4], [8, 0, 4, 3]);
        assert_eq!(consumed.minutes((1, Action::Write), at(240)), [0; IN_MINUTES]);
        assert_eq!(consumed.minutes((1, Action::Read), at(100_000)), [0; IN_MINUTES]);
        consumed.watch(&[1, 2], &[]);
        assert!(!consumed.any());
    }
}
