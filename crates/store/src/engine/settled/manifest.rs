//! What a space consists of, as it lies in the engine's own keyspace: without a manifest a space is one keyspace of its
//! name. A manifest is written, and on disk, before anything that it no longer names is deleted.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::engine::frame;

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
    /// The number of the next keyspace or segment. None is used twice.
    pub(super) next: u64,
}

impl Manifest {
    /// That of a space which never had one.
    pub(super) fn of_new(space: &str) -> Self {
        Self { active: space.to_owned(), frozen: None, segments: Vec::new(), next: 1 }
    }

    pub(super) fn take_number(&mut self) -> u64 {
        self.next += 1;
        self.next - 1
    }

    /// Whether it names the keyspace.
    pub(super) fn names(&self, keyspace: &str) -> bool {
        self.active == keyspace || self.frozen.as_deref() == Some(keyspace)
    }

    pub(super) fn encode(&self, space: &str) -> Vec<u8> {
        let body = postcard::to_stdvec(self).expect("invariant: numbers and text can be encoded");
        frame::seal(&key(space), &body)
    }

    pub(super) fn decode(space: &str, framed: Bytes) -> Result<Self, &'static str> {
        let body = frame::open(&key(space), framed)?;
        postcard::from_bytes(&body).map_err(|_| "a space's manifest cannot be read")
    }
}

/// What the keys of all manifests begin with.
pub(super) const PREFIX: &str = "settled/";

/// Where the manifest of a space lies.
pub(super) fn key(space: &str) -> Vec<u8> {
    format!("{PREFIX}{space}").into_bytes()
}

/// The space whose manifest lies under `key`.
pub(super) fn space_of_key(key: &[u8]) -> Option<&str> {
    std::str::from_utf8(key).ok()?.strip_prefix(PREFIX)
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
        assert_eq!(manifest.take_number(), 1);
        manifest.frozen = Some(keyspace_name("items", 1));
        manifest.segments.push((2, b"key".to_vec()));
        let encoded = manifest.encode("items");
        assert_eq!(Manifest::decode("items", encoded.clone().into()), Ok(manifest.clone()));
        assert!(Manifest::decode("other", encoded.into()).is_err());
        assert!(manifest.names("items") && manifest.names("items~1") && !manifest.names("items~2"));
        assert_eq!(space_of("items~12"), "items");
        assert_eq!(space_of("items"), "items");
        assert_eq!(space_of_key(&key("items")), Some("items"));
    }
}
