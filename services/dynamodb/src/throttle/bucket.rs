//! A token bucket: so many units a second flow in, and what is not used is kept for some seconds. A call is let in while
//! there is anything in it, and may take more than there is: what it takes is known when it is done.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html>

use kernel::Timestamp;

/// What flows in, and for how long it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rate {
    /// Capacity units a second.
    pub(super) units: i64,
    /// Seconds whose units the bucket holds.
    pub(super) seconds: i64,
}

/// The parts of a half unit that are counted: what flows in during a microsecond must be whole.
const PARTS: i64 = 1_000_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    level: i64,
    at: Timestamp,
}

impl Rate {
    /// What flows in within so many microseconds.
    fn within(self, micros: i64) -> i64 {
        micros.saturating_mul(self.units.saturating_mul(2))
    }

    fn full(self) -> i64 {
        self.within(self.seconds.saturating_mul(PARTS))
    }
}

impl Bucket {
    /// The bucket of something that has been there since `since` and was not used: a second's units at least.
    pub(super) fn new(rate: Rate, since: Timestamp, now: Timestamp) -> Bucket {
        let age = micros_between(since, now).max(PARTS);
        Bucket { level: rate.within(age).min(rate.full()), at: now }
    }

    /// Lets in what has come since it was last looked at.
    pub(super) fn fill(&mut self, rate: Rate, now: Timestamp) {
        let came = rate.within(micros_between(self.at, now));
        self.level = self.level.saturating_add(came).min(rate.full());
        self.at = now;
    }

    /// Whether there is something left once `pending` half units are taken.
    pub(super) fn has_more_than(&self, pending: usize) -> bool {
        self.level > in_parts(pending)
    }

    pub(super) fn take(&mut self, halves: usize) {
        self.level = self.level.saturating_sub(in_parts(halves));
    }
}

fn in_parts(halves: usize) -> i64 {
    i64::try_from(halves).unwrap_or(i64::MAX).saturating_mul(PARTS)
}

/// None when the clock was set back.
fn micros_between(from: Timestamp, to: Timestamp) -> i64 {
    to.as_micros().saturating_sub(from.as_micros()).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { units: 5, seconds: 300 };

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_micros(millis * 1_000)
    }

    #[test]
    fn unused_units_are_kept_for_five_minutes() {
        // (age in seconds, whole units that it holds)
        for (age, units) in [(0, 5), (1, 5), (2, 10), (300, 1_500), (301, 1_500), (86_400, 1_500)] {
            let bucket = Bucket::new(RATE, at(0), at(age * 1_000));
            assert!(bucket.has_more_than(units * 2 - 1), "{age}");
            assert!(!bucket.has_more_than(units * 2), "{age}");
        }
    }

    #[test]
    fn it_fills_by_the_clock_and_may_be_overdrawn() {
        let mut bucket = Bucket::new(RATE, at(0), at(0));
        bucket.take(30);
        assert!(!bucket.has_more_than(0));
        bucket.fill(RATE, at(2_000));
        assert!(!bucket.has_more_than(0), "ten units were overdrawn, ten have come");
        bucket.fill(RATE, at(2_100));
        assert!(bucket.has_more_than(0));
        bucket.fill(RATE, at(1_000));
        assert!(bucket.has_more_than(0), "setting the clock back takes nothing");
        bucket.fill(RATE, at(86_400_000));
        assert!(!bucket.has_more_than(3_000), "never more than it holds");
        bucket.fill(Rate { units: 1, seconds: 300 }, at(86_400_000));
        assert!(!bucket.has_more_than(600), "less when the rate sinks");
    }
}
