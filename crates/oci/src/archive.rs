//! Archives of images, as `docker save`, `podman save` and `buildx --output type=oci` write them: a tar with the files of
//! an OCI layout, or with Docker's own list. They are read in place.
//! Ref: <https://github.com/moby/docker-image-spec/blob/main/spec.md#combined-image-json--filesystem-changeset-format>

use std::collections::HashMap;
use std::fs::File;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};
use tar::EntryType;

use crate::error::{ImageError, bad};
use crate::manifest::MAX_MANIFEST;
use crate::place::Place;
use crate::{Digest, ImageError as Error};

/// Most files of an archive.
const MAX_ENTRIES: usize = 100_000;

/// What lies where in an archive.
pub(crate) struct Archive {
    file: PathBuf,
    entries: HashMap<String, Entry>,
}

enum Entry {
    At(u64, u64),
    /// Layers that are the same are links in archives of old.
    Link(String),
}

/// An image of Docker's own list.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    config: String,
    #[serde(default)]
    repo_tags: Option<Vec<String>>,
    layers: Vec<String>,
}

/// An image that an archive lists without a manifest.
pub(crate) struct Saved {
    pub(crate) names: Vec<String>,
    /// Made from what the archive says, and always the same for the same.
    pub(crate) manifest: Vec<u8>,
    pub(crate) blobs: HashMap<Digest, Place>,
}

impl Archive {
    /// Looks an archive through; nothing of it is held but names.
    pub(crate) fn open(file: PathBuf) -> Result<Archive, ImageError> {
        let mut tar = tar::Archive::new(File::open(&file)?);
        let mut entries = HashMap::new();
        let words =
            |error: std::io::Error| bad(format!("{} is no archive: {error}", file.display()));
        for entry in tar.entries_with_seek().map_err(words)?.raw(true) {
            let entry = entry.map_err(words)?;
            let header = entry.header();
            // Names of archives of images are short: extension headers only tell times.
            let path = header.path_bytes().into_owned();
            let Some(name) = String::from_utf8(path).ok().and_then(|path| within("", &path)) else {
                continue;
            };
            let size = header.entry_size().map_err(words)?;
            let link =
                || header.link_name_bytes().and_then(|b| String::from_utf8(b.into_owned()).ok());
            let found = match header.entry_type() {
                EntryType::Regular => Some(Entry::At(entry.raw_file_position(), size)),
                EntryType::Symlink => {
                    let parent = name.rsplit_once('/').map_or("", |(parent, _)| parent);
                    link().and_then(|target| within(parent, &target)).map(Entry::Link)
                }
                EntryType::Link => link().and_then(|target| within("", &target)).map(Entry::Link),
                _ => None,
            };
            entries.extend(found.map(|found| (name, found)));
            if entries.len() > MAX_ENTRIES {
                return Err(bad(format!("{} has too many files", file.display())));
            }
        }
        Ok(Archive { file, entries })
    }

    pub(crate) fn place(&self, name: &str) -> Option<Place> {
        let at = match self.entries.get(name)? {
            Entry::Link(target) => self.entries.get(target)?,
            at => at,
        };
        match at {
            Entry::At(offset, size) => {
                Some(Place { file: self.file.clone(), offset: *offset, size: *size })
            }
            Entry::Link(_) => None,
        }
    }

    /// Names that Docker's list gives to images, by the digests of their configurations' files.
    pub(crate) fn saved(&self) -> Result<Vec<Saved>, ImageError> {
        let Some(list) = self.place("manifest.json") else { return Ok(Vec::new()) };
        let words = |error| bad(format!("{}: manifest.json: {error}", self.file.display()));
        let listed: Vec<Listed> =
            serde_json::from_slice(&list.read(MAX_MANIFEST)?).map_err(words)?;
        listed.into_iter().map(|listed| self.saved_one(listed)).collect()
    }

    fn saved_one(&self, listed: Listed) -> Result<Saved, ImageError> {
        let find = |name: &str| -> Result<Place, Error> {
            let missing = || bad(format!("{} has no {name}", self.file.display()));
            within("", name).and_then(|name| self.place(&name)).ok_or_else(missing)
        };
        let config = find(&listed.config)?;
        let text = config.read(MAX_MANIFEST)?;
        let ids = diff_ids(&text)?;
        if ids.len() != listed.layers.len() {
            return Err(bad(
                "manifest.json and the configuration name different numbers of layers",
            ));
        }
        let mut blobs = HashMap::new();
        let mut layers = Vec::new();
        for (id, name) in ids.into_iter().zip(&listed.layers) {
            let place = find(name)?;
            layers.push(Described {
                media_type: "application/vnd.docker.image.rootfs.diff.tar",
                size: place.size,
                digest: id.clone(),
            });
            blobs.insert(id, place);
        }
        let digest = Digest::of(&text);
        let manifest = Made {
            schema_version: 2,
            media_type: "application/vnd.docker.distribution.manifest.v2+json",
            config: Described {
                media_type: "application/vnd.docker.container.image.v1+json",
                size: config.size,
                digest: digest.clone(),
            },
            layers,
        };
        blobs.insert(digest, config);
        let manifest = serde_json::to_vec(&manifest).map_err(|error| bad(error.to_string()))?;
        Ok(Saved { names: listed.repo_tags.unwrap_or_default(), manifest, blobs })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    schema_version: u32,
    media_type: &'static str,
    config: Described,
    layers: Vec<Described>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Described {
    media_type: &'static str,
    size: u64,
    digest: Digest,
}

fn diff_ids(config: &[u8]) -> Result<Vec<Digest>, ImageError> {
    #[derive(Deserialize)]
    struct Config {
        rootfs: RootFs,
    }
    #[derive(Deserialize)]
    struct RootFs {
        diff_ids: Vec<Digest>,
    }
    let config: Config = serde_json::from_slice(config)
        .map_err(|error| ImageError::Unsupported(format!("the image's configuration: {error}")))?;
    Ok(config.rootfs.diff_ids)
}

/// A name inside of the archive, from the folder `from`.
fn within(from: &str, name: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').filter(|part| !part.is_empty()).collect();
    for part in Path::new(name).components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::ParentDir => drop(parts.pop()?),
            Component::CurDir => {}
            _ => return None,
        }
    }
    Some(parts.join("/")).filter(|name| !name.is_empty())
}
