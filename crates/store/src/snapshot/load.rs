//! Loading a snapshot into a fresh generation.

use std::{collections::BTreeMap, fs, path::Path, sync::Arc};

use bytes::Bytes;

use super::{
    BLOBS, ROWS, SnapshotInfo, damaged, existing,
    file::{self, Entry},
    io_error,
};
use crate::{
    commit,
    error::{CommitError, SnapshotError},
    generation::Generation,
    root_key::RootKey,
    space::Space,
    tx::{SpaceWrites, Tx},
};

/// How many bytes of rows one commit loads.
const COMMIT_BYTES: usize = 1 << 20;

/// Reads the whole snapshot and checks all of it.
pub(crate) fn verify(
    root: &RootKey,
    folder: &Path,
    name: &str,
) -> Result<SnapshotInfo, SnapshotError> {
    let path = existing(folder, name)?;
    let rows = path.join(ROWS);
    let mut named = false;
    let end = file::read(&rows, root, &mut |entry| {
        match entry {
            Entry::Space(name) if Space::is_name(&name) => named = true,
            Entry::Space(_) => return Err(damaged(&rows, "a space has an impossible name")),
            Entry::Row(..) if named => {}
            Entry::Row(..) => return Err(damaged(&rows, "a row comes before its space")),
        }
        Ok(())
    })?;
    let blobs = path.join(BLOBS);
    let found = fs::read_dir(&blobs).map_err(|source| io_error("list", &blobs, source))?.count();
    if found as u64 != end.blobs {
        return Err(damaged(&blobs, format!("{} blobs were saved, {found} are there", end.blobs)));
    }
    file::info(&path, name)
}

/// Puts the content of a verified snapshot into the empty `generation` and syncs it.
pub(crate) fn fill(
    generation: &Arc<Generation>,
    root: &RootKey,
    folder: &Path,
    name: &str,
) -> Result<(), SnapshotError> {
    let path = existing(folder, name)?;
    let mut part = Part { generation, space: String::new(), rows: BTreeMap::new(), bytes: 0 };
    file::read(&path.join(ROWS), root, &mut |entry| part.add(entry))?;
    part.commit()?;
    let blobs = path.join(BLOBS);
    for entry in fs::read_dir(&blobs).map_err(|source| io_error("list", &blobs, source))? {
        let entry = entry.map_err(|source| io_error("list", &blobs, source))?;
        if let Ok(id) = entry.file_name().into_string() {
            generation
                .blobs
                .import(&id, &entry.path())
                .map_err(|source| io_error("link", &entry.path(), source))?;
        }
    }
    generation.sync_to(generation.live.version()).map_err(CommitError::Engine)?;
    Ok(())
}

/// The rows of one commit.
struct Part<'a> {
    generation: &'a Arc<Generation>,
    space: String,
    rows: BTreeMap<Bytes, Option<Bytes>>,
    bytes: usize,
}

impl Part<'_> {
    fn add(&mut self, entry: Entry) -> Result<(), SnapshotError> {
        match entry {
            Entry::Space(name) => {
                self.commit()?;
                self.space = name;
            }
            Entry::Row(key, value) => {
                self.bytes += key.len() + value.len();
                self.rows.insert(key, Some(value));
                if self.bytes >= COMMIT_BYTES {
                    self.commit()?;
                }
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), SnapshotError> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut tx = Tx::new(Arc::clone(self.generation));
        let space = self.generation.spaces.resolve(&self.space);
        tx.writes.push(SpaceWrites { space, rows });
        let _ = commit::commit(tx)?;
        Ok(())
    }
}
