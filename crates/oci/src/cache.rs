//! What is unpacked, below one folder: `layers/DIGEST`, each once; `roots/KEY`, laid out of them. A root stays as long as
//! somebody holds it or has not let go of it, a layer as long as a root has it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::Digest;
use crate::digest::Hashing;
use crate::error::{ImageError, bad};
use crate::manifest::{Found, Layer};
use crate::place::Place;
use crate::unpack::{self, Budget, Part};

/// What may lie behind the end of a layer's tar.
const MAX_PADDING: u64 = 1 << 20;

/// The folder, and who holds what of it.
pub(crate) struct Cache {
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    roots: HashMap<String, Weak<Root>>,
    /// Roots that go when nobody holds them any more.
    unwanted: HashSet<String>,
    /// One unpacks a root, the others wait.
    gates: HashMap<String, Arc<tokio::sync::Mutex<()>>>,
    /// Layers of roots that are being made.
    busy: Vec<Digest>,
}

/// An unpacked image: a whole system below one folder, which nobody writes to. It stays there while this is held.
pub struct Root {
    key: String,
    folder: PathBuf,
    cache: Weak<Cache>,
}

impl Root {
    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

impl fmt::Debug for Root {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Root").field(&self.key).finish()
    }
}

impl PartialEq for Root {
    fn eq(&self, other: &Root) -> bool {
        self.key == other.key
    }
}

impl Eq for Root {}

impl Drop for Root {
    fn drop(&mut self) {
        let Some(cache) = self.cache.upgrade() else { return };
        let mut state = cache.state.lock();
        // Somebody may have taken it up again meanwhile.
        let held = state.roots.get(&self.key).is_some_and(|root| root.strong_count() > 0);
        if !held && state.unwanted.remove(&self.key) {
            cache.remove(&mut state, |key| key == self.key);
        }
    }
}

impl Cache {
    pub(crate) fn new(folder: PathBuf) -> Cache {
        Cache { folder, state: Mutex::default() }
    }

    /// Who unpacks the root `key` holds this meanwhile.
    pub(crate) fn gate(&self, key: &str) -> Arc<tokio::sync::Mutex<()>> {
        self.state.lock().gates.entry(key.to_owned()).or_default().clone()
    }

    /// A folder for layers as they come.
    pub(crate) fn spool(&self) -> io::Result<tempfile::TempDir> {
        let blobs = self.folder.join("blobs");
        fs::create_dir_all(&blobs)?;
        tempfile::Builder::new().prefix("layer-").tempdir_in(&blobs)
    }

    /// A root that lies there.
    pub(crate) fn held(self: &Arc<Self>, key: &str) -> Option<Arc<Root>> {
        let mut state = self.state.lock();
        let root = match state.roots.get(key).and_then(Weak::upgrade) {
            Some(root) => root,
            None => {
                let folder = self.roots().join(key).join("root");
                if !folder.is_dir() {
                    return None;
                }
                let cache = Arc::downgrade(self);
                let root = Arc::new(Root { key: key.to_owned(), folder, cache });
                state.roots.insert(key.to_owned(), Arc::downgrade(&root));
                root
            }
        };
        state.unwanted.remove(key);
        Some(root)
    }

    /// Nobody needs this root any more: it goes as soon as nobody holds it.
    pub(crate) fn release(&self, key: &str) {
        let mut state = self.state.lock();
        if state.roots.get(key).is_some_and(|root| root.strong_count() > 0) {
            state.unwanted.insert(key.to_owned());
            return;
        }
        self.remove(&mut state, |own| own == key);
    }

    /// Removes all that is not among `named`, and what was left half done. Before the first use; blocks.
    pub(crate) fn sweep(&self, named: &HashSet<String>) {
        let mut state = self.state.lock();
        self.remove(&mut state, |key| !named.contains(key));
        let _none_there = fs::remove_dir_all(self.folder.join("blobs"));
    }

    fn roots(&self) -> PathBuf {
        self.folder.join("roots")
    }

    fn layers(&self) -> PathBuf {
        self.folder.join("layers")
    }

    /// A layer that lies unpacked.
    pub(crate) fn part(&self, layer: &Layer) -> Option<Part> {
        let folder = self.layers().join(layer.diff_id.hex());
        let sidecar = postcard::from_bytes(&fs::read(folder.join("sidecar")).ok()?).ok()?;
        Some(Part { tree: folder.join("tree"), sidecar })
    }

    /// Unpacks a layer, whole or not at all.
    pub(crate) fn unpack(
        &self,
        layer: &Layer,
        from: &Place,
        budget: &mut Budget,
    ) -> Result<(), ImageError> {
        let damaged =
            |error: io::Error| bad(format!("the layer {} is damaged: {error}", layer.digest));
        fs::create_dir_all(self.layers())?;
        let half = tempfile::Builder::new().prefix(".half-").tempdir_in(self.layers())?;
        let tree = half.path().join("tree");
        fs::create_dir(&tree)?;
        let mut tar = Hashing::new(unpack::open(from.open()?).map_err(damaged)?);
        let sidecar = unpack::unpack(&mut tar, &tree, budget)?;
        let padding = io::copy(&mut (&mut tar).take(MAX_PADDING + 1), &mut io::sink());
        if padding.map_err(damaged)? > MAX_PADDING {
            return Err(bad(format!("the layer {} goes on behind its end", layer.digest)));
        }
        let own = tar.digest();
        if own != layer.diff_id {
            let wanted = &layer.diff_id;
            return Err(bad(format!("a layer is {own} unpacked and should be {wanted}")));
        }
        let sidecar = postcard::to_stdvec(&sidecar).map_err(|e| ImageError::Io(e.to_string()))?;
        fs::write(half.path().join("sidecar"), sidecar)?;
        put(half, &self.layers().join(layer.diff_id.hex()))
    }

    /// Lays a root out of layers that lie there, whole or not at all.
    pub(crate) fn assemble(&self, key: &str, layers: &[Layer]) -> Result<(), ImageError> {
        let missing =
            || ImageError::Io("a layer went away while its image was unpacked".to_owned());
        let parts: Option<Vec<Part>> = layers.iter().map(|layer| self.part(layer)).collect();
        let parts = parts.ok_or_else(missing)?;
        fs::create_dir_all(self.roots())?;
        let half = tempfile::Builder::new().prefix(".half-").tempdir_in(self.roots())?;
        let root = half.path().join("root");
        fs::create_dir(&root)?;
        unpack::merge(parts.iter(), &root)?;
        let names: Vec<&str> = layers.iter().map(|layer| layer.diff_id.hex()).collect();
        fs::write(half.path().join("layers"), names.join("\n"))?;
        put(half, &self.roots().join(key))
    }

    /// Takes away the roots that are said to be gone, and the layers that no root has then. What cannot be renamed now is
    /// found at the next start.
    fn remove(&self, state: &mut State, gone: impl Fn(&str) -> bool) {
        let old = self.folder.join(format!(".old-{}", clock::Random::from_system().hex(8)));
        let mut left: HashSet<String> =
            state.busy.iter().map(|digest| digest.hex().to_owned()).collect();
        let mut away = Vec::new();
        for (name, path) in names(&self.roots()) {
            if gone(&name) {
                away.push(path);
            } else if let Ok(layers) = fs::read_to_string(path.join("layers")) {
                left.extend(layers.lines().map(str::to_owned));
            }
        }
        let halves = !state.busy.is_empty();
        let layers = names(&self.layers()).into_iter();
        let unused =
            layers.filter(|(name, _)| !(left.contains(name) || halves && name.starts_with('.')));
        away.extend(unused.map(|(_, path)| path));
        state.gates.retain(|key, gate| Arc::strong_count(gate) > 1 || !gone(key));
        if !away.is_empty() && fs::create_dir_all(&old).is_ok() {
            for (at, path) in away.iter().enumerate() {
                let _found_at_the_next_start = fs::rename(path, old.join(at.to_string()));
            }
        }
        let olds = names(&self.folder).into_iter().filter(|(name, _)| name.starts_with(".old-"));
        let olds: Vec<PathBuf> = olds.map(|(_, path)| path).collect();
        if !olds.is_empty() {
            let _begun = std::thread::Builder::new().spawn(move || {
                olds.iter().for_each(|path| drop(fs::remove_dir_all(path)));
            });
        }
    }
}

/// Names in a folder; none when it is not there.
pub(crate) fn names(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path())).collect()
}

/// Puts what was made where it belongs; somebody may have been faster with the same.
fn put(half: tempfile::TempDir, place: &Path) -> Result<(), ImageError> {
    match fs::rename(half.path(), place) {
        Ok(()) => {
            // It is not there any more under its old name.
            let _renamed = half.keep();
            Ok(())
        }
        Err(_) if place.is_dir() => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Layers that stay while a root is made of them.
pub(crate) struct Busy<'c> {
    cache: &'c Cache,
    layers: Vec<Digest>,
}

impl<'c> Busy<'c> {
    pub(crate) fn new(cache: &'c Cache, found: &Found) -> Busy<'c> {
        let layers: Vec<Digest> = found.layers.iter().map(|layer| layer.diff_id.clone()).collect();
        cache.state.lock().busy.extend(layers.iter().cloned());
        Busy { cache, layers }
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut state = self.cache.state.lock();
        for layer in &self.layers {
            if let Some(at) = state.busy.iter().position(|own| own == layer) {
                state.busy.swap_remove(at);
            }
        }
    }
}
