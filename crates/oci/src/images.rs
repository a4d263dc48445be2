//! The images of one cloud: found, unpacked, held and let go of.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::cache::{Busy, Cache, Root};
use crate::error::ImageError;
use crate::manifest::{Found, MAX_SIZE};
use crate::sources::{Origin, Sources, blocking};
use crate::transport::Transport;
use crate::unpack::Budget;
use crate::{Digest, Reference};

/// The images of one cloud.
pub struct Images {
    cache: Arc<Cache>,
    sources: Sources,
}

impl Images {
    /// Images below `folder`, which this process alone uses.
    pub fn new(folder: PathBuf, sources: Sources) -> Images {
        Images { cache: Arc::new(Cache::new(folder)), sources }
    }

    /// Finds an image for an architecture (`x86_64` or `arm64`); nothing is unpacked yet.
    pub async fn find(
        &self,
        transport: &dyn Transport,
        name: &str,
        architecture: &str,
    ) -> Result<Found, ImageError> {
        let reference = Reference::parse(name)?;
        Ok(self.sources.look_up(transport, &reference, architecture).await?.0)
    }

    /// A root that lies there.
    pub fn held(&self, key: &str) -> Option<Arc<Root>> {
        self.cache.held(key)
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
        let (found, origin) = self.sources.look_up(transport, &pinned, architecture).await?;
        let key = found.key();
        let gate = self.cache.gate(&key);
        let _one = gate.lock().await;
        if let Some(root) = self.held(&key) {
            return Ok(root);
        }
        let busy = Busy::new(&self.cache, &found);
        self.fetch(&found, origin).await?;
        let (cache, layers) = (self.cache.clone(), found.layers.clone());
        let own = key.clone();
        blocking(move || cache.assemble(&own, &layers)).await?;
        let root = self.held(&key);
        drop(busy);
        root.ok_or_else(|| ImageError::Io("the image went away while it was unpacked".to_owned()))
    }

    /// Nobody needs this root any more: it goes as soon as nobody holds it.
    pub fn release(&self, key: &str) {
        self.cache.release(key);
    }

    /// Removes all that is not among `named`, and what was left half done. Before the first use; blocks.
    pub fn sweep(&self, named: &HashSet<String>) {
        self.cache.sweep(named);
    }

    /// Unpacks those layers that do not lie there.
    async fn fetch(&self, found: &Found, mut origin: Origin<'_>) -> Result<(), ImageError> {
        let mut budget = Budget::new(MAX_SIZE);
        for layer in &found.layers {
            if let Some(part) = self.cache.part(layer) {
                budget.take(part.sidecar.size)?;
                continue;
            }
            let spool = self.cache.spool()?;
            let place = origin.layer(layer, &spool.path().join("layer")).await?;
            let (cache, layer) = (self.cache.clone(), layer.clone());
            budget = blocking(move || {
                cache.unpack(&layer, &place, &mut budget)?;
                Ok(budget)
            })
            .await?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "images_tests.rs"]
mod tests;
