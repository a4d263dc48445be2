//! Functions from container images: which image, and what of it a function's owner has replaced. A package of such a
//! function has no file; its row here says the image, and the number of rows that have an image keeps it unpacked.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/images-create.html>

use std::sync::Arc;

use functions::{Digest, Functions, ImageError, Reference, Root, Run};
use gen_lambda::{CreateFunctionRequest, FunctionCodeLocation, ImageConfig, ImageConfigResponse};
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};
use serde::{Deserialize, Serialize};

use crate::function::{Configuration, Settings};
use crate::package::{Package, Taken};
use crate::tables::{FUNCTIONS, IMAGE_USES, IMAGES};
use crate::{errors, image_errors};

/// An image, as a version of a function has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Image {
    /// As its owner named it.
    pub(crate) uri: String,
    /// Of its manifest.
    digest: Digest,
    /// What its files are called here.
    key: String,
    /// What it says that it runs.
    run: Run,
    own: Own,
}

/// What a function's owner has put in place of what the image says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Own {
    entrypoint: Option<Vec<String>>,
    command: Option<Vec<String>>,
    dir: Option<String>,
}

impl Own {
    fn of(config: &ImageConfig) -> Own {
        // Nothing replaces nothing.
        let words = |list: &Option<Vec<String>>| list.clone().filter(|list| !list.is_empty());
        Own {
            entrypoint: words(&config.entry_point),
            command: words(&config.command),
            dir: config.working_directory.clone().filter(|dir| !dir.is_empty()),
        }
    }
}

/// Whether these settings are of a function from an image: it has no runtime of AWS's.
pub(crate) fn is_image(settings: &Settings) -> bool {
    settings.runtime.is_empty()
}

impl Image {
    /// What runs.
    pub(crate) fn run(&self) -> Run {
        let Image { run, own, .. } = self;
        Run {
            entrypoint: own.entrypoint.as_ref().unwrap_or(&run.entrypoint).clone(),
            command: own.command.as_ref().unwrap_or(&run.command).clone(),
            dir: own.dir.as_ref().unwrap_or(&run.dir).clone(),
            env: run.env.clone(),
        }
    }

    /// What answers show of what the owner has replaced; nothing when that is nothing.
    pub(crate) fn shown(&self) -> Option<ImageConfigResponse> {
        (self.own != Own::default()).then(|| ImageConfigResponse {
            image_config: Some(ImageConfig {
                entry_point: self.own.entrypoint.clone(),
                command: self.own.command.clone(),
                working_directory: self.own.dir.clone(),
            }),
            error: None,
        })
    }

    /// Where the code is.
    pub(crate) fn location(&self) -> FunctionCodeLocation {
        let repository = Reference::parse(&self.uri).map(|name| name.repository());
        let repository = repository.unwrap_or_else(|_| self.uri.clone());
        FunctionCodeLocation {
            repository_type: Some("ECR".to_owned()),
            image_uri: Some(self.uri.clone()),
            resolved_image_uri: Some(format!("{repository}@{}", self.digest)),
            ..FunctionCodeLocation::default()
        }
    }

    /// Its files; has them fetched again when they are gone.
    pub(crate) async fn root(
        &self,
        functions: &Functions,
        architecture: &str,
    ) -> ApiResult<Arc<Root>> {
        if let Some(root) = functions.held_image(&self.key) {
            return Ok(root);
        }
        let fetched = functions.image(&self.uri, &self.digest, architecture).await;
        fetched.map_err(|error| match error {
            ImageError::Io(what) => errors::service_failure(what),
            error => errors::cannot_run(format!("The image {} is gone: {error}", self.uri)),
        })
    }
}

/// Checks what a request for a new function says besides its image.
pub(crate) fn check_new(input: &CreateFunctionRequest) -> ApiResult<&str> {
    let layers = input.layers.as_ref().is_some_and(|layers| !layers.is_empty());
    if input.runtime.is_some() || input.handler.is_some() || layers {
        return Err(image_errors::runtime_for_image());
    }
    let code = &input.code;
    if code.zip_file.is_some() || code.s3_bucket.is_some() || code.s3_key.is_some() {
        return Err(image_errors::no_image());
    }
    code.image_uri.as_deref().ok_or_else(image_errors::no_image)
}

/// Finds an image and unpacks it.
pub(crate) async fn take(
    wx: &mut WaitCx<'_>,
    uri: &str,
    architecture: &str,
    config: Option<&ImageConfig>,
) -> ApiResult<Taken> {
    let (functions, image) = find(wx, uri, architecture, config).await?;
    let root = functions.image(uri, &image.digest, architecture).await;
    let root = root.map_err(|error| image_errors::image(uri, error))?;
    let package = image.package(wx.kernel().next_sequence());
    Ok(Taken::of_image(package, image, root))
}

/// Finds an image, and says what its package would be.
pub(crate) async fn try_out(
    wx: &mut WaitCx<'_>,
    uri: &str,
    architecture: &str,
) -> ApiResult<Package> {
    let (_, image) = find(wx, uri, architecture, None).await?;
    Ok(image.package(0))
}

async fn find(
    wx: &WaitCx<'_>,
    uri: &str,
    architecture: &str,
    config: Option<&ImageConfig>,
) -> ApiResult<(Arc<Functions>, Image)> {
    Reference::parse(uri).map_err(|error| image_errors::image(uri, error))?;
    let functions = wx.kernel().plane::<Functions>();
    let functions = functions
        .ok_or_else(|| ApiError::not_implemented("running functions in this embedded cloud"))?;
    if let Some(why) = functions.no_images().await {
        return Err(image_errors::images_cannot_run(&why));
    }
    let found = functions.find_image(uri, architecture).await;
    let found = found.map_err(|error| image_errors::image(uri, error))?;
    let image = Image {
        uri: uri.to_owned(),
        key: found.key(),
        digest: found.digest,
        run: found.run,
        own: config.map(Own::of).unwrap_or_default(),
    };
    Ok((functions, image))
}

impl Image {
    /// The package that stands for it. Its size is in the registry, and counts nowhere here.
    fn package(&self, number: u64) -> Package {
        Package { number, sha256: self.digest.hex().to_owned(), size: 0, unzipped: 0 }
    }

    pub(crate) fn configure_like(&mut self, other: &Image) {
        self.own.clone_from(&other.own);
    }

    /// Has a transaction name it, for a package.
    pub(crate) async fn keep(&self, cx: &mut Cx<'_>, number: u64) -> ApiResult<()> {
        let uses = cx.get(&IMAGE_USES, &self.key).await?.unwrap_or_default();
        cx.put(&IMAGE_USES, &self.key, &(uses + 1));
        cx.put(&IMAGES, &number, self);
        Ok(())
    }
}

/// The image of a version, if it runs from one.
pub(crate) async fn of(cx: &mut Cx<'_>, version: &Configuration) -> ApiResult<Option<Arc<Image>>> {
    match is_image(&version.settings) {
        true => cx.get_shared(&IMAGES, &version.package.number).await,
        false => Ok(None),
    }
}

/// The last version that had a package is gone: with it its image, when nothing else has that.
pub(crate) async fn forget(cx: &mut Cx<'_>, number: u64) -> ApiResult<()> {
    let Some(image) = cx.get(&IMAGES, &number).await? else { return Ok(()) };
    cx.delete(&IMAGES, &number);
    let uses = cx.get(&IMAGE_USES, &image.key).await?.unwrap_or_default();
    if uses > 1 {
        cx.put(&IMAGE_USES, &image.key, &(uses - 1));
        return Ok(());
    }
    cx.delete(&IMAGE_USES, &image.key);
    if let Some(functions) = cx.kernel().plane::<Functions>() {
        cx.on_commit(move || functions.release_image(&image.key));
    }
    Ok(())
}

/// What was taken in has been kept, or has not: its files go, unless a function has them.
pub(crate) async fn settle(wx: &mut WaitCx<'_>, taken: &Taken) -> ApiResult<()> {
    let Some(image) = taken.image() else { return Ok(()) };
    let key = image.key.clone();
    let used = transact!(wx, cx => cx.has(&IMAGE_USES, &key).await)?;
    let Some(functions) = wx.kernel().plane::<Functions>() else { return Ok(()) };
    match used {
        // Somebody may have let go of it while it was taken in.
        true => drop(functions.held_image(&image.key)),
        false => functions.release_image(&image.key),
    }
    Ok(())
}

/// What `config` makes of a function's package: another one with the same image.
pub(crate) async fn reconfigured(
    cx: &mut Cx<'_>,
    latest: &Configuration,
    config: &ImageConfig,
) -> ApiResult<Option<Package>> {
    let Some(image) = of(cx, latest).await? else {
        return Err(image_errors::image_config_for_zip());
    };
    let own = Own::of(config);
    if own == image.own {
        return Ok(None);
    }
    let package = image.package(cx.next_sequence());
    Image { own, ..(*image).clone() }.keep(cx, package.number).await?;
    package.hold(cx).await?;
    latest.package.release(cx).await?;
    Ok(Some(package))
}

/// Fails when there is a function of this name, before an image is fetched for it.
pub(crate) async fn require_free(
    cx: &mut Cx<'_>,
    name: &crate::function_name::FunctionName,
) -> ApiResult<()> {
    match cx.has(&FUNCTIONS, name).await? {
        true => Err(errors::function_exists(name.as_str())),
        false => Ok(()),
    }
}
