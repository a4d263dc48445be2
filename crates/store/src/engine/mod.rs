//! The engines behind one surface: an ordered map in memory, fjall on disk.

pub(crate) mod disk;
mod frame;
pub(crate) mod journal;
pub(crate) mod memory;
pub(crate) mod settled;
mod witness;

use std::ops::ControlFlow;

use bytes::Bytes;

use crate::{error::Error, range::KeyRange, space::SpaceState};

/// Called with every row of a scan, in order, until it breaks.
pub(crate) type Visit<'a> = dyn FnMut(Bytes, Bytes) -> ControlFlow<()> + 'a;

/// One of the engines.
pub(crate) enum Engine {
    Memory(memory::Memory),
    Disk(disk::Disk),
}

/// A consistent view of an engine.
pub(crate) enum View {
    Memory(u64),
    /// What the keyspaces held, and the commit that it holds at least.
    Disk(fjall::Snapshot, u64),
}

impl Engine {
    /// A view that holds at least the commits up to `version`, a version entered as being read; none while commits
    /// leave no room for one.
    pub(crate) fn view(&self, version: u64) -> Option<View> {
        match self {
            Self::Memory(_) => Some(View::Memory(version)),
            Self::Disk(disk) => disk.view().map(|view| View::Disk(view, version)),
        }
    }

    /// The same for who holds the commit lock.
    pub(crate) fn view_alone(&self, version: u64) -> View {
        match self {
            Self::Memory(_) => View::Memory(version),
            Self::Disk(disk) => View::Disk(disk.view_alone(), version),
        }
    }

    pub(crate) fn get(
        &self,
        view: &View,
        space: &SpaceState,
        key: &[u8],
    ) -> Result<Option<Bytes>, Error> {
        match (self, view) {
            (Self::Memory(memory), View::Memory(version)) => {
                Ok(memory.get(*version, space.id, key))
            }
            (Self::Disk(_), View::Disk(view, version)) => match space.layers.get() {
                Some(layered) if !key.is_empty() => layered.get(view, *version, key),
                _ => Ok(None),
            },
            _ => unreachable!("invariant: a view belongs to the engine that made it"),
        }
    }

    pub(crate) fn scan(
        &self,
        view: &View,
        space: &SpaceState,
        range: &KeyRange,
        visit: &mut Visit<'_>,
    ) -> Result<(), Error> {
        match (self, view) {
            (Self::Memory(memory), View::Memory(version)) => {
                memory.scan(*version, space.id, range, visit);
                Ok(())
            }
            (Self::Disk(_), View::Disk(view, version)) => match space.layers.get() {
                Some(layered) if !range.is_empty() => layered.scan(view, *version, range, visit),
                _ => Ok(()),
            },
            _ => unreachable!("invariant: a view belongs to the engine that made it"),
        }
    }

    /// Whether scanning over deleted rows costs time, so that remembering the head of a queue pays.
    pub(crate) fn has_tombstones(&self) -> bool {
        matches!(self, Self::Disk(_))
    }
}
