//! A generation: one whole state with its engine, versions and caches.
//!
//! A reset or a loaded snapshot builds a fresh generation and swaps it in. Transactions hold the one they
//! began with: they keep reading their old world, and their commits conflict.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use parking_lot::{Mutex, RwLock};

use crate::{
    blob::BlobArea,
    count::Counts,
    engine::{
        Engine, View,
        disk::{Disk, Opened},
        memory::Memory,
    },
    error::{CommitError, OpenError},
    head::Heads,
    leaps::Leaps,
    live::Live,
    options::{Durability, Settling},
    recent::{Recent, Stopped},
    settle::Settler,
    shared::SharedRows,
    space::Spaces,
    sync::{self, Syncer},
};

/// One whole state.
pub(crate) struct Generation {
    /// Counts up with every reset and load.
    pub(crate) number: u64,
    pub(crate) spaces: Spaces,
    pub(crate) live: Live,
    /// The commit lock and what stands under it.
    pub(crate) recent: Mutex<Recent>,
    pub(crate) counts: Counts,
    pub(crate) heads: Heads,
    pub(crate) leaps: Leaps,
    pub(crate) shared: SharedRows,
    /// Set at level disk only.
    pub(crate) syncer: Option<Arc<Syncer>>,
    pub(crate) settler: Arc<Settler>,
    pub(crate) engine: Engine,
    pub(crate) blobs: BlobArea,
    /// Acknowledged commits that the loss of power took, as far as is known.
    pub(crate) lost: u64,
    /// Last, so that a folder is removed after the engine has let go of it.
    pub(crate) folder: Folder,
}

/// The folder of a generation on disk.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) path: Option<PathBuf>,
    pub(crate) obsolete: AtomicBool,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(path) = self.path.as_ref().filter(|_| self.obsolete.load(Ordering::Relaxed))
            && let Err(error) = std::fs::remove_dir_all(path)
        {
            tracing::warn!(path = %path.display(), %error, "old state is removed at the next start");
        }
    }
}

impl Generation {
    /// A fresh state in memory.
    pub(crate) fn in_memory(number: u64) -> Arc<Self> {
        Arc::new(Self {
            number,
            spaces: Spaces::default(),
            live: Live::default(),
            recent: Mutex::new(Recent::new(0)),
            counts: Counts::default(),
            heads: Heads::default(),
            leaps: Leaps::default(),
            shared: SharedRows::default(),
            syncer: None,
            settler: Arc::default(),
            engine: Engine::Memory(Memory::default()),
            blobs: BlobArea::in_memory(),
            lost: 0,
            folder: Folder::default(),
        })
    }

    /// Opens or creates the state in `path`.
    pub(crate) fn on_disk(
        number: u64,
        path: PathBuf,
        level: Durability,
        settling: Settling,
        repair: bool,
    ) -> Result<Arc<Self>, OpenError> {
        let io = |doing, source| OpenError::Io { doing, path: path.clone(), source };
        std::fs::create_dir_all(&path).map_err(|source| io("create", source))?;
        let spaces = Spaces::default();
        let Opened { disk, version, lost } = Disk::open(&path, repair, &spaces)?;
        let syncer = (level == Durability::Disk).then(Arc::<Syncer>::default);
        let generation = Arc::new(Self {
            number,
            spaces,
            live: Live::new(version),
            recent: Mutex::new(Recent::new(version)),
            counts: Counts::default(),
            heads: Heads::default(),
            leaps: Leaps::default(),
            shared: SharedRows::default(),
            syncer: syncer.clone(),
            settler: Arc::new(Settler::new(settling)),
            engine: Engine::Disk(disk),
            blobs: BlobArea::on_disk(path.join("blobs"), level == Durability::Disk),
            lost,
            folder: Folder { path: Some(path.clone()), obsolete: AtomicBool::new(false) },
        });
        if let Some(syncer) = syncer {
            sync::start(syncer, Arc::downgrade(&generation))
                .map_err(|source| io("start the sync thread for", source))?;
        }
        Ok(generation)
    }

    /// Makes all commits so far survive the end of the process. When that fails, the engine takes no more. May be called
    /// under the commit lock: hooks delete blobs.
    pub(crate) fn write_out(&self) -> Result<(), fjall::Error> {
        match &self.engine {
            Engine::Memory(_) => Ok(()),
            Engine::Disk(disk) => disk.write_out(),
        }
    }

    /// Makes commits up to `version`, which are applied, survive the loss of power.
    pub(crate) fn sync_to(&self, version: u64) -> Result<(), fjall::Error> {
        match &self.engine {
            Engine::Memory(_) => Ok(()),
            Engine::Disk(disk) => disk.sync(version),
        }
    }

    /// Takes no more commits and syncs what is there.
    pub(crate) fn close(&self) -> Result<(), CommitError> {
        if !self.stop() {
            return Ok(());
        }
        self.settler.end();
        let recent = self.recent.lock();
        match &self.engine {
            Engine::Memory(_) => Ok(()),
            Engine::Disk(disk) => disk.close(recent.version),
        }
    }

    /// Takes no more commits; false when it took none already.
    fn stop(&self) -> bool {
        let mut recent = self.recent.lock();
        let was_open = recent.stopped.is_none();
        recent.stopped.get_or_insert(Stopped::Closed);
        was_open
    }

    /// Whether it takes commits.
    pub(crate) fn is_open(&self) -> bool {
        self.recent.lock().stopped.is_none()
    }

    /// Whether a newer generation has taken its place.
    pub(crate) fn is_replaced(&self) -> bool {
        matches!(self.recent.lock().stopped, Some(Stopped::Replaced))
    }
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation").field("number", &self.number).finish_non_exhaustive()
    }
}

impl Drop for Generation {
    fn drop(&mut self) {
        if let Some(syncer) = &self.syncer {
            syncer.end();
        }
        self.settler.end();
    }
}

/// A snapshot that is being read; what it sees is kept until it is dropped.
pub(crate) struct Reading {
    pub(crate) version: u64,
    pub(crate) view: View,
    generation: Arc<Generation>,
}

impl Reading {
    /// Starts reading. The view holds at least the commits up to `version`; one that was applied just now may be in it
    /// too, which only makes validation stricter.
    pub(crate) fn start(generation: &Arc<Generation>) -> Self {
        let version = generation.live.enter();
        let view = generation.engine.view(version).unwrap_or_else(|| {
            let _no_commit_meanwhile = generation.recent.lock();
            generation.engine.view_alone(version)
        });
        Self { version, view, generation: Arc::clone(generation) }
    }

    /// Starts reading exactly the commits up to `version`, under the commit lock.
    pub(crate) fn start_exact(generation: &Arc<Generation>, _lock: &Recent) -> Self {
        let version = generation.live.enter();
        let view = generation.engine.view_alone(version);
        Self { version, view, generation: Arc::clone(generation) }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.generation.live.leave(self.version);
    }
}

/// The generation that new transactions begin with, shared by all who need to follow it.
#[derive(Debug, Clone)]
pub(crate) struct Current(Arc<RwLock<Arc<Generation>>>);

impl Current {
    pub(crate) fn new(generation: Arc<Generation>) -> Self {
        Self(Arc::new(RwLock::new(generation)))
    }

    pub(crate) fn get(&self) -> Arc<Generation> {
        Arc::clone(&self.0.read())
    }

    pub(crate) fn replace(&self, generation: Arc<Generation>) {
        *self.0.write() = generation;
    }
}
