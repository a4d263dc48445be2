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

use parking_lot::Mutex;

use crate::{range::successor, tx::SpaceWrites};

/// How many prefixes are remembered; all are forgotten when another one comes, which costs each one scan.
const MAX_PREFIXES: usize = 16_384;
/// How many bounds a prefix keeps, so that readers of slightly older snapshots find one that holds for them.
const MAX_BOUNDS: usize = 4;

/// The remembered bounds of all prefixes.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Bounds by space and prefix; each list ascends in commit and key.
    spaces: Vec<BTreeMap<Vec<u8>, VecDeque<Head>>>,
    prefixes: usize,
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
        let heads = state.spaces.get(usize::from(space))?.get(prefix)?;
        Some(heads.iter().rev().find(|head| head.since <= version)?.bound.clone())
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
                state.prefixes = 0;
            }
            state.prefixes += 1;
            state.spaces[at].insert(prefix.to_vec(), VecDeque::with_capacity(MAX_BOUNDS));
        }
        let Some(heads) = state.spaces[at].get_mut(prefix) else { return };
        match heads.back_mut() {
            Some(last) if last.bound[..] >= *bound => {}
            Some(last) if last.since == since => bound.clone_into(&mut last.bound),
            _ => {
                // The oldest entry's buffer serves the newest bound.
                let full = heads.len() == MAX_BOUNDS;
                let mut buffer = if full { heads.pop_front().map(|head| head.bound) } else { None }
                    .unwrap_or_default();
                bound.clone_into(&mut buffer);
                heads.push_back(Head { since, bound: buffer });
            }
        }
    }

    /// Lowers every bound above a key that is put. Called under the commit lock, before the commit is visible.
    pub(crate) fn lower(&self, writes: &[SpaceWrites]) {
        let mut state = self.state.lock();
        if state.prefixes == 0 {
            return;
        }
        for part in writes {
            let Some(prefixes) = state.spaces.get_mut(usize::from(part.space.id)) else { continue };
            if prefixes.is_empty() {
                continue;
            }
            for (key, _) in part.rows.iter().filter(|(_, value)| value.is_some()) {
                lower_for(prefixes, key);
            }
        }
    }
}

/// Visits every remembered prefix of `key`: the candidates are the greatest prefixes at or below the key,
/// and whenever one does not match, none longer than their common start can.
fn lower_for(prefixes: &mut BTreeMap<Vec<u8>, VecDeque<Head>>, key: &[u8]) {
    let mut limit = Bound::Included(key);
    loop {
        let mut below = prefixes.range_mut::<[u8], _>((Bound::Unbounded, limit));
        let Some((prefix, heads)) = below.next_back() else { return };
        let shared = match key.starts_with(prefix) {
            true => prefix.len(),
            false => prefix.iter().zip(key).take_while(|(a, b)| a == b).count(),
        };
        if shared == prefix.len() {
            for head in heads.iter_mut().filter(|head| head.bound[..] > *key) {
                key.clone_into(&mut head.bound);
            }
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
    fn a_put_lowers_every_prefix_of_its_key() {
        let heads = Heads::default();
        for prefix in ["", "q", "q/", "q/a", "q/ab", "q/b", "qq", "r"] {
            heads.raise(0, prefix.as_bytes(), b"z", 1);
        }
        heads.lower(&put(&["q/ab1"]));
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
