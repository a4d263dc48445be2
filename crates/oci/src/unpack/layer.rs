//! One layer into a folder of its own: files, folders and links as they are; whiteouts, and what only makes sense with the
//! layers below, as a list beside it.
//! Ref: <https://github.com/opencontainers/image-spec/blob/main/layer.md#applying-changesets>

use std::ffi::OsStr;
use std::fs::{self, FileTimes, OpenOptions, Permissions};
use std::io::{self, Read, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use tar::EntryType;

use super::entry::{Extended, plain};
use crate::error::{ImageError, bad};
use crate::scoped;

/// Most entries of an image.
const MAX_ENTRIES: u64 = 2_000_000;
/// Marks of what is taken away from the layers below.
const WHITEOUT: &[u8] = b".wh.";
const OPAQUE: &[u8] = b".wh..wh..opq";
/// Files of AUFS itself.
const AUFS: &[u8] = b".wh..wh.";

/// What an image may still take.
pub(crate) struct Budget {
    limit: u64,
    bytes: u64,
    entries: u64,
}

impl Budget {
    pub(crate) fn new(limit: u64) -> Budget {
        Budget { limit, bytes: limit, entries: MAX_ENTRIES }
    }

    /// Takes what a layer needs; there may not be as much.
    pub(crate) fn take(&mut self, bytes: u64) -> Result<(), ImageError> {
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.ok_or(ImageError::TooLarge { limit: self.limit })?;
        Ok(())
    }

    /// An entry takes its size, whatever it is: what is passed over is read, too.
    fn take_entry(&mut self, size: u64) -> Result<(), ImageError> {
        let left = self.entries.checked_sub(1);
        self.entries = left.ok_or_else(|| bad(format!("more than {MAX_ENTRIES} entries")))?;
        self.take(size.saturating_add(512))
    }
}

/// What a layer says of those below.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sidecar {
    /// What the layer takes of an image's budget.
    pub(crate) size: u64,
    /// Taken away.
    pub(crate) whiteouts: Vec<PathBytes>,
    /// Folders of which nothing below is seen.
    pub(crate) opaque: Vec<PathBytes>,
    /// Folders that no entry is of: they are there for what is in them.
    pub(crate) implied: Vec<PathBytes>,
    /// Hard links to what lies below: (name, target).
    pub(crate) links: Vec<(PathBytes, PathBytes)>,
}

/// A path as its bytes: names need not be text.
pub(crate) type PathBytes = Vec<u8>;

fn bytes_of(path: &Path) -> PathBytes {
    path.as_os_str().as_bytes().to_owned()
}

/// Unpacks a tar into the folder `into`, which is there and empty.
pub(crate) fn unpack(
    layer: impl Read,
    into: &Path,
    budget: &mut Budget,
) -> Result<Sidecar, ImageError> {
    let damaged = |error: io::Error| bad(format!("the layer is damaged: {error}"));
    let mut unpacking = Unpacking {
        into,
        budget,
        sidecar: Sidecar::default(),
        implied: Vec::new(),
        modes: Vec::new(),
    };
    let before = unpacking.budget.bytes;
    let mut archive = tar::Archive::new(layer);
    let mut extended = Extended::default();
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(damaged)?;
        unpacking.budget.take_entry(entry.header().entry_size().map_err(damaged)?)?;
        if !extended.take(&mut entry)? {
            unpacking.entry(&mut entry, &mut std::mem::take(&mut extended))?;
        }
    }
    unpacking.sidecar.size = before - unpacking.budget.bytes;
    unpacking.finish()
}

struct Unpacking<'u> {
    into: &'u Path,
    budget: &'u mut Budget,
    sidecar: Sidecar,
    implied: Vec<PathBuf>,
    /// Of folders: set last, for nothing could be made in some of them.
    modes: Vec<(PathBuf, u32)>,
}

impl Unpacking<'_> {
    fn entry<R: Read>(
        &mut self,
        entry: &mut tar::Entry<'_, R>,
        extended: &mut Extended,
    ) -> Result<(), ImageError> {
        let path = extended.path(entry)?;
        let link = extended.link(entry)?;
        let kind = entry.header().entry_type();
        let mode = entry.header().mode().unwrap_or(0o644) & 0o1777;
        let Some(path) = path else { return Ok(()) };
        let parent = path.parent().unwrap_or(Path::new(""));
        let Some(name) = path.file_name() else { return Ok(()) };
        let folder = scoped::folder(self.into, parent, &mut self.implied)?;
        if name.as_bytes().starts_with(WHITEOUT) {
            return self.whiteout(&folder, name.as_bytes());
        }
        let own = folder.join(name);
        match kind {
            EntryType::Directory => self.folder(&own, mode),
            EntryType::Regular | EntryType::Continuous => self.file(entry, &own, mode),
            EntryType::Symlink => {
                let target = link.ok_or_else(|| bad("the layer has a link that leads nowhere"))?;
                self.clear(&own)?;
                Ok(symlink(OsStr::from_bytes(&target), self.into.join(&own))?)
            }
            EntryType::Link => self.link(&own, link.as_deref()),
            // Devices below /dev and pipes do no harm there and are of no use: an instance has its own /dev.
            EntryType::Fifo => Ok(()),
            EntryType::Char | EntryType::Block if own.starts_with("dev") => Ok(()),
            EntryType::Char | EntryType::Block => {
                Err(bad(format!("the layer has a device at /{}", own.display())))
            }
            other => Err(bad(format!(
                "the layer has something at /{} that is no file ({:?})",
                own.display(),
                char::from(other.as_byte())
            ))),
        }
    }

    fn whiteout(&mut self, folder: &Path, name: &[u8]) -> Result<(), ImageError> {
        if name == OPAQUE {
            self.sidecar.opaque.push(bytes_of(folder));
            return Ok(());
        }
        if name.starts_with(AUFS) {
            return Ok(());
        }
        match &name[WHITEOUT.len()..] {
            b"" | b"." | b".." => Err(bad("the layer takes away what has no name")),
            gone => {
                let gone = folder.join(OsStr::from_bytes(gone));
                self.sidecar.whiteouts.push(bytes_of(&gone));
                Ok(())
            }
        }
    }

    fn folder(&mut self, own: &Path, mode: u32) -> Result<(), ImageError> {
        let full = self.into.join(own);
        let there = fs::symlink_metadata(&full).is_ok_and(|about| about.is_dir());
        if !there {
            self.clear(own)?;
            fs::create_dir(&full)?;
        }
        self.implied.retain(|implied| implied != own);
        // Whoever unpacks must always be able to take it away again.
        self.modes.push((full, mode | 0o700));
        Ok(())
    }

    fn file<R: Read>(
        &mut self,
        entry: &mut tar::Entry<'_, R>,
        own: &Path,
        mode: u32,
    ) -> Result<(), ImageError> {
        self.clear(own)?;
        let full = self.into.join(own);
        let size = entry.header().entry_size().map_err(|error| bad(error.to_string()))?;
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&full)?;
        let mut buffer = [0; 64 << 10];
        let mut written = 0;
        loop {
            let read = entry.read(&mut buffer);
            let read = read.map_err(|error| bad(format!("the layer is damaged: {error}")))?;
            if read == 0 {
                break;
            }
            file.write_all(&buffer[..read])?;
            written += read as u64;
        }
        if written != size {
            return Err(bad(format!("the layer ends within /{}", own.display())));
        }
        // Interpreters compare times with those in what they have compiled before.
        let modified = UNIX_EPOCH + Duration::from_secs(entry.header().mtime().unwrap_or(0));
        let _as_good = file.set_times(FileTimes::new().set_modified(modified));
        file.set_permissions(Permissions::from_mode(mode & 0o777))?;
        Ok(())
    }

    /// A hard link, to this layer's own file or to one of those below.
    fn link(&mut self, own: &Path, target: Option<&[u8]>) -> Result<(), ImageError> {
        let target = target.map(plain).transpose()?.flatten();
        let target = target.ok_or_else(|| bad("the layer has a link that leads nowhere"))?;
        if target == own {
            return Ok(());
        }
        let parent = target.parent().unwrap_or(Path::new(""));
        let within = scoped::find(self.into, parent)?.map(|(folder, _)| folder);
        let within =
            within.and_then(|folder| Some(self.into.join(folder).join(target.file_name()?)));
        match within.as_deref().map(|path| (path, fs::symlink_metadata(path))) {
            Some((_, Ok(about))) if about.is_dir() => {
                Err(bad(format!("/{} is a hard link to a folder", own.display())))
            }
            Some((path, Ok(_))) => {
                if path != self.into.join(own) {
                    self.clear(own)?;
                    fs::hard_link(path, self.into.join(own))?;
                }
                Ok(())
            }
            _ => {
                self.clear(own)?;
                self.sidecar.links.push((bytes_of(own), bytes_of(&target)));
                Ok(())
            }
        }
    }

    /// Makes room for an entry that comes later in the same layer.
    fn clear(&mut self, own: &Path) -> Result<(), ImageError> {
        let full = self.into.join(own);
        self.sidecar.links.retain(|(name, _)| name != own.as_os_str().as_bytes());
        match fs::symlink_metadata(&full) {
            Ok(about) if about.is_dir() => {
                self.implied.retain(|implied| !implied.starts_with(own));
                self.modes.retain(|(folder, _)| !folder.starts_with(&full));
                Ok(fs::remove_dir_all(&full)?)
            }
            Ok(_) => Ok(fs::remove_file(&full)?),
            Err(_) => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Sidecar, ImageError> {
        for (folder, mode) in &self.modes {
            fs::set_permissions(folder, Permissions::from_mode(*mode))?;
        }
        for implied in &self.implied {
            fs::set_permissions(self.into.join(implied), Permissions::from_mode(0o755))?;
        }
        self.sidecar.implied = self.implied.iter().map(|path| bytes_of(path)).collect();
        Ok(self.sidecar)
    }
}

#[cfg(test)]
#[path = "layer_tests.rs"]
mod tests;
