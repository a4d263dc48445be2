//! Reads from the head of a queue: where its first live row is, or which its first rows are, is remembered from one
//! transaction to the next (`head.rs`, `first_keys.rs`).

use std::ops::{Bound, ControlFlow};

use bytes::Bytes;

use super::{SpaceWrites, Tx};
use crate::{
    error::Error,
    first_keys::{FirstKeys, MAX_KEYS},
    head,
    range::{KeyRange, just_after, successor},
    space::Space,
};

/// Bytes of rows after which nobody looks further ahead than asked.
const MAX_AHEAD: usize = 64 << 10;

impl Tx {
    /// Up to `limit` rows that begin with `prefix` and come before `end`, from the first one on, for queues
    /// that are consumed from their head: the engine remembers where the first live row is and starts there.
    pub async fn range_head(
        &mut self,
        space: impl Into<Space>,
        prefix: &[u8],
        end: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<(Bytes, Bytes)>, Error> {
        let range = KeyRange {
            start: Bytes::copy_from_slice(prefix),
            end: head::clamp(prefix, end).map(Bytes::from),
            reverse: false,
        };
        let space = space.into();
        if !self.generation.engine.has_tombstones() {
            return self.range(space, range, limit).await;
        }
        if limit == 0 || range.is_empty() {
            return Ok(Vec::new());
        }
        let at = self.part(space);
        let version = self.start_reading();
        let space = self.writes[at].space.id;
        if let Some(rows) = self.known_head(at, prefix, range.end.as_deref(), limit, version)? {
            return Ok(rows);
        }
        let bound = self.generation.heads.start(space, prefix, version).map(Bytes::from);
        // Only what is stored has a head: own writes are looked at from the start. The walk goes on to the
        // first row behind the range, so that the next one knows when there is nothing to look for.
        let stored = KeyRange {
            start: bound.clone().unwrap_or_else(|| range.start.clone()),
            end: successor(prefix).map(Bytes::from),
            reverse: false,
        };
        let known_empty = range.end.as_ref().is_some_and(|end| *end <= stored.start);
        let scan = self.scan_merged(at, &range, (!known_empty).then_some(&stored), limit)?;
        match scan.rows.last() {
            Some((last, _)) if scan.stopped => self.reads.range_through(space, prefix, last),
            _ => self.reads.range(space, prefix, range.end.as_deref()),
        }
        let first = scan.first_stored.as_deref().or(stored.end.as_deref());
        if !known_empty
            && let Some(first) = first.filter(|first| bound.as_ref().is_none_or(|b| b < first))
        {
            self.raise_head(space, prefix, first, version);
        }
        if bound.is_some()
            && !known_empty
            && self.generation.heads.should_know(space, prefix, limit)
        {
            self.look_ahead(at, prefix, &stored, version)?;
        }
        Ok(scan.rows)
    }

    /// The first rows of `prefix` below `end`, where their keys are known.
    fn known_head(
        &mut self,
        at: usize,
        prefix: &[u8],
        end: Option<&[u8]>,
        limit: usize,
        version: u64,
    ) -> Result<Option<Vec<(Bytes, Bytes)>>, Error> {
        let SpaceWrites { space, rows: own } = &self.writes[at];
        let until = end.map_or(Bound::Unbounded, Bound::Excluded);
        if own.range::<[u8], _>((Bound::Included(prefix), until)).next().is_some() {
            return Ok(None);
        }
        let heads = &self.generation.heads;
        let Some(keys) = heads.first(space.id, prefix, end, limit, version) else {
            return Ok(None);
        };
        let reading = self.reading.as_ref().expect("invariant: callers start reading first");
        let mut rows = Vec::with_capacity(keys.len());
        for key in keys {
            let Some(value) = self.generation.engine.get(&reading.view, space, &key)? else {
                debug_assert!(false, "{} is not there", key.escape_ascii());
                return Ok(None);
            };
            rows.push((key, value));
        }
        match rows.last() {
            Some((last, _)) if rows.len() == limit => {
                self.reads.range_through(space.id, prefix, last);
            }
            _ => self.reads.range(space.id, prefix, end),
        }
        Ok(Some(rows))
    }

    /// Finds out the first keys of `prefix`, which lie in `stored`, for those who come next. Not while a commit is
    /// under way, nor where one has written there since this snapshot: as with heads, late is fine and wrong is not.
    fn look_ahead(
        &self,
        at: usize,
        prefix: &[u8],
        stored: &KeyRange,
        version: u64,
    ) -> Result<(), Error> {
        let (mut keys, mut bytes, mut more) = (Vec::new(), 0, false);
        let mut visit = |key: Bytes, value: Bytes| {
            // A copy: what the engine gives may hold a whole block.
            keys.push(Bytes::copy_from_slice(&key));
            bytes += value.len();
            more = keys.len() == MAX_KEYS || bytes >= MAX_AHEAD;
            if more { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        self.engine_scan(at, stored, &mut visit)?;
        let below = match keys.last().filter(|_| more) {
            Some(last) => Some(Bytes::from(just_after(last))),
            None => stored.end.clone(),
        };
        let space = self.writes[at].space.id;
        let Some(recent) = self.generation.recent.try_lock() else { return Ok(()) };
        if !recent.wrote_within(version, space, prefix, below.as_deref()) {
            let known = FirstKeys::new(keys, below, stored.end.clone(), version);
            self.generation.heads.know(space, prefix, known);
        }
        Ok(())
    }

    /// Remembers that nothing of `prefix` lives below `bound`, unless a commit is just under way or has
    /// put something there since this snapshot: a hint may be late, never wrong.
    fn raise_head(&self, space: u16, prefix: &[u8], bound: &[u8], version: u64) {
        let Some(recent) = self.generation.recent.try_lock() else { return };
        if !recent.put_within(version, space, prefix, bound) {
            self.generation.heads.raise(space, prefix, bound, recent.version);
        }
    }
}
