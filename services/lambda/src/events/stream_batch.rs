//! What becomes of a batch of a stream: done, tried again, split, given up. Order is kept: what comes later waits.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html>

use std::time::Duration;

use kernel::Timestamp;

use super::batch_reply::Reply;
use super::mapping::StreamSettings;

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A record of a stream: what batches have to know of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Item {
    pub(crate) sequence: String,
    /// When it was written.
    pub(crate) at: Timestamp,
    /// Which records have to be in order with it: those of its key.
    pub(crate) key: u64,
    /// As JSON.
    pub(crate) text: String,
}

/// Records that are brought to the function together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Batch {
    pub(crate) items: Vec<Item>,
    /// How often it was brought, since something of it was last done.
    pub(crate) calls: u32,
}

/// Why records are given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Retries,
    Age,
}

impl Why {
    /// As destinations are told.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Why::Retries => "RetryAttemptsExhausted",
            Why::Age => "RecordAgeExceeded",
        }
    }
}

/// What happens next.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Next {
    Done,
    /// After a wait.
    Again(Batch),
    /// The first, then the second.
    Split(Batch, Batch),
    GivenUp(Batch, Why),
}

impl Next {
    /// Whether something of a batch of `count` records was done.
    pub(crate) fn went_on(&self, count: usize) -> bool {
        match self {
            Next::Done => true,
            Next::Again(left) | Next::GivenUp(left, _) => left.items.len() < count,
            Next::Split(..) => false,
        }
    }
}

/// After the function was called with the batch, and `failed` says what it did not take.
pub(crate) fn after_call(
    mut batch: Batch,
    failed: &Reply,
    settings: &StreamSettings,
    now: Timestamp,
) -> Next {
    let Some(from) = first_failed(&batch, failed) else { return Next::Done };
    batch.calls += 1;
    let rest = batch.items.split_off(from);
    // Recorded: what is left after progress counts from the beginning.
    let calls = if from > 0 { 0 } else { batch.calls };
    let mut batch = Batch { items: rest, calls };
    if is_too_old(&batch, settings, now) {
        return Next::GivenUp(batch, Why::Age);
    }
    // What is split is no retry.
    if settings.bisect && batch.items.len() > 1 && from == 0 {
        let second = batch.items.split_off(batch.items.len() / 2);
        let calls = batch.calls - 1;
        batch.calls = calls;
        return Next::Split(batch, Batch { items: second, calls });
    }
    match settings.retries {
        Some(retries) if batch.calls > retries => Next::GivenUp(batch, Why::Retries),
        _ => Next::Again(batch),
    }
}

/// Whether the batch's oldest record is older than its mapping allows.
pub(crate) fn is_too_old(batch: &Batch, settings: &StreamSettings, now: Timestamp) -> bool {
    let age = settings.age.map(|age| Duration::from_secs(age.into()));
    let oldest = batch.items.first().map(|item| item.at);
    age.zip(oldest).is_some_and(|(age, oldest)| oldest.plus(age) < now)
}

/// The first record that the function did not take. Who names one that is not there is not believed.
fn first_failed(batch: &Batch, failed: &Reply) -> Option<usize> {
    match failed {
        Reply::None => None,
        Reply::All => Some(0),
        Reply::These(sequences) => {
            let at = |one: &String| batch.items.iter().position(|item| item.sequence == *one);
            let all: Option<Vec<usize>> = sequences.iter().map(at).collect();
            Some(all.and_then(|all| all.into_iter().min()).unwrap_or(0))
        }
    }
}

/// The wait before a batch that was brought `calls` times is brought again.
pub(crate) fn wait(calls: u32) -> Duration {
    FIRST_WAIT.saturating_mul(1 << calls.saturating_sub(1).min(10)).min(LONGEST_WAIT)
}

/// Parts of a run of records for `lanes` that go side by side: each key's records are in one of them, in order.
pub(crate) fn lanes(items: Vec<Item>, lanes: u32) -> Vec<Vec<Item>> {
    let count = usize::try_from(lanes.max(1)).unwrap_or(1);
    let mut parts = vec![Vec::new(); count];
    for item in items {
        let lane = item.key % u64::from(lanes.max(1));
        parts[usize::try_from(lane).unwrap_or(0)].push(item);
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(sequences: &str, calls: u32) -> Batch {
        let item = |char: char| Item {
            sequence: char.to_string(),
            at: Timestamp::from_secs(0),
            key: u64::from(u32::from(char)),
            text: String::new(),
        };
        Batch { items: sequences.chars().map(item).collect(), calls }
    }

    fn settings(retries: Option<u32>, bisect: bool) -> StreamSettings {
        StreamSettings {
            from_oldest: true,
            parallel: 1,
            bisect,
            retries,
            age: Some(60),
            tumbling: 0,
            on_failure: None,
        }
    }

    #[test]
    fn what_comes_next() {
        let these = |ids: &[&str]| Reply::These(ids.iter().map(|id| (*id).to_owned()).collect());
        let limited = settings(Some(3), false);
        let halved = settings(Some(0), true);
        for (before, failed, settings, now, want) in [
            (batch("abc", 0), Reply::None, &limited, 0, Next::Done),
            (batch("abc", 0), Reply::All, &limited, 0, Next::Again(batch("abc", 1))),
            (
                batch("abc", 3),
                Reply::All,
                &limited,
                0,
                Next::GivenUp(batch("abc", 4), Why::Retries),
            ),
            (batch("abc", 0), Reply::All, &limited, 61, Next::GivenUp(batch("abc", 1), Why::Age)),
            (batch("abc", 2), these(&["c", "b"]), &limited, 0, Next::Again(batch("bc", 0))),
            (batch("abc", 0), these(&["x"]), &limited, 0, Next::Again(batch("abc", 1))),
            (batch("abcd", 0), Reply::All, &halved, 0, Next::Split(batch("ab", 0), batch("cd", 0))),
            (batch("a", 0), Reply::All, &halved, 0, Next::GivenUp(batch("a", 1), Why::Retries)),
            (batch("abc", 0), these(&["b"]), &halved, 0, Next::Again(batch("bc", 0))),
        ] {
            let at = Timestamp::from_secs(now);
            assert_eq!(after_call(before.clone(), &failed, settings, at), want, "{before:?}");
        }
        let forever = settings(None, false);
        let next = after_call(batch("a", 9_999), &Reply::All, &forever, Timestamp::from_secs(0));
        assert_eq!(next, Next::Again(batch("a", 10_000)));
    }

    #[test]
    fn waits_grow() {
        let waits: Vec<u64> = [1, 2, 3, 7, 100].map(|calls| wait(calls).as_secs()).to_vec();
        assert_eq!(waits, [1, 2, 4, 60, 60]);
    }

    #[test]
    fn a_key_stays_in_its_lane() {
        let parts = lanes(batch("abab", 0).items, 2);
        let texts: Vec<String> = parts
            .iter()
            .map(|part| part.iter().map(|item| item.sequence.as_str()).collect())
            .collect();
        assert_eq!(texts, ["bb", "aa"]);
        assert_eq!(lanes(batch("abab", 0).items, 1).len(), 1);
    }
}
