//! Packages: the zip files of functions and layers, kept encrypted beside the rows, and given out under addresses that
//! serve for a while. A package lies there as long as a version of a function or layer uses it.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use functions::{Root, UnpackError};
use kernel::{ApiError, ApiResult, Cx, Kernel, PublicDocument, Timestamp, UnkeptFile, WaitCx};
use schema::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::image::{self, Image};
use crate::source::Source;
use crate::tables::{CODE_SIZE, FOLDERS, PACKAGES};
use crate::{errors, limits};

const AT_REST: &str = "lambda.package";
const ADDRESS: &str = "lambda.package-address";
/// Where packages are served, below `/_stratus/`.
const PATH: &str = "lambda/code/";

/// A package that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Package {
    pub(crate) number: u64,
    /// In base64.
    pub(crate) sha256: String,
    /// Bytes, zipped.
    pub(crate) size: u64,
    /// Bytes, unzipped.
    pub(crate) unzipped: u64,
}

/// The name of the file of a package.
pub(crate) fn file_name(number: u64) -> String {
    format!("lambda-{number:016x}")
}

/// The number of the package that a file is of.
pub(crate) fn number_of_file(name: &str) -> Option<u64> {
    u64::from_str_radix(name.strip_prefix("lambda-")?, 16).ok()
}

/// A package that was taken in. Nothing names it until a transaction that keeps it is committed; what is not kept
/// leaves nothing.
pub(crate) struct Taken {
    pub(crate) package: Package,
    /// Images have none.
    file: Option<UnkeptFile>,
    /// The folder that it stands for.
    folder: Option<String>,
    /// The image that it stands for, with its files, which are there as long as this is.
    image: Option<(Image, Arc<Root>)>,
}

impl Taken {
    /// A package that stands for an image.
    pub(crate) fn of_image(package: Package, image: Image, root: Arc<Root>) -> Taken {
        Taken { package, file: None, folder: None, image: Some((image, root)) }
    }

    /// What was put in place of what another image says is put in place of what this one says.
    pub(crate) fn configure_like(&mut self, other: Option<&Image>) {
        if let (Some((image, _)), Some(other)) = (&mut self.image, other) {
            image.configure_like(other);
        }
    }

    pub(crate) fn image(&self) -> Option<&Image> {
        self.image.as_ref().map(|(image, _)| image)
    }

    /// Has a transaction name the package. May run more than once.
    pub(crate) async fn keep(&self, cx: &mut Cx<'_>) -> ApiResult<()> {
        cx.put(&PACKAGES, &self.package.number, &0);
        if let Some(file) = &self.file {
            file.keep(cx);
        }
        if let Some((image, _)) = &self.image {
            image.keep(cx, self.package.number).await?;
        }
        if let Some(folder) = &self.folder {
            cx.put(&FOLDERS, &self.package.number, folder);
        }
        self.package.hold(cx).await
    }
}

/// Takes in what a request gives: looked through, encrypted, in a file of its own.
pub(crate) async fn take(wx: &mut WaitCx<'_>, source: &Source<'_>) -> ApiResult<Taken> {
    let zip = source.read(wx).await?;
    let (zip, unzipped) = look_through(wx.kernel(), zip).await?;
    write(wx.kernel(), zip, unzipped).await
}

/// Checks what a request gives, and keeps nothing: what its package would be.
pub(crate) async fn try_out(wx: &mut WaitCx<'_>, source: &Source<'_>) -> ApiResult<Package> {
    let zip = source.read(wx).await?;
    let (zip, unzipped) = look_through(wx.kernel(), zip).await?;
    Ok(describe(0, &zip, unzipped))
}

/// Small packages are looked through at once, large ones away from the threads that serve calls.
async fn look_through(kernel: &Kernel, zip: Bytes) -> ApiResult<(Bytes, u64)> {
    let looked = match zip.len() < 64 * 1024 {
        true => functions::inspect(&zip, limits::MAX_UNZIPPED),
        false => {
            let zip = zip.clone();
            kernel.off_thread(move || functions::inspect(&zip, limits::MAX_UNZIPPED)).await?
        }
    };
    match looked {
        Ok(unzipped) => Ok((zip, unzipped)),
        Err(UnpackError::Bad(_)) => Err(errors::bad_zip()),
        Err(UnpackError::TooLarge { .. }) => Err(errors::unzipped_too_large()),
        Err(UnpackError::Io(error)) => Err(ApiError::bug(error)),
    }
}

fn describe(number: u64, zip: &[u8], unzipped: u64) -> Package {
    let sha256 = STANDARD.encode(Sha256::digest(zip));
    Package { number, sha256, size: zip.len() as u64, unzipped }
}

async fn write(kernel: &Kernel, zip: Bytes, unzipped: u64) -> ApiResult<Taken> {
    let number = kernel.next_sequence();
    let blobs = kernel.store().blobs().clone();
    let name = file_name(number);
    let file = UnkeptFile::new(blobs.clone(), name.clone());
    let sealing = kernel.clone();
    let package = kernel
        .off_thread(move || {
            let package = describe(number, &zip, unzipped);
            let mut writer = blobs.writer(&name)?;
            for piece in sealing.seal(AT_REST, &zip).chunks(1 << 20) {
                writer.write(piece)?;
            }
            writer.finish().map(|_| package)
        })
        .await?
        .map_err(ApiError::bug)?;
    Ok(Taken { package, file: Some(file), folder: None, image: None })
}

/// An archive with nothing in it: what a function that runs from a folder shows for its package.
const EMPTY: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// A package that stands for a folder.
pub(crate) async fn take_folder(kernel: &Kernel, folder: &str) -> ApiResult<Taken> {
    let taken = write(kernel, Bytes::from_static(EMPTY), 0).await?;
    let sha256 = STANDARD.encode(Sha256::digest(folder));
    let package = Package { sha256, ..taken.package };
    Ok(Taken { package, file: taken.file, folder: Some(folder.to_owned()), image: None })
}

impl Package {
    /// Notes that one more version uses the package.
    pub(crate) async fn hold(&self, cx: &mut Cx<'_>) -> ApiResult<()> {
        let uses = cx.get(&PACKAGES, &self.number).await?.unwrap_or_default();
        cx.put(&PACKAGES, &self.number, &(uses + 1));
        let key = String::new();
        let size = cx.get(&CODE_SIZE, &key).await?.unwrap_or_default() + self.size.cast_signed();
        if size > limits::MAX_CODE_STORAGE {
            return Err(errors::code_storage_full());
        }
        cx.put(&CODE_SIZE, &key, &size);
        Ok(())
    }

    /// Notes that a version no longer uses the package, which goes with its last user.
    pub(crate) async fn release(&self, cx: &mut Cx<'_>) -> ApiResult<()> {
        let key = String::new();
        let size = cx.get(&CODE_SIZE, &key).await?.unwrap_or_default() - self.size.cast_signed();
        cx.put(&CODE_SIZE, &key, &size.max(0));
        self.unpin(cx).await
    }

    /// The same for those who only keep it there: functions that use a layer.
    pub(crate) async fn unpin(&self, cx: &mut Cx<'_>) -> ApiResult<()> {
        let uses = cx.get(&PACKAGES, &self.number).await?.unwrap_or_default();
        if uses > 1 {
            cx.put(&PACKAGES, &self.number, &(uses - 1));
            return Ok(());
        }
        cx.delete(&PACKAGES, &self.number);
        cx.delete(&FOLDERS, &self.number);
        image::forget(cx, self.number).await?;
        let blobs = cx.kernel().store().blobs().clone();
        let name = file_name(self.number);
        cx.on_commit(move || {
            // When that fails, the sweep at the next start finds it.
            let _swept_later = blobs.delete(&name);
        });
        Ok(())
    }

    /// Keeps it there without counting its size: it is a layer's, perhaps of another account.
    pub(crate) async fn pin(&self, cx: &mut Cx<'_>) -> ApiResult<()> {
        let uses = cx.get(&PACKAGES, &self.number).await?.unwrap_or_default();
        cx.put(&PACKAGES, &self.number, &(uses + 1));
        Ok(())
    }

    /// The zip file.
    pub(crate) fn read(&self, kernel: &Kernel) -> ApiResult<Bytes> {
        read(kernel, self.number)
    }

    /// An address that gives out the zip file for a while, to whoever has it.
    pub(crate) fn address(&self, cx: &Cx<'_>) -> ApiResult<String> {
        let until = cx.now().plus(std::time::Duration::from_secs(limits::DOWNLOAD_LIFE));
        let plain = postcard::to_stdvec(&(self.number, until)).map_err(ApiError::bug)?;
        let token = URL_SAFE_NO_PAD.encode(cx.kernel().seal(ADDRESS, &plain));
        let endpoint = cx.endpoint();
        // What is below `/_stratus/` is at this cloud's own name, not at a service's.
        let advertised = cx.settings().advertised.as_deref();
        let authority = advertised.unwrap_or(&endpoint.authority);
        let own = authority.strip_prefix("lambda.").unwrap_or(authority);
        let own = own
            .strip_prefix(cx.region().as_str())
            .and_then(|rest| rest.strip_prefix('.'))
            .unwrap_or(own);
        Ok(format!("{}://{own}/_stratus/{PATH}{token}", endpoint.scheme()))
    }
}

fn read(kernel: &Kernel, number: u64) -> ApiResult<Bytes> {
    let reader = kernel.store().blobs().open(&file_name(number)).map_err(ApiError::bug)?;
    let len = usize::try_from(reader.len()).map_err(ApiError::bug)?;
    let sealed = reader.read(0, len).map_err(ApiError::bug)?;
    let plain = kernel.unseal(AT_REST, &sealed);
    plain
        .map(Bytes::from)
        .ok_or_else(|| ApiError::bug("a package does not open under this installation's key"))
}

/// The package at an address that was given out and still serves.
pub(crate) async fn document(cx: &mut Cx<'_>, path: &str) -> ApiResult<Option<PublicDocument>> {
    let (kernel, now) = (cx.kernel(), cx.now());
    let Some(token) = path.strip_prefix(PATH).filter(|token| token.len() < 1_024) else {
        return Ok(None);
    };
    let opened = URL_SAFE_NO_PAD.decode(token).ok().and_then(|raw| kernel.unseal(ADDRESS, &raw));
    let Some(plain) = opened else { return Ok(None) };
    let (number, until): (u64, Timestamp) = postcard::from_bytes(&plain).map_err(ApiError::bug)?;
    // Its function may be gone meanwhile.
    if until < now || kernel.store().blobs().open(&file_name(number)).is_err() {
        return Ok(None);
    }
    let reader = kernel.clone();
    let zip = kernel.off_thread(move || read(&reader, number)).await??;
    Ok(Some(("application/zip", zip)))
}
