//! What becomes of an event that a function did not take: tried again, and when, or given up, and why.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>

use std::time::Duration;

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// The waits before the retries after errors of the function.
const AFTER_ERRORS: [Duration; 2] = [Duration::from_secs(60), Duration::from_secs(120)];
/// The wait after the first time that a function could not be called; doubled each time.
const AFTER_REFUSAL: Duration = Duration::from_secs(1);
const AFTER_REFUSAL_AT_MOST: Duration = Duration::from_secs(300);

/// How long, and how often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Patience {
    pub(crate) retries: u32,
    pub(crate) age: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { retries: 2, age: Duration::from_secs(21_600) }
    }
}

/// How an event ended: as destinations are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Condition {
    Success,
    RetriesExhausted,
    EventAgeExceeded,
    /// The function's reserved concurrency is zero: it is not even tried.
    ZeroReservedConcurrency,
    /// The function is in a loop.
    RecursiveInvocation,
}

impl Condition {
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Condition::Success => "Success",
            Condition::RetriesExhausted => "RetriesExhausted",
            Condition::EventAgeExceeded => "EventAgeExceeded",
            Condition::ZeroReservedConcurrency => "ZeroReservedConcurrency",
            // Assumed: where AWS lists the conditions, this one is missing.
            Condition::RecursiveInvocation => "RecursiveInvocationDetected",
        }
    }
}

/// What happens next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    Again(Timestamp),
    GivenUp(Condition),
}

/// After the function failed for the `failures`th time (from 1) on an event that came at `since`.
pub(crate) fn after_error(
    patience: Patience,
    failures: u32,
    since: Timestamp,
    now: Timestamp,
) -> Next {
    if failures > patience.retries {
        return Next::GivenUp(Condition::RetriesExhausted);
    }
    let at = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait = AFTER_ERRORS.get(at).copied().unwrap_or(AFTER_ERRORS[1]);
    within_age(patience, since, now.plus(wait))
}

/// After the function could not be called for the `refusals`th time (from 1) in a row.
pub(crate) fn after_refusal(
    patience: Patience,
    refusals: u32,
    since: Timestamp,
    now: Timestamp,
) -> Next {
    let doubled = AFTER_REFUSAL.saturating_mul(1 << refusals.saturating_sub(1).min(16));
    within_age(patience, since, now.plus(doubled.min(AFTER_REFUSAL_AT_MOST)))
}

/// Recorded: who would be too old at the next try is given up at once.
fn within_age(patience: Patience, since: Timestamp, next: Timestamp) -> Next {
    match since.plus(patience.age) <= next {
        true => Next::GivenUp(Condition::EventAgeExceeded),
        false => Next::Again(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    const fn patience(retries: u32, age: u64) -> Patience {
        Patience { retries, age: Duration::from_secs(age) }
    }

    #[test]
    fn errors_of_the_function() {
        use Condition::{EventAgeExceeded, RetriesExhausted};
        for (patience, failures, now, next) in [
            (patience(2, 21_600), 1, 0, Next::Again(at(60))),
            (patience(2, 21_600), 2, 60, Next::Again(at(180))),
            (patience(2, 21_600), 3, 180, Next::GivenUp(RetriesExhausted)),
            (patience(0, 21_600), 1, 0, Next::GivenUp(RetriesExhausted)),
            (patience(2, 60), 1, 0, Next::GivenUp(EventAgeExceeded)),
            (patience(2, 100), 2, 60, Next::GivenUp(EventAgeExceeded)),
        ] {
            assert_eq!(after_error(patience, failures, at(0), at(now)), next);
        }
    }

    #[test]
    fn waits_after_refusals_grow() {
        let patience = patience(0, 3_600);
        for (refusals, wait) in [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (60, 300)] {
            assert_eq!(after_refusal(patience, refusals, at(0), at(0)), Next::Again(at(wait)));
        }
        let late = after_refusal(patience, 10, at(0), at(3_500));
        assert_eq!(late, Next::GivenUp(Condition::EventAgeExceeded));
    }
}
