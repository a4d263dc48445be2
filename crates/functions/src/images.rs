//! Container images of functions: found, unpacked and let go of, as the plane's door to the crate `oci`. They lie below the
//! plane's folder and stay over a restart, unlike packages.

use std::collections::HashSet;
use std::sync::Arc;

use oci::{Answer, Digest, Found, ImageError, Images, Root, Transport};

use crate::functions::Inner;
use crate::{Cloud, Functions};

/// Registries are asked through the cloud.
struct Asking<'c>(&'c dyn Cloud);

impl Transport for Asking<'_> {
    fn get<'a>(
        &'a self,
        url: &'a str,
        headers: &'a [(&'static str, String)],
    ) -> oci::Later<'a, Result<Answer, String>> {
        self.0.ask(url, headers)
    }
}

impl Inner {
    fn images(&self) -> Result<&Images, ImageError> {
        if let Some(images) = self.images.get() {
            return Ok(images);
        }
        let folder = self.folder().map_err(|error| ImageError::Io(error.to_string()))?;
        let sources = self.settings.images.clone();
        Ok(self.images.get_or_init(|| Images::new(folder.join("images"), sources)))
    }
}

impl Functions {
    /// Why functions cannot run from images here; `None` when they can.
    pub async fn no_images(&self) -> Option<String> {
        match self.0.plane().await {
            Ok(opened) => opened.driver.no_roots().await,
            Err(error) => Some(error.to_string()),
        }
    }

    /// Finds an image by its name, for an architecture; nothing is unpacked yet.
    pub async fn find_image(&self, name: &str, architecture: &str) -> Result<Found, ImageError> {
        self.0.images()?.find(&Asking(&*self.0.cloud), name, architecture).await
    }

    /// The files of an image, when they lie there: `key` is [`Found::key`].
    pub fn held_image(&self, key: &str) -> Option<Arc<Root>> {
        self.0.images().ok()?.held(key)
    }

    /// Unpacks an image by its digest, unless it lies there. May take as long as a download does.
    pub async fn image(
        &self,
        name: &str,
        digest: &Digest,
        architecture: &str,
    ) -> Result<Arc<Root>, ImageError> {
        self.0.images()?.provide(&Asking(&*self.0.cloud), name, digest, architecture).await
    }

    /// No function needs this image any more: it goes as soon as nothing runs from it.
    pub fn release_image(&self, key: &str) {
        if let Ok(images) = self.0.images() {
            images.release(key);
        }
    }

    /// Removes images that no function names, which an earlier cloud left. Before the first call; blocks.
    pub fn sweep_images(&self, named: &HashSet<String>) {
        // A folder of its own is empty, and is not made for this.
        if self.0.settings.folder.is_some()
            && let Ok(images) = self.0.images()
        {
            images.sweep(named);
        }
    }
}
