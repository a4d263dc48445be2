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
