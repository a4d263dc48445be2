//! The commit lock's content: the current version and what recent commits wrote, as far back as a live
//! transaction may ask.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::readset::ReadSet;

/// How many written keys are remembered before the oldest commits are forgotten. A transaction older than
/// what is remembered conflicts, so a forgotten one costs a retry instead of memory.
const MAX_KEYS: usize = 262_144;

/// One key that a commit wrote.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) space: u16,
    pub(crate) key: Bytes,
    pub(crate) put: bool,
}

/// What stands under the commit lock.
#[derive(Debug)]
pub(crate) struct Recent {
    /// The number of the last commit.
    pub(crate) version: u64,
    /// Commits up to this number are forgotten.
    floor: u64,
    commits: VecDeque<(u64, Box<[Written]>)>,
    keys: usize,
    /// Why nothing may be committed any more.
    pub(crate) stopped: Option<Stopped>,
}

/// Why a generation takes no more commits.
#[derive(Debug, Clone)]
pub(crate) enum Stopped {
    /// A reset or a loaded snapshot replaced it.
    Replaced,
    /// The store was closed.
    Closed,
    /// A commit failed half-way.
    Poisoned(String),
}

impl Recent {
    pub(crate) fn new(version: u64) -> Self {
        Self { version, floor: version, commits: VecDeque::new(), keys: 0, stopped: None }
    }

    /// Whether a commit after `since` wrote what `reads` holds.
    pub(crate) fn conflicts(&self, since: u64, reads: &ReadSet) -> bool {
        if self.version == since {
            return false;
        }
        if since < self.floor {
            return true;
        }
        let index = reads.index();
        self.after(since).any(|written| index.holds(written.space, &written.key))
    }

    /// Whether a commit after `since` put a key of `space` from `start` up to `end`; unknown counts as yes.
    pub(crate) fn put_within(&self, since: u64, space: u16, start: &[u8], end: &[u8]) -> bool {
        since < self.floor
            || self.after(since).any(|written| {
                written.put
                    && written.space == space
                    && start <= &written.key[..]
                    && &written.key[..] < end
            })
    }

    /// Whether a commit after `since` wrote a key of `space` from `start` up to `end`; unknown counts as yes.
    pub(crate) fn wrote_within(
        &self,
        since: u64,
        space: u16,
        start: &[u8],
        end: Option<&[u8]>,
    ) -> bool {
        since < self.floor
            || self.after(since).any(|written| {
                written.space == space
                    && start <= &written.key[..]
                    && end.is_none_or(|end| &written.key[..] < end)
            })
    }

    /// Whether a commit after `since` wrote `key` of `space`; unknown counts as yes.
    pub(crate) fn wrote(&self, since: u64, space: u16, key: &[u8]) -> bool {
        since < self.floor
            || self.after(since).any(|written| written.space == space && written.key == key)
    }

    /// What commits after `since` wrote; `None` when that is forgotten.
    pub(crate) fn written_since(&self, since: u64) -> Option<impl Iterator<Item = &Written>> {
        (since >= self.floor).then(|| self.after(since))
    }

    fn after(&self, since: u64) -> impl Iterator<Item = &Written> {
        let newer = self.commits.iter().rev().take_while(move |(version, _)| *version > since);
        newer.flat_map(|(_, writes)| writes.iter())
    }

    /// Remembers what commit `self.version` wrote; `oldest` is the oldest version still read.
    ///
    /// Without a reader nothing needs to be kept: later readers start at this version.
    pub(crate) fn remember(
        &mut self,
        oldest: Option<u64>,
        writes: impl FnOnce() -> Box<[Written]>,
    ) {
        let Some(oldest) = oldest else {
            self.commits.clear();
            self.keys = 0;
            self.floor = self.version;
            return;
        };
        let writes = writes();
        self.keys += writes.len();
        self.commits.push_back((self.version, writes));
        while let Some((version, writes)) = self.commits.front() {
            if *version > oldest && self.keys <= MAX_KEYS {
                break;
            }
            self.floor = *version;
            self.keys -= writes.len();
            self.commits.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(recent: &mut Recent, oldest: Option<u64>, key: &[u8], put: bool) {
        recent.version += 1;
        let key = Bytes::copy_from_slice(key);
        recent.remember(oldest, || Box::new([Written { space: 0, key, put }]));
    }

    fn read(key: &[u8]) -> ReadSet {
        let mut reads = ReadSet::default();
        reads.point(0, key);
        reads
    }

    #[test]
    fn only_commits_after_the_snapshot_conflict() {
        let mut recent = Recent::new(0);
        write(&mut recent, Some(0), b"a", true);
        write(&mut recent, Some(0), b"b", true);
        for (since, key, conflicts) in
            [(0, b"a", true), (1, b"a", false), (1, b"b", true), (2, b"b", false), (0, b"c", false)]
        {
            assert_eq!(recent.conflicts(since, &read(key)), conflicts, "{since} {key:?}");
        }
    }

    #[test]
    fn nothing_is_kept_without_readers_and_older_ones_conflict() {
        let mut recent = Recent::new(0);
        write(&mut recent, Some(0), b"a", true);
        write(&mut recent, None, b"b", true);
        assert!(recent.commits.is_empty());
        assert!(recent.conflicts(1, &read(b"z")), "what came after 1 is forgotten");
        assert!(!recent.conflicts(2, &read(b"b")));
        assert!(recent.put_within(1, 0, b"x", b"y"));
    }

    #[test]
    fn memory_is_bounded_under_a_reader_that_stays() {
        let mut recent = Recent::new(0);
        for _ in 0..MAX_KEYS + 10 {
            write(&mut recent, Some(0), b"k", true);
        }
        assert_eq!((recent.keys, recent.commits.len()), (MAX_KEYS, MAX_KEYS));
        assert!(recent.conflicts(0, &read(b"z")));
        assert!(!recent.conflicts(10, &read(b"z")));
    }

    #[test]
    fn puts_are_found_where_deletions_are_not() {
        let mut recent = Recent::new(0);
        write(&mut recent, Some(0), b"b", false);
        assert!(!recent.put_within(0, 0, b"a", b"c"));
        write(&mut recent, Some(0), b"b", true);
        assert!(recent.put_within(0, 0, b"a", b"c"));
        assert!(!recent.put_within(2, 0, b"a", b"c"));
        assert!(!recent.put_within(0, 0, b"a", b"b"));
        assert!(!recent.put_within(0, 1, b"a", b"c"));
    }
}
