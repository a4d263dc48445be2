//! Shared rows: decoded rows of tables that are read at every turn and seldom written.
//!
//! An entry says "this is the row under this key, for snapshots from commit N on". A commit that writes the key
//! removes it, before the commit becomes visible; entering one is allowed only under the commit lock and when
//! nobody wrote the key since the reader's snapshot. So a row found here is the one that the snapshot holds,
//! and it counts as read like any other.

use std::{any::Any, sync::Arc};

use hashbrown::HashMap;
use parking_lot::RwLock;

use crate::tx::SpaceWrites;

/// How many rows are kept; all are forgotten when another one comes, which costs each one read.
const MAX_ROWS: usize = 4_096;
/// Rows whose stored form is longer, in bytes, are not kept: all of them together stay within some 30 MiB.
pub(crate) const MAX_SHARED_LEN: usize = 8 << 10;

/// A decoded row of any type.
pub(crate) type AnyRow = Arc<dyn Any + Send + Sync>;

/// The rows that are kept.
#[derive(Debug, Default)]
pub(crate) struct SharedRows {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    /// By space and key.
    spaces: Vec<HashMap<Box<[u8]>, Entry>>,
    len: usize,
}

#[derive(Debug)]
struct Entry {
    /// Holds for snapshots of this commit and later ones.
    since: u64,
    row: AnyRow,
}

impl SharedRows {
    /// The row under `key` for a reader of `version`.
    pub(crate) fn get(&self, space: u16, key: &[u8], version: u64) -> Option<AnyRow> {
        let state = self.state.read();
        let entry = state.spaces.get(usize::from(space))?.get(key)?;
        (entry.since <= version).then(|| Arc::clone(&entry.row))
    }

    /// Keeps a row that a reader of `since` found. Called under the commit lock, when no commit wrote the
    /// key since then.
    pub(crate) fn enter(&self, space: u16, key: &[u8], since: u64, row: AnyRow) {
        let mut state = self.state.write();
        if state.len >= MAX_ROWS {
            state.spaces.iter_mut().for_each(HashMap::clear);
            state.len = 0;
        }
        let at = usize::from(space);
        if state.spaces.len() <= at {
            state.spaces.resize_with(at + 1, HashMap::new);
        }
        if state.spaces[at].insert(key.into(), Entry { since, row }).is_none() {
            state.len += 1;
        }
    }

    /// Forgets what a commit writes. Called under the commit lock, before the commit is visible.
    pub(crate) fn forget(&self, writes: &[SpaceWrites]) {
        let holds = {
            let state = self.state.read();
            let space = |part: &SpaceWrites| state.spaces.get(usize::from(part.space.id));
            writes.iter().any(|part| {
                space(part).is_some_and(|kept| {
                    !kept.is_empty() && part.rows.keys().any(|key| kept.contains_key(&key[..]))
                })
            })
        };
        if !holds {
            return;
        }
        let mut state = self.state.write();
        for part in writes {
            let Some(kept) = state.spaces.get_mut(usize::from(part.space.id)) else { continue };
            let gone = part.rows.keys().filter(|key| kept.remove(&key[..]).is_some()).count();
            state.len -= gone;
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::space::Spaces;

    fn found(rows: &SharedRows, key: &[u8], version: u64) -> Option<u32> {
        rows.get(0, key, version)?.downcast_ref::<u32>().copied()
    }

    #[test]
    fn rows_hold_from_their_commit_on_until_they_are_written() {
        let rows = SharedRows::default();
        rows.enter(0, b"a", 5, Arc::new(1_u32));
        rows.enter(0, b"b", 5, Arc::new(2_u32));
        assert_eq!((found(&rows, b"a", 4), found(&rows, b"a", 5)), (None, Some(1)));
        let space = Spaces::default().resolve("test");
        let written = [(Bytes::from_static(b"a"), None)].into_iter().collect();
        rows.forget(&[SpaceWrites { space, rows: written }]);
        assert_eq!((found(&rows, b"a", 9), found(&rows, b"b", 9)), (None, Some(2)));
        assert_eq!(rows.state.read().len, 1);
    }

    #[test]
    fn memory_is_bounded() {
        let rows = SharedRows::default();
        for number in 0..=MAX_ROWS {
            rows.enter(1, &number.to_be_bytes(), 1, Arc::new(()));
        }
        assert_eq!(rows.state.read().len, 1);
    }
}
