//! Leaps: from a key over everything that a reader does not look for to the first row that it does. Folded listings
//! are made of them, and each is a search in all levels of the tree; so those that were made once are remembered.
//!
//! A leap holds until a commit writes between its two ends or at them, which takes it out before the commit is visible.
//! Those that are remembered are true of the last commit, all of one sense. So where two overlap they end at the same
//! row, and who looks for those that a key lies in may stop at the first one that ends before it.

use std::{
    collections::BTreeMap,
    ops::Bound,
    sync::atomic::{AtomicBool, Ordering},
};

use bytes::Bytes;
use parking_lot::Mutex;

use crate::tx::SpaceWrites;

/// How many bytes are remembered; when there are more, those go that nobody has used since there were the last time.
const MAX_BYTES: usize = 16 << 20;
/// What a leap costs beside its two keys.
const OVERHEAD: usize = 96;

/// What is remembered.
#[derive(Debug, Default)]
pub(crate) struct Leaps {
    state: Mutex<State>,
    /// Whether there is any. Changes under the commit lock, so that commits need not lock to see that there is none.
    any: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    senses: Vec<Sense>,
    bytes: usize,
}

/// The leaps of a space that look for the same.
#[derive(Debug)]
struct Sense {
    space: u16,
    sense: u8,
    /// By where they begin.
    leaps: BTreeMap<Box<[u8]>, Leap>,
}

#[derive(Debug)]
struct Leap {
    to: Box<[u8]>,
    /// Holds for snapshots of this commit and later ones.
    since: u64,
    used: bool,
}

impl Leaps {
    /// Where the leap from `start` ends for a reader of `version`.
    pub(crate) fn get(&self, space: u16, sense: u8, start: &[u8], version: u64) -> Option<Bytes> {
        let mut state = self.state.lock();
        let leap = state.sense(space, sense)?.leaps.get_mut(start)?;
        if version < leap.since {
            return None;
        }
        leap.used = true;
        Some(Bytes::copy_from_slice(&leap.to))
    }

    /// Remembers leaps that hold for snapshots of commit `since` and later ones. Called under the commit lock.
    pub(crate) fn learn<'l>(
        &self,
        space: u16,
        sense: u8,
        since: u64,
        leaps: impl Iterator<Item = (&'l [u8], &'l [u8])>,
    ) {
        let mut state = self.state.lock();
        if state.sense(space, sense).is_none() {
            state.senses.push(Sense { space, sense, leaps: BTreeMap::new() });
        }
        for (start, to) in leaps {
            if state.bytes >= MAX_BYTES {
                state.make_room();
            }
            let Some(of) = state.sense(space, sense) else { return };
            let leap = Leap { to: to.into(), since, used: false };
            // One that is known already holds for older snapshots, too.
            if !of.leaps.contains_key(start) {
                of.leaps.insert(start.into(), leap);
                state.bytes += size(start, to);
            }
        }
        self.any.store(state.bytes > 0, Ordering::Relaxed);
    }

    /// Takes out what a commit makes untrue. Called under the commit lock, before the commit is visible.
    pub(crate) fn follow(&self, writes: &[SpaceWrites]) {
        if !self.any.load(Ordering::Relaxed) {
            return;
        }
        let mut state = self.state.lock();
        let State { senses, bytes } = &mut *state;
        for part in writes {
            for of in senses.iter_mut().filter(|of| of.space == part.space.id) {
                part.rows.keys().for_each(|key| *bytes -= forget(&mut of.leaps, key));
            }
        }
        self.any.store(*bytes > 0, Ordering::Relaxed);
    }
}

impl State {
    fn sense(&mut self, space: u16, sense: u8) -> Option<&mut Sense> {
        self.senses.iter_mut().find(|of| (of.space, of.sense) == (space, sense))
    }

    /// Forgets what was not used since the last time; all, when that is little.
    fn make_room(&mut self) {
        self.bytes = 0;
        for of in &mut self.senses {
            of.leaps.retain(|_, leap| std::mem::take(&mut leap.used));
            self.bytes += of.leaps.iter().map(|(start, leap)| size(start, &leap.to)).sum::<usize>();
        }
        if self.bytes > MAX_BYTES / 2 {
            self.senses.iter_mut().for_each(|of| of.leaps.clear());
            self.bytes = 0;
        }
    }
}

/// Forgets the leaps that `key` lies in, and says how many bytes they were.
fn forget(leaps: &mut BTreeMap<Box<[u8]>, Leap>, key: &[u8]) -> usize {
    let mut bytes = 0;
    while let Some((start, leap)) =
        leaps.range::<[u8], _>((Bound::Unbounded, Bound::Included(key))).next_back()
        && key <= &leap.to[..]
    {
        let start = start.clone();
        bytes += size(&start, &leap.to);
        leaps.remove(&start);
    }
    bytes
}

fn size(start: &[u8], to: &[u8]) -> usize {
    OVERHEAD + start.len() + to.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::Spaces;

    fn write(keys: &[&str]) -> Vec<SpaceWrites> {
        let space = Spaces::default().resolve("test");
        let rows = keys.iter().map(|key| (Bytes::copy_from_slice(key.as_bytes()), None));
        vec![SpaceWrites { space, rows: rows.collect() }]
    }

    fn learn(leaps: &Leaps, sense: u8, since: u64, pairs: &[(&str, &str)]) {
        let pairs = pairs.iter().map(|(start, to)| (start.as_bytes(), to.as_bytes()));
        leaps.learn(0, sense, since, pairs);
    }

    fn known(leaps: &Leaps, sense: u8, version: u64) -> String {
        let starts = ["a", "b", "c", "d", "e", "f"];
        let to = |start: &&str| leaps.get(0, sense, start.as_bytes(), version);
        let ends = starts.iter().filter_map(to);
        ends.map(|to| String::from_utf8_lossy(&to).into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_write_between_the_ends_of_a_leap_or_at_them_takes_it_out() {
        for (written, left) in [
            ("a", "d4 d4 e7"),
            ("a5", "d4 d4 e7"),
            ("b1", "d4 d4 e7"),
            ("b2", "b1 d4 d4 e7"),
            ("c", "b1 d4 e7"),
            ("d3", "b1 e7"),
            ("d4", "b1 e7"),
            ("d5", "b1 d4 d4 e7"),
            ("e", "b1 d4 d4"),
            ("z", "b1 d4 d4 e7"),
        ] {
            let leaps = Leaps::default();
            // The second and the third overlap.
            learn(&leaps, 1, 5, &[("a", "b1"), ("c", "d4"), ("d", "d4"), ("e", "e7")]);
            leaps.follow(&write(&[written]));
            assert_eq!(known(&leaps, 1, 5), left, "{written}");
        }
    }

    #[test]
    fn leaps_hold_for_later_snapshots_and_their_own_sense() {
        let leaps = Leaps::default();
        learn(&leaps, 1, 5, &[("a", "b1")]);
        learn(&leaps, 2, 7, &[("a", "b2"), ("c", "d1")]);
        assert_eq!((known(&leaps, 1, 4), known(&leaps, 1, 5)), ("".into(), "b1".into()));
        assert_eq!((known(&leaps, 2, 6), known(&leaps, 2, 9)), ("".into(), "b2 d1".into()));
        assert_eq!(known(&leaps, 3, 9), "");
        // Learned again by a later reader it still serves the earlier ones.
        learn(&leaps, 1, 9, &[("a", "b1")]);
        assert_eq!(known(&leaps, 1, 5), "b1");
        leaps.follow(&write(&["b", "c"]));
        assert_eq!((known(&leaps, 1, 9), known(&leaps, 2, 9)), ("".into(), "".into()));
        assert!(!leaps.any.load(Ordering::Relaxed) && leaps.state.lock().bytes == 0);
    }

    #[test]
    fn memory_is_bounded_and_what_is_used_stays() {
        let leaps = Leaps::default();
        let start = |number: usize| format!("{number:08}").into_bytes();
        let many = 3 * MAX_BYTES / OVERHEAD;
        learn(&leaps, 1, 5, &[("a", "b1")]);
        for number in 0..many {
            let (start, to) = (start(number), start(number));
            leaps.learn(0, 1, 5, [(&start[..], &to[..])].into_iter());
            if number % 1_000 == 0 {
                assert_eq!(known(&leaps, 1, 5), "b1");
            }
        }
        assert!(leaps.state.lock().bytes <= MAX_BYTES);
        assert_eq!(leaps.get(0, 1, &start(0), 5), None);
        assert!(leaps.get(0, 1, &start(many - 1), 5).is_some());
        let state = leaps.state.lock();
        let counted = state.senses.iter().flat_map(|of| &of.leaps);
        assert_eq!(counted.map(|(start, leap)| size(start, &leap.to)).sum::<usize>(), state.bytes);
    }
}
