//! The folder of this machine that images may come from: archives and OCI layouts, found by the names that they bear, or by
//! their own when they bear none.
//! Ref: <https://github.com/opencontainers/image-spec/blob/main/image-layout.md>

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::archive::Archive;
use crate::error::ImageError;
use crate::manifest::{Descriptor, Document, MAX_MANIFEST};
use crate::place::Place;
use crate::{Digest, Reference};

/// How deep layouts and archives may lie: `team/app`.
const MAX_DEPTH: usize = 4;
/// Most files and folders that are looked at.
const MAX_LOOKED_AT: usize = 10_000;
/// Where tools put an image's name in a layout.
const NAMES: [&str; 2] = ["io.containerd.image.name", "org.opencontainers.image.ref.name"];

/// A manifest, or a list of them, with where everything of it lies.
pub(crate) struct Shelved {
    pub(crate) manifest: Vec<u8>,
    pub(crate) digest: Digest,
    pub(crate) holder: Holder,
}

/// What holds the parts of an image.
pub(crate) enum Holder {
    Layout(PathBuf),
    Archive(Archive),
    Saved(HashMap<Digest, Place>),
}

impl Holder {
    pub(crate) fn place(&self, digest: &Digest) -> Option<Place> {
        let name = format!("blobs/sha256/{}", digest.hex());
        match self {
            Holder::Layout(folder) => Place::whole(folder.join(name)).ok(),
            Holder::Archive(archive) => archive.place(&name),
            Holder::Saved(blobs) => blobs.get(digest).cloned(),
        }
    }

    /// A document of the image, verified.
    pub(crate) fn document(&self, digest: &Digest) -> Result<Vec<u8>, ImageError> {
        let missing = || ImageError::Bad(format!("the part {digest} of the image is not there"));
        let place = self.place(digest).ok_or_else(missing)?;
        place.verify(digest)?;
        place.read(MAX_MANIFEST)
    }
}

#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    manifests: Vec<Descriptor>,
}

/// Looks for an image below the folder. What cannot be read is passed over, and logged.
pub(crate) fn find(shelf: &Path, wanted: &Reference) -> Result<Option<Shelved>, ImageError> {
    let mut next = vec![(shelf.to_owned(), 0)];
    let mut looked_at = 0;
    while let Some((folder, depth)) = next.pop() {
        let mut entries: Vec<PathBuf> =
            fs::read_dir(&folder)?.flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            looked_at += 1;
            if looked_at > MAX_LOOKED_AT {
                let shown = shelf.display();
                return Err(ImageError::Io(format!(
                    "{shown} holds more than images, and too much"
                )));
            }
            let found = match path.is_dir() {
                true if path.join("oci-layout").exists() => layout(shelf, &path, wanted),
                true if depth < MAX_DEPTH => {
                    next.push((path, depth + 1));
                    continue;
                }
                false if path.extension().is_some_and(|end| end == "tar") => {
                    archive(shelf, &path, wanted)
                }
                _ => continue,
            };
            match found {
                Ok(Some(found)) => return Ok(Some(found)),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "an image was passed over");
                }
            }
        }
    }
    Ok(None)
}

fn layout(shelf: &Path, folder: &Path, wanted: &Reference) -> Result<Option<Shelved>, ImageError> {
    if let Some(digest) = &wanted.digest {
        return pinned(digest, Holder::Layout(folder.to_owned()));
    }
    let index = Place::whole(folder.join("index.json"))?.read(MAX_MANIFEST)?;
    let own = name_of(shelf, folder);
    match indexed(&index, &own, wanted, &HashMap::new())? {
        Some(digest) => shelved(digest, Holder::Layout(folder.to_owned())).map(Some),
        None => Ok(None),
    }
}

fn archive(shelf: &Path, file: &Path, wanted: &Reference) -> Result<Option<Shelved>, ImageError> {
    let archive = Archive::open(file.to_owned())?;
    let own = name_of(shelf, &file.with_extension(""));
    let saved = archive.saved()?;
    if let Some(index) = archive.place("index.json") {
        if let Some(digest) = &wanted.digest {
            return pinned(digest, Holder::Archive(archive));
        }
        // Docker's own list has names that the index may lack.
        let names: HashMap<Digest, Vec<String>> = saved
            .into_iter()
            .filter_map(|saved| {
                let config = Document::read(&saved.manifest).ok()?.manifest().ok()??.config.digest;
                Some((config, saved.names))
            })
            .collect();
        let by_config = names_by_manifest(&archive, &index, names)?;
        let digest = indexed(&index.read(MAX_MANIFEST)?, &own, wanted, &by_config)?;
        return match digest {
            Some(digest) => shelved(digest, Holder::Archive(archive)).map(Some),
            None => Ok(None),
        };
    }
    for saved in saved {
        let digest = Digest::of(&saved.manifest);
        if fits(wanted, &saved.names, &own, &digest) {
            let holder = Holder::Saved(saved.blobs);
            return Ok(Some(Shelved { manifest: saved.manifest, digest, holder }));
        }
    }
    Ok(None)
}

/// What Docker's list calls the manifests of an index.
fn names_by_manifest(
    archive: &Archive,
    index: &Place,
    names: HashMap<Digest, Vec<String>>,
) -> Result<HashMap<Digest, Vec<String>>, ImageError> {
    let index = read_index(&index.read(MAX_MANIFEST)?)?;
    let mut found = HashMap::new();
    for own in index.manifests {
        let place = archive.place(&format!("blobs/sha256/{}", own.digest.hex()));
        let Some(place) = place.filter(|place| place.size <= MAX_MANIFEST) else { continue };
        let manifest = Document::read(&place.read(MAX_MANIFEST)?).and_then(Document::manifest);
        if let Some(names) = manifest.ok().flatten().and_then(|own| names.get(&own.config.digest)) {
            found.insert(own.digest, names.clone());
        }
    }
    Ok(found)
}

fn read_index(text: &[u8]) -> Result<Index, ImageError> {
    let words = |error| ImageError::Bad(format!("index.json cannot be read: {error}"));
    serde_json::from_slice(text).map_err(words)
}

/// The manifest of an index that is wanted.
fn indexed(
    index: &[u8],
    own: &str,
    wanted: &Reference,
    more: &HashMap<Digest, Vec<String>>,
) -> Result<Option<Digest>, ImageError> {
    let index = read_index(index)?;
    let alone = index.manifests.len() == 1;
    for manifest in index.manifests {
        let mut names: Vec<String> = more.get(&manifest.digest).cloned().unwrap_or_default();
        for key in NAMES {
            let Some(name) = manifest.annotations.get(key) else { continue };
            // A tag alone is of the image that the layout is called by.
            match name.contains(['/', ':']) {
                true => names.push(name.clone()),
                false if names.is_empty() => names.push(format!("{own}:{name}")),
                false => {}
            }
        }
        let own = if alone { own } else { "" };
        if fits(wanted, &names, own, &manifest.digest) {
            return Ok(Some(manifest.digest));
        }
    }
    Ok(None)
}

/// An image by its digest, also one out of a list.
fn pinned(digest: &Digest, holder: Holder) -> Result<Option<Shelved>, ImageError> {
    match holder.place(digest) {
        Some(place) if place.size <= MAX_MANIFEST => shelved(digest.clone(), holder).map(Some),
        _ => Ok(None),
    }
}

fn shelved(digest: Digest, holder: Holder) -> Result<Shelved, ImageError> {
    Ok(Shelved { manifest: holder.document(&digest)?, digest, holder })
}

/// `team/app` for what lies there below the shelf.
fn name_of(shelf: &Path, path: &Path) -> String {
    let below = path.strip_prefix(shelf).unwrap_or(path);
    below.to_string_lossy().to_lowercase()
}

/// Whether an image with these names is the wanted one. One without a name goes by that of its file.
fn fits(wanted: &Reference, names: &[String], own: &str, digest: &Digest) -> bool {
    if let Some(wanted) = &wanted.digest {
        // Whatever it is called: it is that image.
        return wanted == digest;
    }
    let own = if names.is_empty() { Some(own.to_owned()) } else { None };
    let names = names.iter().chain(&own).filter_map(|name| Reference::of_archive(name));
    let fits = |name: Reference| {
        let host = match &name.host {
            Some(host) => Some(host) == wanted.host.as_ref(),
            // A name without a registry stands for that of ECR, which is not here, and for itself.
            None => wanted.host.is_none() || wanted.is_ecr(),
        };
        host && name.path == wanted.path && name.tag == wanted.tag
    };
    names.into_iter().any(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide() {
        let ecr = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/app:1";
        let digest = Digest::of(b"m");
        let case = |wanted: &str, names: &[&str], own: &str| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            fits(&Reference::parse(wanted).expect(wanted), &names, own, &digest)
        };
        assert!(case(ecr, &[ecr], "x"));
        assert!(case(ecr, &["team/app:1"], "x") && case("team/app:1", &["team/app:1"], "x"));
        assert!(case("app:1", &["docker.io/library/app:1"], "x"));
        assert!(case("team/app:latest", &[], "team/app"), "a file without a name inside");
        assert!(!case("x:latest", &["app:latest"], "x"), "a name inside counts");
        assert!(!case(ecr, &["team/app:2"], "x"));
        assert!(!case(ecr, &["210987654321.dkr.ecr.us-east-1.amazonaws.com/team/app:1"], "x"));
        assert!(!case("localhost:5000/app:1", &["app:1"], "x"), "registries are asked themselves");
        assert!(case(&format!("a/b@{digest}"), &["other:1"], "x"));
        assert!(!case(&format!("a/b@{}", Digest::of(b"n")), &["a/b:1"], "x"));
    }
}
