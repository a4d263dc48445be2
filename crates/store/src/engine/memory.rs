//! The memory engine: an ordered map whose values carry versions, pruned by the oldest live reader.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::{Bound, ControlFlow},
};

use bytes::Bytes;
use parking_lot::{Mutex, RwLock};

use super::Visit;
use crate::{range::KeyRange, tx::SpaceWrites};

/// The versions of one row, newest last. Most rows have one.
type Chain = Vec<(u64, Option<Bytes>)>;

/// State in memory.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    spaces: RwLock<Vec<BTreeMap<Bytes, Chain>>>,
    /// Rows with versions that wait for their last reader: the version that replaced them, and where.
    garbage: Mutex<VecDeque<(u64, u16, Bytes)>>,
}

impl Memory {
    pub(crate) fn get(&self, version: u64, space: u16, key: &[u8]) -> Option<Bytes> {
        let spaces = self.spaces.read();
        visible(spaces.get(usize::from(space))?.get(key)?, version).cloned()
    }

    pub(crate) fn scan(&self, version: u64, space: u16, range: &KeyRange, visit: &mut Visit<'_>) {
        let spaces = self.spaces.read();
        let Some(rows) = spaces.get(usize::from(space)) else { return };
        if range.is_empty() {
            return;
        }
        let end = range.end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let rows = rows.range::<[u8], _>((Bound::Included(&range.start[..]), end));
        let mut step = |(key, chain): (&Bytes, &Chain)| match visible(chain, version) {
            Some(value) => visit(key.clone(), value.clone()),
            None => ControlFlow::Continue(()),
        };
        // Breaking off early is the caller's way to say that it has enough.
        let _ = if range.reverse {
            rows.rev().try_for_each(&mut step)
        } else {
            { rows }.try_for_each(step)
        };
    }

    /// Applies the writes as commit `version`. `publish` makes the version current and answers the oldest
    /// one still read; it runs while no reader can look, so none misses a version that is dropped here.
    pub(crate) fn apply(
        &self,
        version: u64,
        writes: &[SpaceWrites],
        publish: impl FnOnce() -> Option<u64>,
    ) -> Option<u64> {
        let mut spaces = self.spaces.write();
        let oldest = publish();
        let mut garbage = self.garbage.lock();
        for part in writes {
            let at = usize::from(part.space.id);
            if spaces.len() <= at {
                spaces.resize_with(at + 1, BTreeMap::new);
            }
            for (key, value) in &part.rows {
                if put(&mut spaces[at], version, key, value.clone(), oldest) {
                    garbage.push_back((version, part.space.id, key.clone()));
                }
            }
        }
        let seen = oldest.unwrap_or(version);
        while garbage.front().is_some_and(|(replaced, ..)| *replaced <= seen) {
            if let Some((_, space, key)) = garbage.pop_front() {
                prune(&mut spaces[usize::from(space)], &key, seen);
            }
        }
        oldest
    }

    /// How many rows there are, and the bytes of their keys and newest values.
    pub(crate) fn size(&self) -> (u64, u64) {
        let (mut count, mut bytes) = (0, 0);
        for (key, chain) in self.spaces.read().iter().flatten() {
            if let Some((_, Some(value))) = chain.last() {
                count += 1;
                bytes += (key.len() + value.len()) as u64;
            }
        }
        (count, bytes)
    }
}

/// The value of a row at `version`.
fn visible(chain: &Chain, version: u64) -> Option<&Bytes> {
    chain.iter().rev().find(|(written, _)| *written <= version)?.1.as_ref()
}

/// Writes one row and answers whether an older version of it has to wait for readers.
fn put(
    rows: &mut BTreeMap<Bytes, Chain>,
    version: u64,
    key: &Bytes,
    value: Option<Bytes>,
    oldest: Option<u64>,
) -> bool {
    if oldest.is_none() {
        match value {
            Some(value) => {
                let chain = rows.entry(key.clone()).or_default();
                chain.clear();
                chain.push((version, Some(value)));
            }
            None => {
                rows.remove(key);
            }
        }
        return false;
    }
    match rows.get_mut(key) {
        Some(chain) => {
            chain.push((version, value));
            true
        }
        None => {
            if value.is_some() {
                rows.insert(key.clone(), vec![(version, value)]);
            }
            false
        }
    }
}

/// Drops the versions of a row that no reader from `oldest` on can see.
fn prune(rows: &mut BTreeMap<Bytes, Chain>, key: &Bytes, oldest: u64) {
    let Some(chain) = rows.get_mut(key) else { return };
    let keep = chain.iter().rposition(|(written, _)| *written <= oldest).unwrap_or(0);
    chain.drain(..keep);
    if let [(written, None)] = chain[..]
        && written <= oldest
    {
        rows.remove(key);
    }
}
