//! What is unpacked, below one folder: `layers/DIGEST`, each once; `roots/KEY`, laid out of them. A root stays as long as
//! somebody holds it or has not let go of it, a layer as long as a root has it.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};

use parking_lot::Mutex;

use crate::digest::Hashing;
use crate::error::{ImageError, bad};
use crate::manifest::{Document, Found, Layer, MAX_SIZE, Manifest, choose};
use crate::place::Place;
use crate::registry::{Registry, is_loopback};
use crate::shelf::{self, Holder};
use crate::transport::Transport;
use crate::unpack::{self, Budget, Part};
use crate::{Digest, Reference};

/// How many lists lead to an image, at most: a list in a list.
const MAX_LISTS: usize = 2;
/// What may lie behind the end of a layer's tar.
const MAX_PADDING: u64 = 1 << 20;

/// Where images may come from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A folder with archives and layouts.
    pub shelf: Option<PathBuf>,
    /// Registries besides those of this machine: `registry.example.com`, `10.0.0.7:5000`.
    pub registries: Vec<String>,
}

/// The images of one cloud.
pub struct Images(Arc<Inner>);

struct Inner {
    folder: PathBuf,
    sources: Sources,
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
    images: Weak<Inner>,
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
        let Some(images) = self.images.upgrade() else { return };
        let mut state = images.state.lock();
        // Somebody may have taken it up again meanwhile.
        let held = state.roots.get(&self.key).is_some_and(|root| root.strong_count() > 0);
        if !held && state.unwanted.remove(&self.key) {
            images.remove(&mut state, |key| key == self.key);
        }
    }
}

impl Images {
    /// Images below `folder`, which this process alone uses.
    pub fn new(folder: PathBuf, sources: Sources) -> Images {
        Images(Arc::new(Inner { folder, sources, state: Mutex::default() }))
    }

    /// Finds an image for an architecture (`x86_64` or `arm64`); nothing is unpacked yet.
    pub async fn find(
        &self,
        transport: &dyn Transport,
        name: &str,
        architecture: &str,
    ) -> Result<Found, ImageError> {
        let reference = Reference::parse(name)?;
        Ok(self.look_up(transport, &reference, architecture).await?.0)
    }

    /// A root that lies there.
    pub fn held(&self, key: &str) -> Option<Arc<Root>> {
        let mut state = self.0.state.lock();
        let root = match state.roots.get(key).and_then(Weak::upgrade) {
            Some(root) => root,
            None => {
                let folder = self.0.roots().join(key).join("root");
                if !folder.is_dir() {
                    return None;
                }
                let images = Arc::downgrade(&self.0);
                let root = Arc::new(Root { key: key.to_owned(), folder, images });
                state.roots.insert(key.to_owned(), Arc::downgrade(&root));
                root
            }
        };
        state.unwanted.remove(key);
        Some(root)
    }

    /// Unpacks an image by its digest, unless it lies there.
    pub async fn provide(
        &self,
        transport: &dyn Transport,
        name: &str,
        digest: &Digest,
        architecture: &str,
    ) -> Result<Arc<Root>, ImageError> {
        let pinned = Reference::parse(name)?.pinned(digest);
        let (found, origin) = self.look_up(transport, &pinned, architecture).await?;
        let key = found.key();
        let gate = self.0.state.lock().gates.entry(key.clone()).or_default().clone();
        let _one = gate.lock().await;
        if let Some(root) = self.held(&key) {
            return Ok(root);
        }
        let busy = Busy::new(&self.0, &found);
        self.fetch(&found, origin).await?;
        let (inner, layers) = (self.0.clone(), found.layers.clone());
        let own = key.clone();
        blocking(move || inner.assemble(&own, &layers)).await?;
        let root = self.held(&key);
        drop(busy);
        root.ok_or_else(|| ImageError::Io("the image went away while it was unpacked".to_owned()))
    }

    /// Nobody needs this root any more: it goes as soon as nobody holds it.
    pub fn release(&self, key: &str) {
        let mut state = self.0.state.lock();
        if state.roots.get(key).is_some_and(|root| root.strong_count() > 0) {
            state.unwanted.insert(key.to_owned());
            return;
        }
        self.0.remove(&mut state, |own| own == key);
    }

    /// Removes all that is not among `named`, and what was left half done. Before the first use; blocks.
    pub fn sweep(&self, named: &HashSet<String>) {
        let mut state = self.0.state.lock();
        self.0.remove(&mut state, |key| !named.contains(key));
        let _none_there = fs::remove_dir_all(self.0.folder.join("blobs"));
    }

    async fn look_up<'t>(
        &self,
        transport: &'t dyn Transport,
        reference: &Reference,
        architecture: &str,
    ) -> Result<(Found, Origin<'t>), ImageError> {
        let shelved = match self.0.sources.shelf.clone() {
            Some(shelf) => {
                let wanted = reference.clone();
                blocking(move || shelf::find(&shelf, &wanted)).await?
            }
            None => None,
        };
        let (mut origin, mut text, mut digest) = match shelved {
            Some(own) => (Origin::Shelf(Arc::new(own.holder)), own.manifest, own.digest),
            None => {
                let mut registry = self.registry(transport, reference)?;
                let (text, digest) = registry.manifest(&reference.point()).await?;
                (Origin::Registry(registry), text, digest)
            }
        };
        for _ in 0..=MAX_LISTS {
            let document = Document::read(&text)?;
            if let Some(list) = &document.manifests {
                digest = choose(list, architecture)?.digest.clone();
                text = origin.manifest(&digest).await?;
                continue;
            }
            let Some(manifest): Option<Manifest> = document.manifest()? else { break };
            let config = origin.document(&manifest.config.digest).await?;
            return Ok((Found::of(digest, manifest, &config, architecture)?, origin));
        }
        Err(ImageError::Unsupported("the image is a list of lists without end".to_owned()))
    }

    fn registry<'t>(
        &self,
        transport: &'t dyn Transport,
        reference: &Reference,
    ) -> Result<Registry<'t>, ImageError> {
        let looked = match &self.0.sources.shelf {
            Some(shelf) => format!("the folder {} has no such image", shelf.display()),
            None => "no folder is set that images may come from (`lambda_images`)".to_owned(),
        };
        let host = reference.host.as_deref();
        let Some(host) = host.filter(|_| !reference.is_ecr()) else {
            let here = if host.is_some() {
                "ECR is not part of this cloud yet"
            } else {
                "it names no registry"
            };
            return Err(ImageError::Missing(format!(
                "{here}, and {looked}: `docker save` the image under this name into that folder"
            )));
        };
        let may = is_loopback(host) || self.0.sources.registries.iter().any(|own| own == host);
        let registry = Registry::of(transport, reference).filter(|_| may);
        registry.ok_or_else(|| {
            ImageError::Missing(format!(
                "{host} is none of the registries that images may come from (`lambda_registries`), and {looked}"
            ))
        })
    }

    /// Unpacks those layers that do not lie there.
    async fn fetch(&self, found: &Found, mut origin: Origin<'_>) -> Result<(), ImageError> {
        let mut budget = Budget::new(MAX_SIZE);
        for layer in &found.layers {
            if let Some(part) = self.0.part(layer) {
                budget.take(part.sidecar.size)?;
                continue;
            }
            let blobs = self.0.folder.join("blobs");
            fs::create_dir_all(&blobs)?;
            let spool = tempfile::Builder::new().prefix("layer-").tempdir_in(&blobs)?;
            let place = origin.layer(layer, &spool.path().join("layer")).await?;
            let (inner, layer) = (self.0.clone(), layer.clone());
            budget = blocking(move || {
                inner.unpack(&layer, &place, &mut budget)?;
                Ok(budget)
            })
            .await?;
        }
        Ok(())
    }
}

/// Where the parts of an image are had from.
enum Origin<'t> {
    Shelf(Arc<Holder>),
    Registry(Registry<'t>),
}

impl Origin<'_> {
    async fn manifest(&mut self, digest: &Digest) -> Result<Vec<u8>, ImageError> {
        match self {
            Origin::Shelf(_) => self.document(digest).await,
            Origin::Registry(registry) => Ok(registry.manifest(&digest.to_string()).await?.0),
        }
    }

    async fn document(&mut self, digest: &Digest) -> Result<Vec<u8>, ImageError> {
        match self {
            Origin::Shelf(holder) => {
                let (holder, digest) = (holder.clone(), digest.clone());
                blocking(move || holder.document(&digest)).await
            }
            Origin::Registry(registry) => registry.document(digest).await,
        }
    }

    /// A layer, verified; `spool` is where it may be written to.
    async fn layer(&mut self, layer: &Layer, spool: &Path) -> Result<Place, ImageError> {
        match self {
            Origin::Shelf(holder) => {
                let (holder, digest) = (holder.clone(), layer.digest.clone());
                blocking(move || {
                    let missing = || bad(format!("the layer {digest} of the image is not there"));
                    let place = holder.place(&digest).ok_or_else(missing)?;
                    place.verify(&digest)?;
                    Ok(place)
                })
                .await
            }
            Origin::Registry(registry) => {
                registry.layer(layer, spool).await?;
                Ok(Place::whole(spool.to_owned())?)
            }
        }
    }
}

impl Inner {
    fn roots(&self) -> PathBuf {
        self.folder.join("roots")
    }

    fn layers(&self) -> PathBuf {
        self.folder.join("layers")
    }

    /// A layer that lies unpacked.
    fn part(&self, layer: &Layer) -> Option<Part> {
        let folder = self.layers().join(layer.diff_id.hex());
        let sidecar = postcard::from_bytes(&fs::read(folder.join("sidecar")).ok()?).ok()?;
        Some(Part { tree: folder.join("tree"), sidecar })
    }

    /// Unpacks a layer, whole or not at all.
    fn unpack(&self, layer: &Layer, from: &Place, budget: &mut Budget) -> Result<(), ImageError> {
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
    fn assemble(&self, key: &str, layers: &[Layer]) -> Result<(), ImageError> {
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
fn names(folder: &Path) -> Vec<(String, PathBuf)> {
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
struct Busy<'i> {
    inner: &'i Inner,
    layers: Vec<Digest>,
}

impl<'i> Busy<'i> {
    fn new(inner: &'i Inner, found: &Found) -> Busy<'i> {
        let layers: Vec<Digest> = found.layers.iter().map(|layer| layer.diff_id.clone()).collect();
        inner.state.lock().busy.extend(layers.iter().cloned());
        Busy { inner, layers }
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut state = self.inner.state.lock();
        for layer in &self.layers {
            if let Some(at) = state.busy.iter().position(|own| own == layer) {
                state.busy.swap_remove(at);
            }
        }
    }
}

/// Work on files, away from the threads that serve calls.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    let stopping = |_| ImageError::Io("the cloud is stopping".to_owned());
    tokio::task::spawn_blocking(work).await.map_err(stopping)?
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;
