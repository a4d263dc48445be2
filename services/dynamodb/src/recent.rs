//! What items and index rows were before writes of the last moments, for reads that are to be behind: eventual consistency
//! on purpose, as long as the configuration says. In memory and bounded: what does not fit is forgotten, oldest first, and
//! reads are then less behind; so they are after a restart.
//!
//! Each write notes, with its commit, what it replaces; what a row was at a moment is what the first write after the moment
//! found.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html>

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use kernel::{Cx, Timestamp};
use lang_dynamodb::{Item, codec};

use crate::tables::{ItemKey, StoredItem};

/// Bytes of rows and keys that are kept.
const CAPACITY: usize = 128 << 20;
/// What keeping one costs beside its bytes.
const OVERHEAD: usize = 128;

/// The moment that reads show which need not be consistent; nothing when they are up to date.
pub(crate) fn moment(cx: &Cx<'_>, consistent: bool) -> Option<Timestamp> {
    let lag = cx.settings().dynamodb_lag;
    (!consistent && lag > Duration::ZERO).then(|| cx.now().minus(lag))
}

/// Notes that the row under `key`, which `old` makes, is replaced by this transaction.
pub(crate) fn note(cx: &mut Cx<'_>, key: &ItemKey, old: Option<&Item>) {
    if cx.settings().dynamodb_lag > Duration::ZERO {
        note_row(cx, key, old.map(|item| StoredItem(Bytes::from(codec::encode(item)))));
    }
}

/// The same of a row as it is.
pub(crate) fn note_row(cx: &mut Cx<'_>, key: &ItemKey, before: Option<StoredItem>) {
    let lag = cx.settings().dynamodb_lag;
    if lag == Duration::ZERO {
        return;
    }
    let kernel = cx.kernel().clone();
    let recent = kernel.memory::<Recent>();
    let key = key.clone();
    cx.on_commit(move || {
        let now = kernel.clock().now();
        let mut kept = recent.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(now, key, before);
        kept.trim(now.minus(lag), CAPACITY);
    });
}

/// What was under `key` at `moment`, when that has changed since.
pub(crate) fn row_at(cx: &Cx<'_>, key: &ItemKey, moment: Timestamp) -> Option<Option<StoredItem>> {
    let recent = cx.kernel().memory::<Recent>();
    let kept = recent.0.lock().unwrap_or_else(PoisonError::into_inner);
    let rows = kept.owners.get(&key.owner)?;
    before(rows.get(&key.bytes)?, moment)
}

/// The rows of `owner` that have changed since `moment` and whose keys `fits` lets pass, as they were, by their keys. Keys
/// that do not begin with `prefix` are not asked about.
pub(crate) fn rows_at(
    cx: &Cx<'_>,
    owner: u64,
    moment: Timestamp,
    prefix: &[u8],
    fits: impl Fn(&[u8]) -> bool,
) -> Vec<(Vec<u8>, Option<StoredItem>)> {
    let recent = cx.kernel().memory::<Recent>();
    let kept = recent.0.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(rows) = kept.owners.get(&owner) else { return Vec::new() };
    let rows = rows.range(prefix.to_vec()..).take_while(|(key, _)| key.starts_with(prefix));
    let rows = rows.filter(|(key, _)| fits(key));
    rows.filter_map(|(key, history)| Some((key.clone(), before(history, moment)?))).collect()
}

type History = VecDeque<(Timestamp, Option<StoredItem>)>;

#[derive(Default)]
struct Recent(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    owners: HashMap<u64, BTreeMap<Vec<u8>, History>>,
    /// All of them, the oldest first.
    order: VecDeque<(Timestamp, ItemKey)>,
    bytes: usize,
}

fn before(history: &History, moment: Timestamp) -> Option<Option<StoredItem>> {
    history.iter().find(|(at, _)| *at > moment).map(|(_, row)| row.clone())
}

fn size(key: &ItemKey, row: Option<&StoredItem>) -> usize {
    2 * key.bytes.len() + row.map_or(0, |row| row.0.len()) + OVERHEAD
}

impl Kept {
    fn push(&mut self, at: Timestamp, key: ItemKey, row: Option<StoredItem>) {
        self.bytes += size(&key, row.as_ref());
        let rows = self.owners.entry(key.owner).or_default();
        rows.entry(key.bytes.clone()).or_default().push_back((at, row));
        self.order.push_back((at, key));
    }

    /// Forgets what no read asks for any more, and what is too much.
    fn trim(&mut self, moment: Timestamp, capacity: usize) {
        while let Some((at, key)) = self.order.front() {
            if *at > moment && self.bytes <= capacity {
                return;
            }
            let key = key.clone();
            self.order.pop_front();
            let Some(rows) = self.owners.get_mut(&key.owner) else { continue };
            let Some(history) = rows.get_mut(&key.bytes) else { continue };
            if let Some((_, row)) = history.pop_front() {
                self.bytes -= size(&key, row.as_ref());
            }
            if history.is_empty() {
                rows.remove(&key.bytes);
            }
            if rows.is_empty() {
                self.owners.remove(&key.owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> ItemKey {
        ItemKey { owner: 1, bytes: name.as_bytes().to_vec() }
    }

    fn row(text: &'static str) -> Option<StoredItem> {
        Some(StoredItem(Bytes::from_static(text.as_bytes())))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    #[test]
    fn the_first_write_after_a_moment_tells() {
        let mut kept = Kept::default();
        kept.push(at(10), key("a"), None);
        kept.push(at(20), key("a"), row("one"));
        kept.push(at(20), key("a"), row("two"));
        let shown = |kept: &Kept, moment| {
            kept.owners.get(&1).and_then(|rows| rows.get(&b"a"[..])).map(|h| before(h, at(moment)))
        };
        assert_eq!(shown(&kept, 9), Some(Some(None)), "it was not there");
        assert_eq!(shown(&kept, 10), Some(Some(row("one"))));
        assert_eq!(shown(&kept, 19), Some(Some(row("one"))));
        assert_eq!(shown(&kept, 20), Some(None), "as it is now");
        kept.trim(at(10), usize::MAX);
        assert_eq!(shown(&kept, 15), Some(Some(row("one"))));
        kept.trim(at(20), usize::MAX);
        assert_eq!(shown(&kept, 15), None);
        assert_eq!((kept.bytes, kept.order.len(), kept.owners.len()), (0, 0, 0));
    }

    #[test]
    fn what_does_not_fit_is_forgotten_oldest_first() {
        let mut kept = Kept::default();
        for (second, name) in ["a", "b", "c"].into_iter().enumerate() {
            kept.push(at(i64::try_from(second).expect("small")), key(name), row("row"));
        }
        let one = kept.bytes / 3;
        kept.trim(at(-1), 2 * one);
        let names: Vec<_> = kept.order.iter().map(|(_, key)| key.bytes.clone()).collect();
        assert_eq!(names, [b"b", b"c"]);
        assert_eq!(kept.bytes, 2 * one);
    }
}
