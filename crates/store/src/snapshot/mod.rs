//! Snapshots: all rows and blobs as they were at one moment, in a folder that any engine can load.
//!
//! ```text
//! snapshots/NAME/rows      rows in order of keys, in encrypted chunks (see the `file` module)
//! snapshots/NAME/blobs/ID  hard links, or copies where links are not possible
//! ```
//!
//! A snapshot is built under a name that starts with a dot and renamed when it is whole and synced.

mod file;
mod load;
mod save;
mod seal;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

pub(crate) use load::{fill, verify};
pub(crate) use save::save;

use crate::{engine::disk::sync_dir, error::SnapshotError};

const ROWS: &str = "rows";
const BLOBS: &str = "blobs";

/// What is known of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotInfo {
    /// Its name.
    pub name: String,
    /// How many rows it holds.
    pub rows: u64,
    /// How many blobs it holds.
    pub blobs: u64,
    /// Bytes of the file with the rows.
    pub bytes: u64,
}

/// The snapshots in `folder`, by name.
pub(crate) fn list(folder: &Path) -> Result<Vec<SnapshotInfo>, SnapshotError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|source| io_error("list", folder, source))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|source| io_error("list", folder, source))?;
        let name = entry.file_name().into_string().unwrap_or_default();
        if check_name(&name).is_ok() && entry.path().join(ROWS).is_file() {
            found.push(file::info(&entry.path(), &name)?);
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Deletes snapshot `name`.
pub(crate) fn delete(folder: &Path, name: &str) -> Result<(), SnapshotError> {
    let path = existing(folder, name)?;
    // Renamed first, so that a crash leaves no half of it under its name.
    let doomed = folder.join(format!(".deleted-{name}"));
    remove(&doomed)?;
    fs::rename(&path, &doomed).map_err(|source| io_error("delete", &path, source))?;
    sync_dir(folder).map_err(|source| io_error("sync", folder, source))?;
    remove(&doomed)
}

fn existing(folder: &Path, name: &str) -> Result<PathBuf, SnapshotError> {
    check_name(name)?;
    let path = folder.join(name);
    if path.join(ROWS).is_file() { Ok(path) } else { Err(SnapshotError::NotFound(name.to_owned())) }
}

fn remove(path: &Path) -> Result<(), SnapshotError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(io_error("remove", path, error))
        }
        _ => Ok(()),
    }
}

fn check_name(name: &str) -> Result<(), SnapshotError> {
    let fits = (1..=64).contains(&name.len())
        && !name.starts_with('.')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(SnapshotError::BadName(name.to_owned())) }
}

fn io_error(doing: &'static str, path: &Path, source: io::Error) -> SnapshotError {
    SnapshotError::Io { doing, path: path.to_owned(), source }
}

fn damaged(path: &Path, what: impl Into<String>) -> SnapshotError {
    SnapshotError::Damaged { path: path.to_owned(), what: what.into() }
}
