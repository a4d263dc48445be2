//! The disk engine: fjall, a log-structured merge tree with a journal.
//!
//! Commits are plain fjall batches. fjall keeps them in its own buffer, where `kill -9` loses them, until
//! [`Disk::write_out`] has it hand them to the operating system: before they are acknowledged, and one write serves
//! all that came together. Before fjall writes rows to a table it syncs the journal that holds them.
//! Rows carry a checksum ([`super::frame`]) and every commit its number ([`super::witness`]).

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering},
};

use bytes::Bytes;
use fjall::compaction::Leveled;
use fjall::config::{PartitioningPolicy, PinningPolicy};
use fjall::{AbstractTree as _, Database, KeyspaceCreateOptions, PersistMode};
use parking_lot::Mutex;

use super::{
    frame, journal,
    settled::{self, GONE, Layered, Layers, LayersError},
    witness::Witness,
};
use crate::{
    error::{CommitError, OpenError},
    space::{SpaceState, Spaces},
    tx::SpaceWrites,
};

/// The keyspace of the engine's own rows. No [`crate::Space`] can have this name.
const OWN_SPACE: &str = "STORE";
const COMMIT_KEY: &[u8] = b"commit";

/// Blocks of tables that stay in memory once they were read; an idle server has none. It holds the indexes of some
/// ten million rows of 1 KiB along with data.
const CACHE_BYTES: u64 = 128 << 20;
// Small on purpose: an idle server stays within a few MiB, a flush of this size takes milliseconds, and memory that is
// used again costs less than memory that the system has to clear first, which was a twentieth of a young server's time.
const MEMTABLE_BYTES: u64 = 8 << 20;
/// The same for the engine's own space, whose one row every commit writes anew.
const OWN_MEMTABLE_BYTES: u64 = 2 << 20;
/// How large the files of a tree get. In proportion to the write buffers, so that what these hold is merged into as
/// many times their own size as before they were made smaller.
const TABLE_BYTES: u64 = 32 << 20;
/// So much is written between two looks at the write buffers.
const UNCHECKED_BYTES: u64 = 1 << 20;
const JOURNAL_BYTES: u64 = 128 << 20;
/// One. With more, fjall 3.1 keeps its first worker for flushes and has it put every compaction back into the
/// line it takes it from: while another worker compacts, the first spins. That was an eighth of a server's time.
///
/// The worker also takes its work from that line and waits for room in it when it adds some. Full buffers add a
/// request with every commit, so a thousand commits during one compaction would have it wait for itself, for
/// ever, while memory and journal grow. So fjall is told of no limit, and [`Disk::make_room`] keeps it.
const WORKERS: usize = 1;

/// So often a snapshot is tried while commits are applied, which takes some microseconds.
const VIEW_TRIES: u32 = 64;

/// State on disk.
pub(crate) struct Disk {
    own: fjall::Keyspace,
    pub(super) db: Database,
    witness: Witness,
    synced: AtomicU64,
    /// The last commit that was applied.
    applied: AtomicU64,
    /// Commits up to this one were handed to the operating system.
    written: AtomicU64,
    /// Held by who writes them out.
    writing: Mutex<()>,
    folder: PathBuf,
    /// Where segments lie.
    settled: PathBuf,
    /// Counts up when a commit begins to be applied, and when it is.
    applying: AtomicU64,
    /// Counts up when a space gets another keyspace to write to.
    layers: AtomicU64,
    /// Bytes written since the write buffers were looked at.
    unchecked: AtomicU64,
    /// Held by who looks at them.
    checking: Mutex<()>,
    /// The journal that was synced last. Kept open, since the system reports a failed write only to files
    /// that were open when it failed.
    journal: Mutex<Option<(PathBuf, fs::File)>>,
}

/// A batch that is ready but for its number.
pub(crate) struct Batch {
    rows: fjall::OwnedWriteBatch,
    /// The layers of spaces that it was prepared for, by [`Disk::layers`].
    layers: u64,
}

/// What opening found.
pub(crate) struct Opened {
    pub(crate) disk: Disk,
    /// The number of the last commit.
    pub(crate) version: u64,
    /// Commits that were acknowledged below level disk and are gone since the machine went down.
    pub(crate) lost: u64,
}

impl Disk {
    /// Opens or creates the engine in `dir`. With `repair`, damage and loss are accepted.
    pub(crate) fn open(dir: &Path, repair: bool, spaces: &Spaces) -> Result<Opened, OpenError> {
        let kv = dir.join("kv");
        if !repair {
            journal::verify(&kv)?;
        }
        let refused = |source| match source {
            fjall::Error::Locked => OpenError::Locked {
                dir: dir.to_owned(),
                holder: format!(
                    "{} (a transaction of a store that was closed)",
                    std::process::id()
                ),
            },
            source => OpenError::Engine { dir: dir.to_owned(), source },
        };
        let db = Database::builder(&kv)
            .cache_size(CACHE_BYTES)
            .max_journaling_size(JOURNAL_BYTES)
            .worker_threads(WORKERS)
            .open()
            .map_err(refused)?;
        let own = db.keyspace(OWN_SPACE, keyspace_options).map_err(refused)?;
        let settled = dir.join("settled");
        let layered = settled::open(&db, &own, &settled);
        for (space, layered) in layered.map_err(|error| unopened_layers(error, refused))? {
            let _ = spaces.resolve(&space).layers.set(layered);
        }
        let version = recovered_version(&own).map_err(|error| match error {
            Recovered::Engine(source) => refused(source),
            Recovered::Damaged(what) => {
                OpenError::Damaged { path: kv.clone(), what: what.to_owned() }
            }
        })?;
        let path = dir.join("WITNESS");
        let io_error = |doing, source| OpenError::Io { doing, path: path.clone(), source };
        let (witness, record) = Witness::open(&path).map_err(|e| io_error("open", e))?;
        let mut lost = 0;
        if let Some(record) = record.filter(|record| record.commit > version) {
            let excused = witness.rebooted_since(&record) && version >= record.synced;
            if !excused && !repair {
                let (acknowledged, dir) = (record.commit, dir.to_owned());
                return Err(OpenError::LostCommits { dir, acknowledged, recovered: version });
            }
            lost = record.commit - version;
            tracing::warn!(lost, recovered = version, "acknowledged commits are gone");
        }
        // fjall syncs what it recovers, so everything found is on disk from here on.
        witness.reset(version, version);
        let disk = Self {
            own,
            db,
            witness,
            synced: AtomicU64::new(version),
            applied: AtomicU64::new(version),
            written: AtomicU64::new(version),
            writing: Mutex::default(),
            folder: kv,
            settled,
            applying: AtomicU64::new(0),
            layers: AtomicU64::new(0),
            // What was recovered may fill them already.
            unchecked: AtomicU64::new(UNCHECKED_BYTES),
            checking: Mutex::default(),
            journal: Mutex::default(),
        };
        Ok(Opened { disk, version, lost })
    }

    /// A snapshot that holds each commit whole or not at all; none when commits come so close that none was had.
    ///
    /// fjall ends each flush and each merge by showing all that was numbered so far, which may be half of a batch that is
    /// just being applied. So a snapshot counts only if nothing was applied while it was taken.
    pub(super) fn view(&self) -> Option<fjall::Snapshot> {
        for _ in 0..VIEW_TRIES {
            let before = self.applying.load(Ordering::Acquire);
            if before.is_multiple_of(2) {
                let view = self.db.snapshot();
                if self.applying.load(Ordering::Acquire) == before {
                    return Some(view);
                }
            }
            std::hint::spin_loop();
        }
        None
    }

    /// The same for who holds the commit lock.
    pub(super) fn view_alone(&self) -> fjall::Snapshot {
        self.db.snapshot()
    }

    /// Frames the writes and creates keyspaces that do not exist yet: all that needs no lock.
    pub(crate) fn prepare(&self, writes: &[SpaceWrites]) -> Result<Batch, CommitError> {
        // Before any of them is looked at.
        let layers = self.layers.load(Ordering::Acquire);
        let rows = writes.iter().map(|part| part.rows.len()).sum::<usize>();
        let mut batch = fjall::OwnedWriteBatch::with_capacity(self.db.clone(), rows + 1);
        let mut bytes = pack(writes);
        self.unchecked.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        for part in writes {
            if part.rows.is_empty() {
                continue;
            }
            let space = self.layered(&part.space)?.newest();
            let Layers { active: keyspace, .. } = &*space;
            for (key, value) in &part.rows {
                let key = bytes.split_to(key.len());
                match value {
                    Some(value) => {
                        let framed = bytes.split_to(frame::len(value));
                        batch.insert(keyspace, key, framed);
                    }
                    None if space.has_below() => batch.insert(keyspace, key, GONE),
                    None => batch.remove(keyspace, key),
                }
            }
        }
        Ok(Batch { rows: batch, layers })
    }

    fn layered<'a>(&self, space: &'a SpaceState) -> Result<&'a Layered, CommitError> {
        if space.layers.get().is_none() {
            let made =
                self.db.keyspace(&space.name, keyspace_options).map_err(CommitError::Engine)?;
            // Two may race to create it; fjall hands both the same one.
            let _ = space.layers.set(settled::flat(&space.name, made));
        }
        Ok(space.layers.get().expect("invariant: set just above"))
    }

    /// Applies the batch that was prepared from `writes` as commit `version`, which does not survive the process yet.
    /// Called under the commit lock.
    pub(crate) fn apply(
        &self,
        batch: Batch,
        writes: &[SpaceWrites],
        version: u64,
    ) -> Result<(), CommitError> {
        // What was frozen meanwhile takes no more writes.
        let is_current = batch.layers == self.layers.load(Ordering::Acquire);
        let batch = if is_current { batch } else { self.prepare(writes)? };
        let mut batch = batch.rows;
        batch.insert(
            &self.own,
            Bytes::from_static(COMMIT_KEY),
            frame::seal(COMMIT_KEY, &version.to_le_bytes()),
        );
        self.applying.fetch_add(1, Ordering::AcqRel);
        let applied = batch.commit();
        self.applying.fetch_add(1, Ordering::AcqRel);
        applied.map_err(CommitError::Engine)?;
        self.applied.store(version, Ordering::Release);
        Ok(())
    }

    /// Hands what was applied so far to the operating system: then it survives the end of the process.
    pub(crate) fn write_out(&self) -> Result<(), fjall::Error> {
        if self.is_written_out() {
            return Ok(());
        }
        let _alone = self.writing.lock();
        // Before the write: what is applied meanwhile may miss it.
        let version = self.applied.load(Ordering::Acquire);
        if self.written.load(Ordering::Relaxed) < version {
            self.db.persist(PersistMode::Buffer)?;
            self.witness.write(version, self.synced.load(Ordering::Relaxed));
            self.written.store(version, Ordering::Release);
        }
        Ok(())
    }

    fn is_written_out(&self) -> bool {
        self.written.load(Ordering::Acquire) >= self.applied.load(Ordering::Acquire)
    }

    /// Has full write buffers written out, now and then. Called without the commit lock, since it also drops
    /// buffers that were written out before.
    ///
    /// Answers whether it has looked.
    pub(crate) fn make_room(&self, spaces: &Spaces) -> bool {
        if self.unchecked.load(Ordering::Relaxed) < UNCHECKED_BYTES {
            return false;
        }
        let Some(_alone) = self.checking.try_lock() else { return false };
        self.unchecked.store(0, Ordering::Relaxed);
        let spaces = spaces.all();
        let all = spaces.iter().filter_map(|space| space.layers.get());
        let all = all.map(|layered| (layered.newest().active.clone(), MEMTABLE_BYTES));
        for (keyspace, most) in all.chain([(self.own.clone(), OWN_MEMTABLE_BYTES)]) {
            if keyspace.tree.active_memtable().size() < most {
                continue;
            }
            if let Err(error) = keyspace.rotate_memtable() {
                tracing::error!(%error, "a write buffer cannot be written out and stays in memory");
            }
        }
        true
    }

    /// Where segments lie.
    pub(super) fn settled_folder(&self) -> &Path {
        &self.settled
    }

    /// Says that a space writes to another keyspace from here on. Called under the commit lock.
    pub(super) fn layers_changed(&self) {
        self.layers.fetch_add(1, Ordering::Release);
    }

    /// Has the system put every commit so far on disk.
    pub(super) fn sync_applied(&self) -> Result<(), fjall::Error> {
        self.sync(self.applied.load(Ordering::Acquire))
    }

    /// Syncs the journal, so that every commit up to `version`, which is applied, survives the loss of power.
    ///
    /// Through a file of its own: fjall's `persist` would hold its journal lock during the sync, so that no
    /// commit could be written meanwhile. Every applied commit is handed to the operating system first, and fjall
    /// syncs a journal before it starts the next one, so the newest file is all that is left to sync.
    /// Called by one thread at a time.
    pub(crate) fn sync(&self, version: u64) -> Result<(), fjall::Error> {
        self.write_out()?;
        let mut open = self.journal.lock();
        while let Some(path) = journal::newest(&self.folder)? {
            if open.as_ref().is_none_or(|(known, _)| *known != path) {
                match fs::File::open(&path) {
                    Ok(file) => *open = Some((path, file)),
                    // Replaced and emptied between the two looks.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => return Err(error.into()),
                }
            }
            if let Some((_, file)) = &*open {
                file.sync_data()?;
            }
            break;
        }
        self.synced.fetch_max(version, Ordering::Relaxed);
        Ok(())
    }

    /// Syncs everything, the witness included. Called under the commit lock.
    pub(crate) fn close(&self, version: u64) -> Result<(), CommitError> {
        self.db.persist(PersistMode::SyncAll).map_err(CommitError::Engine)?;
        self.witness.write(version, version);
        Ok(self.witness.sync()?)
    }

    /// Bytes on disk of the given spaces and the journals.
    pub(crate) fn disk_bytes(&self, spaces: &Spaces) -> u64 {
        let spaces = spaces.all();
        let tables = spaces.iter().filter_map(|space| space.layers.get());
        let tables: u64 = tables.map(|layered| layered.newest().disk_bytes()).sum();
        tables + journal::disk_bytes(&self.folder).unwrap_or(0)
    }
}

/// All keys and framed values in a row. The engine keeps them until it flushes: one allocation for each commit
/// lies closer together, and touches less new memory, than two or three for each row.
fn pack(writes: &[SpaceWrites]) -> Bytes {
    let rows = || writes.iter().flat_map(|part| &part.rows);
    let size = rows().map(|(key, value)| key.len() + value.as_ref().map_or(0, |v| frame::len(v)));
    let mut packed = Vec::with_capacity(size.sum());
    for (key, value) in rows() {
        packed.extend_from_slice(key);
        if let Some(value) = value {
            frame::append(&mut packed, key, value);
        }
    }
    packed.into()
}

/// Indexes come in parts, of which a read needs one; filters lie in memory, some 10 bits a row.
///
/// By default fjall does neither for the upper levels of a tree, whose tables then have one index block of a MiB: from
/// some gigabyte on these push each other out of the cache, and a read of one row loads a whole one, which took
/// forty times as long. What is set here counts for spaces that are new; those that are there keep what they have.
pub(super) fn keyspace_options() -> KeyspaceCreateOptions {
    KeyspaceCreateOptions::default()
        .max_memtable_size(u64::MAX)
        .compaction_strategy(Arc::new(Leveled::default().with_table_target_size(TABLE_BYTES)))
        .index_block_partitioning_policy(PartitioningPolicy::all(true))
        .index_block_pinning_policy(PinningPolicy::all(true))
        .filter_block_partitioning_policy(PartitioningPolicy::all(false))
        .filter_block_pinning_policy(PinningPolicy::all(true))
}

fn unopened_layers(
    error: LayersError,
    refused: impl FnOnce(fjall::Error) -> OpenError,
) -> OpenError {
    match error {
        LayersError::Engine(source) => refused(source),
        LayersError::Io(path, source) => OpenError::Io { doing: "open", path, source },
        LayersError::Damaged(path, what) => OpenError::Damaged { path, what: what.to_owned() },
    }
}

enum Recovered {
    Engine(fjall::Error),
    Damaged(&'static str),
}

fn recovered_version(own: &fjall::Keyspace) -> Result<u64, Recovered> {
    let Some(framed) = own.get(COMMIT_KEY).map_err(Recovered::Engine)? else { return Ok(0) };
    let value = frame::open(COMMIT_KEY, framed.into()).map_err(Recovered::Damaged)?;
    let number = value.first_chunk().ok_or(Recovered::Damaged("the commit number is short"))?;
    Ok(u64::from_le_bytes(*number))
}

/// Makes the entries of a directory survive the loss of power.
pub(crate) fn sync_dir(dir: &Path) -> io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_write_buffers_are_written_out() {
        let dir = tempfile::tempdir().unwrap();
        let spaces = Spaces::default();
        let disk = Disk::open(dir.path(), false, &spaces).unwrap().disk;
        let space = spaces.resolve("test");
        let value = Bytes::from(vec![7; 64 << 10]);
        let (mut written, mut highest) = (0, 0);
        for number in 1..=2 * MEMTABLE_BYTES / value.len() as u64 {
            let row = (Bytes::copy_from_slice(&number.to_be_bytes()), Some(value.clone()));
            let rows = [row].into_iter().collect();
            let writes = [SpaceWrites { space: space.clone(), rows }];
            let batch = disk.prepare(&writes).unwrap();
            disk.apply(batch, &writes, number).unwrap();
            disk.write_out().unwrap();
            disk.make_room(&spaces);
            written += value.len() as u64;
            highest = highest
                .max(disk.layered(&space).unwrap().newest().active.tree.active_memtable().size());
        }
        assert!(written >= 2 * MEMTABLE_BYTES);
        assert!(highest < MEMTABLE_BYTES + 2 * UNCHECKED_BYTES, "{highest}");
        let key = MEMTABLE_BYTES / value.len() as u64 / 2;
        let layered = disk.layered(&space).unwrap();
        let found = layered.get(&disk.view_alone(), 0, &key.to_be_bytes()).unwrap();
        assert_eq!(found, Some(value));
    }

    #[test]
    fn the_commit_numbers_of_many_small_commits_do_not_pile_up() {
        let dir = tempfile::tempdir().unwrap();
        let spaces = Spaces::default();
        let disk = Disk::open(dir.path(), false, &spaces).unwrap().disk;
        let space = spaces.resolve("test");
        let (mut highest, commits) = (0, 60_000_u64);
        for number in 1..=commits {
            let key = Bytes::copy_from_slice(&number.to_be_bytes());
            let rows = [(key, Some(Bytes::from_static(&[7; 64])))].into_iter().collect();
            let writes = [SpaceWrites { space: space.clone(), rows }];
            let batch = disk.prepare(&writes).unwrap();
            disk.apply(batch, &writes, number).unwrap();
            disk.make_room(&spaces);
            highest = highest.max(disk.own.tree.active_memtable().size());
        }
        let by_itself = disk.own.tree.active_memtable().size();
        assert!(by_itself < highest, "it was never written out: {by_itself}");
        assert!(highest < 2 * OWN_MEMTABLE_BYTES, "{highest}");
        assert_eq!(recovered_version(&disk.own).unwrap_or(0), commits);
    }
}
