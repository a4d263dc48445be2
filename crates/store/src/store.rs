//! The store: opens the state, begins transactions, swaps whole states.

use std::sync::{Arc, atomic::Ordering};

use parking_lot::Mutex;

use crate::{
    blob::Blobs,
    dir::DataDir,
    engine::Engine,
    error::{CommitError, Error, OpenError, SnapshotError},
    generation::{Current, Generation},
    options::{Durability, Options, Settling},
    recent::Stopped,
    root_key::RootKey,
    settle,
    snapshot::{self, SnapshotInfo},
    tx::Tx,
};

/// A store. Clones share it.
#[derive(Debug, Clone)]
pub struct Store(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    // Before the lock on the directory, so that the state is let go of first.
    current: Current,
    blobs: Blobs,
    durability: Durability,
    settling: Settling,
    dir: Option<DataDir>,
    root_key: RootKey,
    /// Held while the whole state is saved or replaced.
    change: Mutex<()>,
}

/// Figures about a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stats {
    /// The number of the last commit.
    pub commits: u64,
    /// How many snapshots transactions are reading.
    pub readers: u64,
    /// Bytes of rows: on disk with the journal, in memory of keys and values.
    pub bytes: u64,
    /// Acknowledged commits that the loss of power took, found when the store was opened.
    pub lost: u64,
    /// Counts up with every reset and loaded snapshot.
    pub epoch: u64,
}

impl Store {
    /// Opens the state, creating it when it is missing.
    ///
    /// One process at a time holds a directory. Damage and the loss of acknowledged commits are refused.
    pub fn open(options: Options) -> Result<Self, OpenError> {
        let durability = options.effective();
        let dir = options.dir.as_deref().map(DataDir::open).transpose()?;
        let root_key = match &dir {
            Some(dir) => dir.root_key(options.repair)?,
            None => RootKey::random(),
        };
        let generation = match &dir {
            Some(dir) if durability != Durability::Memory => {
                let number = dir.current()?;
                dir.sweep(number)?;
                {
                    let (folder, settling) = (dir.generation(number), options.settling);
                    Generation::on_disk(number, folder, durability, settling, options.repair)?
                }
            }
            _ => Generation::in_memory(1),
        };
        let current = Current::new(generation);
        let blobs = Blobs::new(current.clone());
        Ok(Self(Arc::new(Shared {
            current,
            blobs,
            durability,
            settling: options.settling,
            dir,
            root_key,
            change: Mutex::new(()),
        })))
    }

    /// Begins a transaction. It costs nothing until it reads.
    pub fn begin(&self) -> Tx {
        Tx::new(self.0.current.get())
    }

    /// Writes out what [`Tx::commit_unwritten`] has left: from then on it survives what the level says, but at level
    /// disk. Costs nothing when nothing is left.
    pub fn write_out(&self) -> Result<(), Error> {
        self.0.current.get().write_out().map_err(|error| Error::Write(error.to_string()))
    }

    /// Merges the rows of spaces that settle into segments now, whatever there is of them: see [`crate::Table::settled`].
    /// Blocks; transactions go on meanwhile. By itself the store does so when enough was written.
    pub fn settle(&self) -> Result<(), Error> {
        settle::settle_all(&self.0.current.get()).map_err(|error| Error::Write(error.to_string()))
    }

    /// The blobs beside the rows.
    pub fn blobs(&self) -> &Blobs {
        &self.0.blobs
    }

    /// The root key of this installation: what is sealed at rest is sealed with keys derived from it.
    pub fn root_key(&self) -> &RootKey {
        &self.0.root_key
    }

    /// What an acknowledged commit survives.
    pub fn durability(&self) -> Durability {
        self.0.durability
    }

    /// Counts up with every [`Store::reset`] and [`Store::load_snapshot`]: whoever caches rows compares it.
    pub fn epoch(&self) -> u64 {
        self.0.current.get().number
    }

    /// Figures about the store. Walks all rows of the memory engine.
    pub fn stats(&self) -> Stats {
        let generation = self.0.current.get();
        Stats {
            commits: generation.live.version(),
            readers: generation.live.readers() as u64,
            bytes: match &generation.engine {
                Engine::Memory(memory) => memory.size().1,
                Engine::Disk(disk) => disk.disk_bytes(&generation.spaces),
            },
            lost: generation.lost,
            epoch: generation.number,
        }
    }

    /// Deletes all rows and blobs, not the snapshots. Blocks for milliseconds on disk.
    ///
    /// Running transactions keep reading what they saw; their commits conflict.
    pub fn reset(&self) -> Result<(), OpenError> {
        let _alone = self.0.change.lock();
        let next = self.fresh()?;
        self.swap(next)
    }

    /// Saves all rows and blobs as they are now under `name`, the rows encrypted: only this installation, or one with
    /// its root key, can load it. Blocks; commits go on meanwhile.
    pub fn save_snapshot(&self, name: &str) -> Result<SnapshotInfo, SnapshotError> {
        let _alone = self.0.change.lock();
        snapshot::save(&self.0.current.get(), &self.0.root_key, &self.snapshots()?, name)
    }

    /// Replaces all rows and blobs by those of snapshot `name`, at once: a crash leaves either the old
    /// state or the new one. The whole snapshot is verified first. Blocks.
    pub fn load_snapshot(&self, name: &str) -> Result<SnapshotInfo, SnapshotError> {
        let _alone = self.0.change.lock();
        let folder = self.snapshots()?;
        let info = snapshot::verify(&self.0.root_key, &folder, name)?;
        let next = self.fresh()?;
        let filled = snapshot::fill(&next, &self.0.root_key, &folder, name);
        if let Err(error) = filled {
            next.folder.obsolete.store(true, Ordering::Relaxed);
            return Err(error);
        }
        self.swap(next)?;
        Ok(info)
    }

    /// The snapshots there are, by name. Folders that are no snapshot are left out.
    pub fn list_snapshots(&self) -> Result<Vec<SnapshotInfo>, SnapshotError> {
        snapshot::list(&self.snapshots()?)
    }

    /// Deletes snapshot `name`.
    pub fn delete_snapshot(&self, name: &str) -> Result<(), SnapshotError> {
        let _alone = self.0.change.lock();
        snapshot::delete(&self.snapshots()?, name)
    }

    /// Takes no more commits, through this or any clone, and syncs what is there.
    pub fn close(self) -> Result<(), CommitError> {
        self.0.current.get().close()
    }

    fn snapshots(&self) -> Result<std::path::PathBuf, SnapshotError> {
        Ok(self.0.dir.as_ref().ok_or(SnapshotError::NoDirectory)?.snapshots())
    }

    /// An empty generation to follow the current one.
    fn fresh(&self) -> Result<Arc<Generation>, OpenError> {
        let number = self.epoch() + 1;
        match &self.0.dir {
            Some(dir) if self.0.durability != Durability::Memory => {
                let folder = dir.generation(number);
                // An attempt that failed before may have left something.
                dir.clear(number)?;
                Generation::on_disk(number, folder, self.0.durability, self.0.settling, false)
            }
            _ => Ok(Generation::in_memory(number)),
        }
    }

    /// Puts `next` in the place of the current generation.
    fn swap(&self, next: Arc<Generation>) -> Result<(), OpenError> {
        let old = self.0.current.get();
        let mut recent = old.recent.lock();
        if let Some(dir) = &self.0.dir
            && next.folder.path.is_some()
            && let Err(error) = dir.set_current(next.number)
        {
            next.folder.obsolete.store(true, Ordering::Relaxed);
            return Err(error);
        }
        // From here on the directory names the new state, so the old one must not acknowledge anything.
        recent.stopped = Some(Stopped::Replaced);
        old.folder.obsolete.store(true, Ordering::Relaxed);
        self.0.current.replace(next);
        drop(recent);
        Ok(())
    }
}
