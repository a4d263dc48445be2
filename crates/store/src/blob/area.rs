//! Where the blobs of one generation lie: files in two levels of folders, or a map in memory.

use std::{
    collections::{HashMap, HashSet},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use bytes::Bytes;
use parking_lot::{Mutex, RwLock};

use super::{BlobReader, pieces::Pieces, reader::Warm};
use crate::{engine::disk::sync_dir, error::BlobError};

/// The blobs of one generation.
#[derive(Debug)]
pub(crate) struct BlobArea {
    place: Place,
    /// While a snapshot is being saved, deletions wait: what it names must stay until it is linked.
    pinned: Mutex<Pinned>,
    pieces: Arc<Pieces>,
}

#[derive(Debug, Default)]
struct Pinned {
    holders: usize,
    deleted: HashSet<String>,
    /// Blobs that readers will open later, and by how many.
    held: HashMap<String, usize>,
    /// Those of them that were deleted meanwhile.
    doomed: HashSet<String>,
}

#[derive(Debug)]
enum Place {
    Memory(RwLock<HashMap<String, Bytes>>),
    Disk { dir: PathBuf, sync: bool, temporary: Mutex<u64> },
}

impl BlobArea {
    pub(crate) fn in_memory() -> Self {
        Self {
            place: Place::Memory(RwLock::default()),
            pinned: Mutex::default(),
            pieces: Arc::default(),
        }
    }

    /// Blobs in `dir`, which comes into being with the first one. `sync` makes each survive the loss of power.
    pub(crate) fn on_disk(dir: PathBuf, sync: bool) -> Self {
        // Files that an earlier process did not finish; when they cannot be removed they only waste space.
        if let Err(error) = fs::remove_dir_all(dir.join("tmp"))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(dir = %dir.display(), %error, "cannot remove unfinished blobs");
        }
        let place = Place::Disk { dir, sync, temporary: Mutex::new(0) };
        Self { place, pinned: Mutex::default(), pieces: Arc::default() }
    }

    /// A path for a file to be written; `None` in memory.
    pub(super) fn temporary(&self) -> Result<Option<PathBuf>, BlobError> {
        let Place::Disk { dir, temporary, .. } = &self.place else { return Ok(None) };
        let folder = dir.join("tmp");
        let mut number = temporary.lock();
        if *number == 0 {
            fs::create_dir_all(&folder).map_err(|source| io_error("create", &folder, source))?;
        }
        *number += 1;
        Ok(Some(folder.join(number.to_string())))
    }

    /// Whether a finished blob has to survive the loss of power.
    pub(super) fn syncs(&self) -> bool {
        matches!(self.place, Place::Disk { sync: true, .. })
    }

    /// Gives the file at `from` the name of blob `id`.
    pub(super) fn adopt_file(&self, id: &str, from: &Path) -> Result<(), BlobError> {
        let path = self.path(id).expect("invariant: files are written on disk only");
        let refused = |source| io_error("name", &path, source);
        if let Err(error) = fs::rename(from, &path) {
            if error.kind() != io::ErrorKind::NotFound {
                return Err(refused(error));
            }
            self.make_folder(&path)?;
            fs::rename(from, &path).map_err(refused)?;
        }
        self.written(id);
        if self.syncs() { sync_parent(&path).map_err(refused) } else { Ok(()) }
    }

    /// Keeps `content` as blob `id`.
    pub(super) fn adopt_bytes(&self, id: &str, content: Bytes) {
        if let Place::Memory(map) = &self.place {
            map.write().insert(id.to_owned(), content);
            self.written(id);
        }
    }

    /// A deletion that waits must not hit a blob that was written anew.
    fn written(&self, id: &str) {
        self.pieces.forget(id);
        self.pinned.lock().deleted.remove(id);
    }

    fn make_folder(&self, path: &Path) -> Result<(), BlobError> {
        let Some(folder) = path.parent() else { return Ok(()) };
        fs::create_dir_all(folder).map_err(|source| io_error("create", folder, source))?;
        if self.syncs() {
            for made in folder.ancestors().skip(1).take(2) {
                sync_dir(made).map_err(|source| io_error("sync", made, source))?;
            }
        }
        Ok(())
    }

    pub(super) fn open(&self, id: &str) -> Result<BlobReader, BlobError> {
        let missing = || BlobError::NotFound { id: id.to_owned() };
        if self.pinned.lock().deleted.contains(id) {
            return Err(missing());
        }
        match &self.place {
            Place::Memory(map) => map
                .read()
                .get(id)
                .map(|content| BlobReader::memory(content.clone(), self.warm(id)))
                .ok_or_else(missing),
            Place::Disk { .. } => {
                let path = self.path(id).expect("invariant: on disk");
                match BlobReader::file(&path, self.warm(id)) {
                    Ok(reader) => Ok(reader),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Err(missing()),
                    Err(source) => Err(io_error("open", &path, source)),
                }
            }
        }
    }

    fn warm(&self, id: &str) -> Warm {
        Warm { pieces: self.pieces.clone(), id: id.to_owned() }
    }

    /// Keeps these blobs readable until [`BlobArea::release`].
    pub(super) fn hold(&self, ids: &[String]) {
        let mut pinned = self.pinned.lock();
        for id in ids {
            *pinned.held.entry(id.clone()).or_default() += 1;
        }
    }

    /// Ends a hold; what was deleted meanwhile goes with the last one.
    pub(super) fn release(&self, ids: &[String]) {
        let mut pinned = self.pinned.lock();
        for id in ids {
            let Some(holders) = pinned.held.get_mut(id) else { continue };
            *holders -= 1;
            if *holders > 0 {
                continue;
            }
            pinned.held.remove(id);
            if !pinned.doomed.remove(id) {
                continue;
            }
            if pinned.holders > 0 {
                pinned.deleted.insert(id.clone());
            } else if let Err(error) = self.remove(id) {
                tracing::warn!(%error, "a deleted blob stays until the next sweep");
            }
        }
    }

    pub(super) fn delete(&self, id: &str) -> Result<(), BlobError> {
        let mut pinned = self.pinned.lock();
        if pinned.held.contains_key(id) {
            pinned.doomed.insert(id.to_owned());
            return Ok(());
        }
        if pinned.holders > 0 {
            pinned.deleted.insert(id.to_owned());
            return Ok(());
        }
        self.remove(id)
    }

    fn remove(&self, id: &str) -> Result<(), BlobError> {
        self.pieces.forget(id);
        match &self.place {
            Place::Memory(map) => {
                map.write().remove(id);
                Ok(())
            }
            Place::Disk { .. } => {
                let path = self.path(id).expect("invariant: on disk");
                match fs::remove_file(&path) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => {
                        Err(io_error("delete", &path, error))
                    }
                    _ => Ok(()),
                }
            }
        }
    }

    /// Keeps all blobs until the answer is dropped.
    pub(crate) fn pin(&self) -> Pin<'_> {
        self.pinned.lock().holders += 1;
        Pin(self)
    }

    /// The ids of all blobs, in no order.
    pub(crate) fn list(&self) -> Result<Vec<String>, BlobError> {
        match &self.place {
            Place::Memory(map) => Ok(map.read().keys().cloned().collect()),
            Place::Disk { dir, .. } => {
                list_files(dir).map_err(|source| io_error("list", dir, source))
            }
        }
    }

    /// Writes or links blob `id` to `to`; `false` when there is no such blob any more.
    pub(crate) fn export(&self, id: &str, to: &Path) -> io::Result<bool> {
        match &self.place {
            Place::Memory(map) => match map.read().get(id) {
                Some(content) => fs::write(to, content).map(|()| true),
                None => Ok(false),
            },
            Place::Disk { .. } => {
                let from = self.path(id).expect("invariant: on disk");
                match link(&from, to) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
                    other => other.map(|()| true),
                }
            }
        }
    }

    /// Reads or links the file `from` as blob `id`.
    pub(crate) fn import(&self, id: &str, from: &Path) -> io::Result<()> {
        match &self.place {
            Place::Memory(map) => {
                let content = fs::read(from)?.into();
                map.write().insert(id.to_owned(), content);
                Ok(())
            }
            Place::Disk { .. } => {
                let to = self.path(id).expect("invariant: on disk");
                if let Some(folder) = to.parent() {
                    fs::create_dir_all(folder)?;
                }
                link(from, &to)?;
                sync_parent(&to)
            }
        }
    }

    /// The file of blob `id`; ids spread over 65,536 folders whatever they look like.
    fn path(&self, id: &str) -> Option<PathBuf> {
        let Place::Disk { dir, .. } = &self.place else { return None };
        let [a, b, ..] = crc32fast::hash(id.as_bytes()).to_be_bytes();
        Some(dir.join(format!("{a:02x}/{b:02x}/{id}")))
    }
}

/// Holds back deletions.
#[derive(Debug)]
pub(crate) struct Pin<'a>(&'a BlobArea);

impl Drop for Pin<'_> {
    fn drop(&mut self) {
        let mut pinned = self.0.pinned.lock();
        pinned.holders -= 1;
        if pinned.holders > 0 {
            return;
        }
        for id in std::mem::take(&mut pinned.deleted) {
            if let Err(error) = self.0.remove(&id) {
                tracing::warn!(%error, "a deleted blob stays until the next sweep");
            }
        }
    }
}

/// Links `from` as `to`, or copies it where links are not possible.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Ok(()) => Ok(()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound) => Err(error),
        Err(_) => fs::copy(from, to).map(|_| ()),
    }
}

fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), sync_dir)
}

fn list_files(dir: &Path) -> io::Result<Vec<String>> {
    let mut ids = Vec::new();
    for outer in folders(dir)? {
        for inner in folders(&outer)? {
            for file in fs::read_dir(inner)? {
                ids.extend(file?.file_name().into_string());
            }
        }
    }
    Ok(ids)
}

/// The two-digit folders in `dir`.
fn folders(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry?;
        if entry.file_name().len() == 2 {
            found.push(entry.path());
        }
    }
    Ok(found)
}

pub(super) fn io_error(doing: &'static str, path: &Path, source: io::Error) -> BlobError {
    BlobError::Io { doing, path: path.to_owned(), source }
}
