//! What a space consists of, in a file beside its segments: without a manifest a space is one keyspace of its name. A
//! manifest is on disk before anything that it no longer names is deleted. It is a file and not a row, so that it stands
//! whatever becomes of the journal.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::engine::{disk::sync_dir, frame};

/// Parts the name of a space from a number in the names of its later keyspaces. No name of a space holds it.
const MARK: char = '~';

/// The parts of a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The keyspace that takes writes.
    pub(super) active: String,
    /// One that takes no more and is being merged into segments.
    pub(super) frozen: Option<String>,
    /// Number and first key of each segment, in the order of keys.
    pub(super) segments: Vec<(u64, Vec<u8>)>,
    /// The number of the next keyspace or segment.
    pub(super) next: u64,
}

impl Manifest {
    /// That of a space which never had one.
    pub(super) fn of_new(space: &str) -> Self {
        Self { active: space.to_owned(), frozen: None, segments: Vec::new(), next: 1 }
    }

    /// Whether it names the keyspace.
    pub(super) fn names(&self, keyspace: &str) -> bool {
        self.active == keyspace || self.frozen.as_deref() == Some(keyspace)
    }

    /// Writes it, and has the system put it on disk.
    pub(super) fn write(&self, folder: &Path, space: &str) -> io::Result<()> {
        let next = folder.join(format!("{space}{NEXT}"));
        let mut file = File::create(&next)?;
        file.write_all(&self.encode(space))?;
        file.sync_all()?;
        fs::rename(&next, path(folder, space))?;
        sync_dir(folder)
    }

    /// The manifest of a space, when it has one.
    pub(super) fn read(folder: &Path, space: &str) -> io::Result<Option<Self>> {
        let path = path(folder, space);
        let framed = match fs::read(&path) {
            Ok(framed) => framed,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let decoded = Self::decode(space, framed.into());
        decoded.map(Some).map_err(|what| io::Error::new(io::ErrorKind::InvalidData, what))
    }

    fn encode(&self, space: &str) -> Vec<u8> {
        let body = postcard::to_stdvec(self).expect("invariant: numbers and text can be encoded");
        frame::seal(space.as_bytes(), &body)
    }

    fn decode(space: &str, framed: Bytes) -> Result<Self, &'static str> {
        let body = frame::open(space.as_bytes(), framed)?;
        postcard::from_bytes(&body).map_err(|_| "it does not hold a manifest")
    }
}

const SUFFIX: &str = ".manifest";
/// One that is being written.
const NEXT: &str = ".manifest.next";

fn path(folder: &Path, space: &str) -> PathBuf {
    folder.join(format!("{space}{SUFFIX}"))
}

/// The space whose manifest a file is.
pub(super) fn space_of_file(name: &str) -> Option<&str> {
    name.strip_suffix(SUFFIX)
}

/// The name of a later keyspace of a space.
pub(super) fn keyspace_name(space: &str, number: u64) -> String {
    format!("{space}{MARK}{number}")
}

/// The space that a keyspace belongs to.
pub(super) fn space_of(keyspace: &str) -> &str {
    keyspace.split_once(MARK).map_or(keyspace, |(space, _)| space)
}

/// The name of a segment's file.
pub(super) fn file_name(space: &str, number: u64) -> String {
    format!("{space}{MARK}{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_back_and_damage_is_noticed() {
        let mut manifest = Manifest::of_new("items");
        manifest.next = 3;
        manifest.frozen = Some(keyspace_name("items", 1));
        manifest.segments.push((2, b"key".to_vec()));
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Manifest::read(dir.path(), "items").unwrap(), None);
        manifest.write(dir.path(), "items").unwrap();
        assert_eq!(Manifest::read(dir.path(), "items").unwrap(), Some(manifest.clone()));
        let whole = fs::read(path(dir.path(), "items")).unwrap();
        for at in 0..whole.len() {
            let mut broken = whole.clone();
            broken[at] ^= 4;
            fs::write(path(dir.path(), "items"), broken).unwrap();
            assert!(Manifest::read(dir.path(), "items").is_err(), "{at}");
        }
        assert!(manifest.names("items") && manifest.names("items~1") && !manifest.names("items~2"));
        assert_eq!(space_of("items~12"), "items");
        assert_eq!(space_of("items"), "items");
        assert_eq!(space_of_file("items.manifest"), Some("items"));
        assert_eq!(space_of_file("items~2"), None);
    }
}
