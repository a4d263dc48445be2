//! Leaps of a transaction: to the first row it looks for, without a search where one is known (`leaps.rs`).

use std::ops::Bound;

use bytes::Bytes;

use super::{SpaceWrites, Tx};
use crate::{range::KeyRange, space::Space};

impl Tx {
    /// The first key of `range` that a reader of this `sense` takes, when it is known. It counts as read, with all
    /// before it.
    pub(crate) fn leap(&mut self, space: Space, range: &KeyRange, sense: u8) -> Option<Bytes> {
        if !self.generation.engine.has_tombstones() {
            return None;
        }
        let at = self.part(space);
        let version = self.start_reading();
        let part = &self.writes[at];
        let to = self.generation.leaps.get(part.space.id, sense, &range.start, version)?;
        if writes_within(part, &range.start, &to) {
            return None;
        }
        self.reads.range_through(part.space.id, &range.start, &to);
        Some(to)
    }

    /// Remembers leaps that this transaction made by searching, ascending and one behind the other, for those who come
    /// next. Not while a commit is under way, nor those where one has written since this snapshot: as with heads, late
    /// is fine and wrong is not.
    pub(crate) fn learn(&mut self, space: Space, sense: u8, mut leaps: Vec<(Vec<u8>, Vec<u8>)>) {
        if leaps.is_empty() || !self.generation.engine.has_tombstones() {
            return;
        }
        let at = self.part(space);
        let version = self.start_reading();
        let part = &self.writes[at];
        leaps.retain(|(start, to)| !writes_within(part, start, to));
        let Some(recent) = self.generation.recent.try_lock() else { return };
        let Some(written) = recent.written_since(version) else { return };
        let mut is_true = vec![true; leaps.len()];
        for written in written.filter(|written| written.space == part.space.id) {
            let behind = leaps.partition_point(|(start, _)| start[..] <= written.key[..]);
            if let Some(at) = behind.checked_sub(1).filter(|at| written.key[..] <= leaps[*at].1[..])
            {
                is_true[at] = false;
            }
        }
        let leaps = leaps.iter().zip(is_true).filter(|(_, is_true)| *is_true);
        let leaps = leaps.map(|((start, to), _)| (&start[..], &to[..]));
        self.generation.leaps.learn(part.space.id, sense, version, leaps);
    }
}

/// Whether the transaction itself writes from `start` up to and including `to`.
fn writes_within(part: &SpaceWrites, start: &[u8], to: &[u8]) -> bool {
    let within = (Bound::Included(start), Bound::Included(to));
    start <= to && part.rows.range::<[u8], _>(within).next().is_some()
}
