//! The functions of one cloud: the plane that services find by `kernel.plane::<Functions>()`.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clock::Clock;

use crate::{Cloud, FunctionSpec, Invocation, InvokeError, Invoked, Provisioning, Streamed};

/// How functions are run in this cloud.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A folder of the data directory, absolute; this process alone uses it.
    pub folder: PathBuf,
    /// How long an environment is kept without a call, by the cloud's clock.
    pub idle: Duration,
    /// Concurrent calls of an account in a region.
    pub account_concurrency: u32,
    /// Folders in which languages are looked for first: `FOLDER/python3.12/bin/python3.12`.
    pub runtimes: Vec<PathBuf>,
    /// Whether another minor version of a language may run what names one that is not there.
    pub other_versions: bool,
}

impl Settings {
    /// The defaults, in this folder.
    pub fn at(folder: impl Into<PathBuf>) -> Settings {
        Settings {
            folder: folder.into(),
            idle: Duration::from_secs(600),
            account_concurrency: 1_000,
            runtimes: Vec::new(),
            other_versions: true,
        }
    }
}

/// Runs functions. Dropping it ends their environments.
pub struct Functions {
    settings: Settings,
}

/// Why a package was not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum UnpackError {
    /// It is no archive, or one that must not be unpacked; the text says why.
    #[error("{0}")]
    Bad(String),
    /// It is larger than allowed.
    #[error("Unzipped size must be smaller than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// The folder cannot be written.
    #[error("the package cannot be unpacked: {0}")]
    Io(#[from] std::io::Error),
}

/// A package that lies unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unpacked {
    /// The folder, named by the archive's hash.
    pub folder: PathBuf,
    /// How large it is, in bytes.
    pub size: u64,
}

impl Functions {
    /// Opens the plane, and removes what an earlier one left behind. No process starts before the first call.
    pub fn open(
        settings: Settings,
        _clock: Clock,
        _helper: compute::HelperCommand,
        _cloud: Arc<dyn Cloud>,
    ) -> std::io::Result<Functions> {
        Ok(Functions { settings })
    }

    /// Unpacks a zip archive below the data folder, once for each content. Blocks: call it off the runtime's threads.
    /// `limit` is what it may be unpacked, in bytes: 250 MB less what the layers take.
    pub fn unpack(&self, _zip: &[u8], _limit: u64) -> Result<Unpacked, UnpackError> {
        Err(UnpackError::Bad("packages cannot be unpacked yet".to_owned()))
    }

    /// Removes unpacked packages that are not among `named`. Blocks.
    pub fn sweep(&self, _named: &[PathBuf]) -> std::io::Result<()> {
        Ok(())
    }

    /// Calls a function and waits for its answer.
    pub async fn invoke(
        &self,
        _spec: &Arc<FunctionSpec>,
        _invocation: Invocation,
    ) -> Result<Invoked, InvokeError> {
        Err(InvokeError::System("functions cannot run yet".to_owned()))
    }

    /// Calls a function whose answer may come in pieces; returns with the first of them.
    pub async fn invoke_streaming(
        &self,
        _spec: &Arc<FunctionSpec>,
        _invocation: Invocation,
    ) -> Result<Streamed, InvokeError> {
        Err(InvokeError::System("functions cannot run yet".to_owned()))
    }

    /// Ends the environments of a function, all versions (`version` is `None`) or one: it was deleted or changed. Those
    /// that are busy finish first.
    pub fn forget(&self, _arn: &str, _version: Option<&str>) {}

    /// Keeps `count` environments of a version ready (0: none). They come one after the other: ask
    /// [`Functions::provisioned`] how far they are.
    pub fn provision(&self, _spec: &Arc<FunctionSpec>, _count: u32) {}

    /// How far provisioned concurrency of a version has come.
    pub fn provisioned(&self, _arn: &str, _version: &str) -> Option<Provisioning> {
        None
    }

    /// Calls of a function that are under way.
    pub fn concurrency(&self, _arn: &str) -> u32 {
        0
    }

    /// Where packages lie.
    pub fn packages(&self) -> PathBuf {
        Path::new(&self.settings.folder).join("packages")
    }
}
