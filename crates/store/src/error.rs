//! What can go wrong, by the door it happens at: opening, reading, committing, blobs, snapshots, rows.

use std::{io, path::PathBuf};

use thiserror::Error;

/// Why a store could not be opened. Nothing was changed on disk unless the text says so.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process holds the data directory.
    #[error(
        "{} is in use by process {holder}; stop that process or choose another data directory",
        dir.display()
    )]
    Locked {
        /// The data directory.
        dir: PathBuf,
        /// The process id written in the lock file, or `unknown`.
        holder: String,
    },
    /// The directory was written by a newer version.
    #[error(
        "{} has data format {found}, this version reads up to {supported}; \
         start the newer version that wrote it, or choose another data directory",
        dir.display()
    )]
    NewerFormat {
        /// The data directory.
        dir: PathBuf,
        /// The number in the FORMAT file.
        found: u32,
        /// The newest number that this version knows.
        supported: u32,
    },
    /// A control file of the directory does not hold what it should.
    #[error("{} is damaged: {what}; restore it, or load a snapshot into a new data directory", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was expected and found.
        what: String,
    },
    /// The journal is broken in its middle: later commits that were acknowledged follow the broken place.
    #[error(
        "the journal {} is damaged at byte {offset} ({what}) and {following} more bytes follow; opening \
         would drop every commit after that place. The file was left untouched: copy the data directory, \
         then open with `repair` to keep what comes before, or load a snapshot",
        path.display()
    )]
    Journal {
        /// The journal file.
        path: PathBuf,
        /// Where the first unreadable entry starts.
        offset: u64,
        /// What is wrong there.
        what: String,
        /// How many bytes follow.
        following: u64,
    },
    /// Fewer commits were recovered than had been acknowledged.
    #[error(
        "{} lost acknowledged commits: {acknowledged} were written, {recovered} could be recovered. \
         Load a snapshot, or open with `repair` to continue from commit {recovered}",
        dir.display()
    )]
    LostCommits {
        /// The data directory.
        dir: PathBuf,
        /// The number of the last acknowledged commit.
        acknowledged: u64,
        /// The number of the last commit found.
        recovered: u64,
    },
    /// An interrupted change of the directory could not be finished.
    #[error(transparent)]
    Snapshot(#[from] Box<SnapshotError>),
    /// The engine refused.
    #[error("cannot open the data in {}: {source}; if the files are damaged, load a snapshot into a new data directory", dir.display())]
    Engine {
        /// The data directory.
        dir: PathBuf,
        /// What the engine said.
        source: fjall::Error,
    },
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a read failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes of a row are not those that were written.
    #[error(
        "row {key} of space {space} is damaged: {what}; stop, check the disk and load a snapshot"
    )]
    Corruption {
        /// The space.
        space: String,
        /// The key, escaped as ASCII.
        key: String,
        /// What was expected and found.
        what: &'static str,
    },
    /// The bytes of a row are intact, but do not decode as the table's row.
    #[error("row {key} of table {table} does not decode: {source}")]
    Row {
        /// The table.
        table: &'static str,
        /// The key, escaped as ASCII.
        key: String,
        /// Why.
        source: RowError,
    },
    /// The engine failed while reading.
    #[error("cannot read from space {space}: {source}; see the log and check the disk")]
    Engine {
        /// The space.
        space: String,
        /// What the engine said.
        source: fjall::Error,
    },
    /// Writing commits out failed. What they changed is lost with the process.
    #[error(
        "cannot write the journal: {0}; no later commit is taken: check the disk, then restart"
    )]
    Write(String),
    /// Making a commit durable failed. What it wrote may be lost with the power.
    #[error(
        "cannot sync the journal to disk: {0}; no later commit becomes durable either: check the disk, then restart"
    )]
    Sync(String),
}

/// Why a commit was not applied. Nothing of the transaction is visible, except as [`CommitError::Engine`] says.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CommitError {
    /// Another commit changed what this transaction had read: run it again from its start.
    #[error("another transaction changed what this one had read; run it again")]
    Conflict,
    /// The store was closed.
    #[error("the store is closed")]
    Closed,
    /// A key is empty or too long.
    #[error("a key of space {space} has {len} bytes; 1 to {} are allowed", crate::MAX_KEY_LEN)]
    KeyLength {
        /// The space.
        space: String,
        /// The length given.
        len: usize,
    },
    /// A value is too long.
    #[error(
        "a value of space {space} has {len} bytes; at most {} are allowed, larger content belongs into a blob",
        crate::MAX_VALUE_LEN
    )]
    ValueLength {
        /// The space.
        space: String,
        /// The length given.
        len: usize,
    },
    /// A row could not be encoded.
    #[error("a row of table {table} does not encode: {source}")]
    Row {
        /// The table.
        table: &'static str,
        /// Why.
        source: RowError,
    },
    /// The engine failed. Whether the commit is there is known only after a restart; further commits are refused.
    #[error("cannot write the commit: {0}; free disk space or repair the disk, then restart")]
    Engine(fjall::Error),
    /// The commit was written but could not be recorded; further commits are refused.
    #[error("cannot record the commit: {0}; free disk space or repair the disk, then restart")]
    Io(#[from] io::Error),
    /// An earlier commit failed half-way, so the state on disk is uncertain.
    #[error("an earlier commit failed ({0}); restart to recover")]
    Poisoned(String),
}

impl CommitError {
    /// Whether running the transaction again may help.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict)
    }
}

/// Why a row does not encode or decode.
#[derive(Debug, Error, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowError {
    /// The row has no version byte.
    #[error("the row is empty")]
    Empty,
    /// A newer version of the program wrote the row.
    #[error(
        "it has version {found}, this program reads up to {supported}; start the newer version"
    )]
    Newer {
        /// The version found.
        found: u8,
        /// The table's version.
        supported: u8,
    },
    /// The row is older than the oldest migration.
    #[error("it has version {found}, and no migration starts there")]
    NoMigration {
        /// The version found.
        found: u8,
    },
    /// The key ended early, has a wrong tag or is not UTF-8.
    #[error("its key is malformed: {0}")]
    Key(&'static str),
    /// The body does not fit the row type.
    #[error("its body is malformed: {0}")]
    Body(String),
}

/// Why a blob operation failed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BlobError {
    /// There is no such blob.
    #[error("there is no blob {id}")]
    NotFound {
        /// The id asked for.
        id: String,
    },
    /// The id cannot be a file name.
    #[error(
        "{id:?} is no blob id: 1 to 128 of the characters A-Z a-z 0-9 . _ - are allowed, not starting with a dot"
    )]
    BadId {
        /// The id given.
        id: String,
    },
    /// The store was reset or loaded from a snapshot while the blob was written.
    #[error("the store was reset while the blob was written; write it again")]
    Retired,
    /// The commit that unnames the blob could not be written, so the blob stays.
    #[error(
        "the blob stays, since the journal cannot be written: {0}; check the disk, then restart"
    )]
    Unwritten(#[source] fjall::Error),
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// Why a snapshot could not be saved, loaded or deleted.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// The store has no directory to keep snapshots in.
    #[error("snapshots need a data directory; start with one to save or load them")]
    NoDirectory,
    /// The name cannot be a folder name.
    #[error(
        "{0:?} is no snapshot name: 1 to 64 of the characters A-Z a-z 0-9 . _ - are allowed, not starting with a dot"
    )]
    BadName(String),
    /// There is no such snapshot.
    #[error("there is no snapshot {0:?}")]
    NotFound(String),
    /// The name is taken.
    #[error("snapshot {0:?} exists; delete it first, or choose another name")]
    Exists(String),
    /// The snapshot's file is not as it was written.
    #[error("{} is damaged: {what}; this snapshot cannot be loaded, the current state was left as it is", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was expected and found.
        what: String,
    },
    /// Reading the current state failed.
    #[error(transparent)]
    Read(#[from] Error),
    /// Writing the loaded state failed.
    #[error(transparent)]
    Write(#[from] CommitError),
    /// Opening the fresh state failed.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// What was attempted.
        doing: &'static str,
        /// On which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// A key as people can read it in a message: printable ASCII as it is, the rest escaped, cut at 200 bytes.
pub(crate) fn printable(key: &[u8]) -> String {
    key[..key.len().min(200)].escape_ascii().to_string()
}
