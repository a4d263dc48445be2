//! How a store is opened: where it lives and what an acknowledged commit survives.

use std::{fmt, path::PathBuf, str::FromStr};

use thiserror::Error;

/// What an acknowledged commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Durability {
    /// Nothing: state ends with the process.
    Memory,
    /// The end of the process in any way, `kill -9` included, but not the loss of power.
    #[default]
    Process,
    /// Also the loss of power, once [`crate::Committed::durable`] has resolved. Many commits share one sync.
    Disk,
}

impl fmt::Display for Durability {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory => "memory",
            Self::Process => "process",
            Self::Disk => "disk",
        })
    }
}

/// A durability level that does not exist.
#[derive(Debug, Error)]
#[error("{0:?} is no durability level; choose memory, process or disk")]
pub struct UnknownDurability(String);

impl FromStr for Durability {
    type Err = UnknownDurability;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "memory" => Ok(Self::Memory),
            "process" => Ok(Self::Process),
            "disk" => Ok(Self::Disk),
            other => Err(UnknownDurability(other.to_owned())),
        }
    }
}

/// How to open a store.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where state lives; it is created when missing. `None` selects the memory engine. At
    /// [`Durability::Memory`] a directory only keeps the snapshots.
    pub dir: Option<PathBuf>,
    /// What an acknowledged commit survives.
    pub durability: Durability,
    /// Open although acknowledged commits are lost or the journal is damaged, keeping what can be read.
    pub repair: bool,
    /// When rows of spaces that settle are merged.
    pub settling: Settling,
}

/// When rows are merged into segments: see [`crate::Table::settled`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settling {
    /// So many bytes are merged at the least: while nothing is written; under load, four times as many.
    pub least: u64,
    /// Merge every space, whether its tables ask for it or not. For tests.
    pub all: bool,
}

impl Default for Settling {
    fn default() -> Self {
        Self { least: 64 << 20, all: false }
    }
}

impl Options {
    /// State in memory only, without snapshots.
    pub fn memory() -> Self {
        Self { durability: Durability::Memory, ..Self::default() }
    }

    /// State in `dir` at the given level.
    pub fn at(dir: impl Into<PathBuf>, durability: Durability) -> Self {
        Self { dir: Some(dir.into()), durability, ..Self::default() }
    }

    /// The level that holds in effect: without a directory it is memory.
    pub(crate) fn effective(&self) -> Durability {
        if self.dir.is_none() { Durability::Memory } else { self.durability }
    }
}

#[cfg(test)]
mod tests {
    use super::Durability;

    #[test]
    fn levels_round_trip_as_text() {
        for level in [Durability::Memory, Durability::Process, Durability::Disk] {
            assert_eq!(level.to_string().parse::<Durability>().unwrap(), level);
        }
        assert!("Disk".parse::<Durability>().is_err());
    }
}
