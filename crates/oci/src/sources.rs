//! Where images come from: a folder of this machine that has been named, registries of this machine, and registries that
//! have been named.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::error::{ImageError, bad};
use crate::manifest::{Document, Found, Layer, Manifest, choose};
use crate::place::Place;
use crate::registry::{Registry, is_loopback};
use crate::shelf::{self, Holder};
use crate::transport::Transport;
use crate::{Digest, Reference};

/// How many lists lead to an image, at most: a list in a list.
const MAX_LISTS: usize = 2;

/// Where images may come from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// A folder with archives and layouts.
    pub shelf: Option<PathBuf>,
    /// Registries besides those of this machine: `registry.example.com`, `10.0.0.7:5000`.
    pub registries: Vec<String>,
}

impl Sources {
    /// An image, and where its parts are had from.
    pub(crate) async fn look_up<'t>(
        &self,
        transport: &'t dyn Transport,
        reference: &Reference,
        architecture: &str,
    ) -> Result<(Found, Origin<'t>), ImageError> {
        let shelved = match self.shelf.clone() {
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
        let looked = match &self.shelf {
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
        let may = is_loopback(host) || self.registries.iter().any(|own| own == host);
        let registry = Registry::of(transport, reference).filter(|_| may);
        registry.ok_or_else(|| {
            ImageError::Missing(format!(
                "{host} is none of the registries that images may come from (`lambda_registries`), and {looked}"
            ))
        })
    }
}

/// Where the parts of an image are had from.
pub(crate) enum Origin<'t> {
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
    pub(crate) async fn layer(&mut self, layer: &Layer, spool: &Path) -> Result<Place, ImageError> {
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

/// Work on files, away from the threads that serve calls.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImageError> + Send + 'static,
) -> Result<T, ImageError> {
    let stopping = |_| ImageError::Io("the cloud is stopping".to_owned());
    tokio::task::spawn_blocking(work).await.map_err(stopping)?
}
