//! The buckets of a cloud, in memory: after a restart they are as those of tables that nobody used lately. Bounded: those
//! that were not used for long are let go.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use super::bucket::{Bucket, Rate};

/// Buckets in each of the two generations.
const CAPACITY: usize = 65_536;

/// Reads or writes: each has buckets of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Action {
    Read,
    Write,
}

/// What a bucket is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    /// The number of the table or the index.
    pub(super) owner: u64,
    /// The hash of a partition key, of a partition's bucket.
    pub(super) partition: Option<[u8; 4]>,
    pub(super) action: Action,
}

/// A bucket with what flows in, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Limit {
    pub(super) place: Place,
    pub(super) rate: Rate,
    pub(super) since: Timestamp,
}

#[derive(Default)]
pub(super) struct Buckets(Mutex<Generations>);

#[derive(Default)]
struct Generations {
    new: HashMap<Place, Bucket>,
    old: HashMap<Place, Bucket>,
}

impl Buckets {
    /// Whether something is left once `pending` half units are taken.
    pub(super) fn has_more_than(&self, limit: &Limit, pending: usize, now: Timestamp) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.filled(limit, now).has_more_than(pending)
    }

    pub(super) fn take(&self, limit: &Limit, halves: usize, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.filled(limit, now).take(halves);
    }
}

impl Generations {
    fn filled(&mut self, limit: &Limit, now: Timestamp) -> &mut Bucket {
        let place = limit.place;
        if self.new.len() >= CAPACITY && !self.new.contains_key(&place) {
            self.old = std::mem::take(&mut self.new);
        }
        let kept = self.old.remove(&place);
        let bucket = self
            .new
            .entry(place)
            .or_insert_with(|| kept.unwrap_or_else(|| Bucket::new(limit.rate, limit.since, now)));
        bucket.fill(limit.rate, now);
        bucket
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_in_use_are_kept_and_their_number_is_bounded() {
        let now = Timestamp::from_secs(1_000);
        let limit = |owner| Limit {
            place: Place { owner, partition: None, action: Action::Read },
            rate: Rate { units: 1, seconds: 300 },
            since: now,
        };
        let buckets = Buckets::default();
        buckets.take(&limit(0), 10, now);
        for owner in 1..300_000 {
            buckets.take(&limit(owner), 1, now);
            if owner % 10_000 == 0 {
                assert!(!buckets.has_more_than(&limit(0), 0, now), "forgotten after {owner}");
            }
        }
        let all = buckets.0.lock().expect("not poisoned");
        assert!(all.new.len() + all.old.len() <= 2 * CAPACITY);
    }
}
