//! Spaces whose rows settle: what was written is merged, once there is enough of it, out of the log-structured tree into
//! segments, in which a row is found by one look into a table and one read, however many rows there are.
//!
//! A space consists of layers ([`layers`]): a keyspace that takes writes, while a merge runs one that takes no more, and
//! segments ([`segment`]) below. A read asks one after the other; a deletion leaves a mark while something lies below.
//! What a space consists of is one file, its manifest ([`manifest`]): a crash leaves the layers before a step of a merge
//! ([`merge`]) or those after it, and each is the whole state. Writes go the way that they always went.

mod layers;
mod manifest;
mod merge;
mod segment;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use bytes::Bytes;

pub(crate) use layers::{GONE, Layered, Layers};
pub(crate) use merge::{SettleError, settle};

use super::disk::keyspace_options;
use manifest::Manifest;
use segment::{Segment, SegmentError};

/// Why the layers of a space cannot be opened.
pub(crate) enum LayersError {
    Engine(fjall::Error),
    Io(PathBuf, io::Error),
    Damaged(PathBuf, &'static str),
}

impl From<fjall::Error> for LayersError {
    fn from(error: fjall::Error) -> Self {
        Self::Engine(error)
    }
}

/// The layers of a space that is new: one keyspace of its name.
pub(crate) fn flat(space: &str, active: fjall::Keyspace) -> Layered {
    Layered::new(space, Layers::flat(space, active))
}

/// Opens the layers of all spaces that are there, and removes what an interrupted merge has left: keyspaces and files
/// that no manifest names.
pub(crate) fn open(
    db: &fjall::Database,
    own: &fjall::Keyspace,
    folder: &Path,
) -> Result<Vec<(String, Layered)>, LayersError> {
    let mut spaces = BTreeMap::<String, Manifest>::new();
    for file in files(folder).map_err(|error| LayersError::Io(folder.to_owned(), error))? {
        if let Some(space) = manifest::space_of_file(&file)
            && let Some(manifest) = Manifest::read(folder, space)
                .map_err(|error| LayersError::Io(folder.join(&file), error))?
        {
            spaces.insert(space.to_owned(), manifest);
        }
    }
    let keyspaces: Vec<String> = db.list_keyspace_names().iter().map(|n| n.to_string()).collect();
    for keyspace in keyspaces.iter().filter(|keyspace| *keyspace != &**own.name()) {
        let space = manifest::space_of(keyspace);
        let manifest = spaces.entry(space.to_owned()).or_insert_with(|| Manifest::of_new(space));
        if !manifest.names(keyspace) {
            db.delete_keyspace(db.keyspace(keyspace, keyspace_options)?)?;
        }
    }
    sweep(folder, &spaces).map_err(|error| LayersError::Io(folder.to_owned(), error))?;
    let mut opened = Vec::new();
    for (space, manifest) in spaces {
        let layers = open_layers(db, folder, &space, manifest)?;
        opened.push((space.clone(), Layered::new(&space, layers)));
    }
    Ok(opened)
}

fn open_layers(
    db: &fjall::Database,
    folder: &Path,
    space: &str,
    manifest: Manifest,
) -> Result<Layers, LayersError> {
    let keyspace = |name: &str| match db.keyspace_exists(name) {
        true => Ok(db.keyspace(name, keyspace_options)?),
        false => {
            let what = "a keyspace that a space's manifest names is missing";
            Err(LayersError::Damaged(folder.to_owned(), what))
        }
    };
    let active = keyspace(&manifest.active)?;
    let frozen = manifest.frozen.as_deref().map(keyspace).transpose()?;
    // Nobody reads an older commit than the last one yet.
    let frozen = frozen.map(|keyspace| layers::Frozen { keyspace, as_of: 0 });
    let mut segments = Vec::with_capacity(manifest.segments.len());
    for (number, first) in &manifest.segments {
        let path = Layers::path(folder, space, *number);
        let segment = Segment::open(path.clone(), *number).map_err(|error| match error {
            SegmentError::Io(error) => LayersError::Io(path, error),
            SegmentError::Damaged(what) => LayersError::Damaged(path, what),
        })?;
        segments.push((Bytes::copy_from_slice(first), segment.into()));
    }
    Ok(Layers { active, frozen, segments, as_of: 0, manifest })
}

/// Removes files that no manifest names.
fn sweep(folder: &Path, spaces: &BTreeMap<String, Manifest>) -> io::Result<()> {
    for file in files(folder)? {
        let is_named = spaces.iter().any(|(space, manifest)| {
            let mut numbers = manifest.segments.iter().map(|(number, _)| *number);
            numbers.any(|number| file == manifest::file_name(space, number))
        });
        if !is_named && manifest::space_of_file(&file).is_none() {
            fs::remove_file(folder.join(file))?;
        }
    }
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let name = |entry: io::Result<fs::DirEntry>| -> io::Result<String> {
        Ok(entry?.file_name().to_string_lossy().into_owned())
    };
    entries.map(name).collect()
}
