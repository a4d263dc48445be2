//! Head hints: for each queue, a key below which no live row exists.
//!
//! Queues delete from their head, and a scan from their start walks over everything deleted since the last
//! compaction. A bound says "for snapshots from commit N on, nothing lives below this key", so a scan may
//! start there. Putting a key below the bound lowers it, before the commit becomes visible; raising it is
//! allowed only under the commit lock and when nothing was put below it since the reader's snapshot.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
};

use bytes::Bytes;
use parking_lot::Mutex;

use crate::{first_keys::FirstKeys, range::successor, tx::SpaceWrites};

/// How many prefixes are remembered; all are forgotten when another one comes, which costs each one scan.
const MAX_PREFIXES: usize = 16_384;
/// How many bounds a prefix keeps, so that readers of older snapshots find one that holds for them: the older, the fewer.
/// A thread that is stopped for some milliseconds while it has a snapshot would else scan all that was ever deleted.
const MAX_BOUNDS: usize = 12;
/// How much older than a bound, in commits since it, the second one before it may be. Twelve then reach back for some
/// thousand commits.
const SPREAD: u64 = 3;

/// Of how many prefixes the first rows are known; all are forgotten when another one comes.
const MAX_KNOWN: usize = 1_024;

/// What is remembered of all prefixes.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By space and prefix.
    spaces: Vec<BTreeMap<Vec<u8>, Queue>>,
    prefixes: usize,
    known: usize,
}

#[derive(Debug, Default)]
struct Queue {
    /// Ascends in commit and key.
    heads: VecDeque<Head>,
    known: Option<FirstKeys>,
}

#[derive(Debug)]
struct Head {
    /// Holds for snapshots of this commit and later ones.
    since: u64,
    bound: Vec<u8>,
}

impl Heads {
    /// Where a scan of `prefix` may start for a reader of `version`.
    pub(crate) fn start(&self, space: u16, prefix: &[u8], version: u64) -> Option<Vec<u8>> {
        let state = self.state.lock();
        let queue = state.spaces.get(usize::from(space))?.get(prefix)?;
        Some(queue.heads.iter().rev().find(|head| head.since <= version)?.bound.clone())
    }

    /// The first keys of `prefix` below `end`, up to `limit`, for a reader of `version`, when they are known.
    pub(crate) fn first(
        &self,
        space: u16,
        prefix: &[u8],
        end: Option<&[u8]>,
        limit: usize,
        version: u64,
    ) -> Option<Vec<Bytes>> {
        let state = self.state.lock();
        let queue = state.spaces.get(usize::from(space))?.get(prefix)?;
        queue.known.as_ref()?.first(end, limit, version)
    }

    /// Whether it would pay to find out the first keys of `prefix`: somebody has come for them before, and there are
    /// fewer than `limit` left of what was known.
    pub(crate) fn should_know(&self, space: u16, prefix: &[u8], limit: usize) -> bool {
        let state = self.state.lock();
        let queue = state.spaces.get(usize::from(space)).and_then(|prefixes| prefixes.get(prefix));
        queue.is_some_and(|queue| queue.known.as_ref().is_none_or(|known| !known.holds(limit)))
    }

    /// Remembers the first keys of `prefix`, if it is remembered at all. Called under the commit lock.
    pub(crate) fn know(&self, space: u16, prefix: &[u8], known: FirstKeys) {
        let mut state = self.state.lock();
        if state.known >= MAX_KNOWN {
            let queues = state.spaces.iter_mut().flat_map(BTreeMap::values_mut);
            queues.for_each(|queue| queue.known = None);
            state.known = 0;
        }
        let prefixes = state.spaces.get_mut(usize::from(space));
        let Some(queue) = prefixes.and_then(|prefixes| prefixes.get_mut(prefix)) else { return };
        if queue.known.replace(known).is_none() {
            state.known += 1;
        }
    }

    /// Remembers that no row of `prefix` lives below `bound`, for snapshots of commit `since` and later.
    /// Called under the commit lock, so that no put can slip in between the check and this.
    pub(crate) fn raise(&self, space: u16, prefix: &[u8], bound: &[u8], since: u64) {
        let mut state = self.state.lock();
        let at = usize::from(space);
        if state.spaces.len() <= at {
            state.spaces.resize_with(at + 1, BTreeMap::new);
        }
        if !state.spaces[at].contains_key(prefix) {
            if state.prefixes >= MAX_PREFIXES {
                state.spaces.iter_mut().for_each(BTreeMap::clear);
                (state.prefixes, state.known) = (0, 0);
            }
            state.prefixes += 1;
            state.spaces[at].insert(prefix.to_vec(), Queue::default());
        }
        let Some(queue) = state.spaces[at].get_mut(prefix) else { return };
        raise(&mut queue.heads, bound, since);
    }

    /// Lowers every bound above a key that commit `version` puts, and raises those below a first row that it deletes.
    /// Called under the commit lock, before the commit is visible.
    pub(crate) fn follow(&self, writes: &[SpaceWrites], version: u64) {
        let mut state = self.state.lock();
        if state.prefixes == 0 {
            return;
        }
        for part in writes {
            let Some(prefixes) = state.spaces.get_mut(usize::from(part.space.id)) else { continue };
            if prefixes.is_empty() {
                continue;
            }
            for (key, value) in &part.rows {
                let put = value.is_some();
                each_of(prefixes, key, |queue| match put {
                    true => queue.put(key, version),
                    false => queue.delete(key, version),
                });
            }
        }
    }
}

impl Queue {
    fn put(&mut self, key: &Bytes, version: u64) {
        for head in self.heads.iter_mut().filter(|head| head.bound[..] > **key) {
            key.as_ref().clone_into(&mut head.bound);
        }
        if let Some(known) = &mut self.known {
            known.put(key, version);
        }
    }

    fn delete(&mut self, key: &[u8], version: u64) {
        if let Some(first) = self.known.as_mut().and_then(|known| known.delete(key, version)) {
            raise(&mut self.heads, first, version);
        }
    }
}

fn raise(heads: &mut VecDeque<Head>, bound: &[u8], since: u64) {
    match heads.back_mut() {
        Some(last) if last.bound[..] >= *bound => {}
        Some(last) if last.since == since => bound.clone_into(&mut last.bound),
        _ => {
            // The buffer of what goes serves the newest bound.
            let full = heads.len() == MAX_BOUNDS;
            let spare = if full { thin(heads, since) } else { None };
            let mut buffer = spare.map(|head| head.bound).unwrap_or_default();
            bound.clone_into(&mut buffer);
            heads.push_back(Head { since, bound: buffer });
        }
    }
}

/// Takes out a bound whose neighbours are close to each other for their age, or else the oldest.
fn thin(heads: &mut VecDeque<Head>, now: u64) -> Option<Head> {
    let close = |at: &usize| {
        let age = now - heads[at + 1].since;
        heads[at + 1].since - heads[at - 1].since <= SPREAD * age + 1
    };
    let spare = (1..heads.len().saturating_sub(1)).find(close);
    heads.remove(spare.unwrap_or(0))
}

/// Visits every remembered prefix of `key`: the candidates are the greatest prefixes at or below the key,
/// and whenever one does not match, none longer than their common start can.
fn each_of(prefixes: &mut BTreeMap<Vec<u8>, Queue>, key: &[u8], mut visit: impl FnMut(&mut Queue)) {
    let mut limit = Bound::Included(key);
    loop {
        let mut below = prefixes.range_mut::<[u8], _>((Bound::Unbounded, limit));
        let Some((prefix, queue)) = below.next_back() else { return };
        let shared = match key.starts_with(prefix) {
            true => prefix.len(),
            false => prefix.iter().zip(key).take_while(|(a, b)| a == b).count(),
        };
        if shared == prefix.len() {
            visit(queue);
            limit = Bound::Excluded(&key[..shared]);
        } else {
            limit = Bound::Included(&key[..shared]);
        }
        if shared == 0 {
            return;
        }
    }
}

/// The end of the keys below `end` that begin with `prefix`.
pub(crate) fn clamp(prefix: &[u8], end: Option<&[u8]>) -> Option<Vec<u8>> {
    match (end, successor(prefix)) {
        (Some(end), Some(last)) => Some(if end < &last[..] { end.to_vec() } else { last }),
        (Some(end), None) => Some(end.to_vec()),
        (None, last) => last,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use bytes::Bytes;

    use super::*;
    use crate::space::Spaces;

    fn put(keys: &[&str]) -> Vec<SpaceWrites> {
        let space = Spaces::default().resolve("test");
        let rows = keys.iter().map(|key| {
            (Bytes::copy_from_slice(key.as_bytes()), Some(Bytes::from_static(b"value")))
        });
        vec![SpaceWrites { space: Arc::clone(&space), rows: rows.collect() }]
    }

    fn start(heads: &Heads, prefix: &str, version: u64) -> Option<String> {
        heads.start(0, prefix.as_bytes(), version).map(|bound| String::from_utf8(bound).unwrap())
    }

    #[test]
    fn older_readers_get_older_bounds() {
        let heads = Heads::default();
        for (since, bound) in [(10, "q1"), (12, "q3"), (12, "q4"), (15, "q2"), (16, "q6")] {
            heads.raise(0, b"q", bound.as_bytes(), since);
        }
        let seen = [9, 10, 11, 12, 15, 16, 99].map(|version| start(&heads, "q", version));
        let seen: Vec<_> = seen.iter().map(|bound| bound.as_deref().unwrap_or("-")).collect();
        assert_eq!(seen, ["-", "q1", "q1", "q4", "q4", "q6", "q6"]);
        for since in 20..30 {
            heads.raise(0, b"q", format!("q{since}9").as_bytes(), since);
        }
        assert_eq!(start(&heads, "q", 29).as_deref(), Some("q6"));
    }

    #[test]
    fn readers_of_long_ago_find_a_bound_that_is_not_much_older() {
        let heads = Heads::default();
        for version in 1..=20_000_u64 {
            heads.raise(0, b"q", format!("q{version:06}").as_bytes(), version);
        }
        for age in [0, 1, 5, 30, 100, 1_000, 3_000] {
            let found = start(&heads, "q", 20_000 - age).expect("a bound");
            let since: u64 = found[1..].parse().unwrap();
            assert!(since <= 20_000 - age, "{age}: {since} is too new");
            assert!(20_000 - since <= 4 * age + 4, "{age}: {since} is too old");
        }
    }

    #[test]
    fn a_put_lowers_every_prefix_of_its_key() {
        let heads = Heads::default();
        for prefix in ["", "q", "q/", "q/a", "q/ab", "q/b", "qq", "r"] {
            heads.raise(0, prefix.as_bytes(), b"z", 1);
        }
        heads.follow(&put(&["q/ab1"]), 2);
        for (prefix, bound) in [
            ("", "q/ab1"),
            ("q", "q/ab1"),
            ("q/", "q/ab1"),
            ("q/a", "q/ab1"),
            ("q/ab", "q/ab1"),
            ("q/b", "z"),
            ("qq", "z"),
            ("r", "z"),
        ] {
            assert_eq!(start(&heads, prefix, 1).as_deref(), Some(bound), "{prefix}");
        }
    }

    #[test]
    fn memory_is_bounded() {
        let heads = Heads::default();
        for number in 0..=MAX_PREFIXES {
            heads.raise(0, format!("{number:06}").as_bytes(), b"z", 1);
        }
        assert_eq!(start(&heads, "000000", 1), None);
        assert_eq!(start(&heads, &format!("{MAX_PREFIXES:06}"), 1).as_deref(), Some("z"));
        assert_eq!(heads.state.lock().prefixes, 1);
    }
}
