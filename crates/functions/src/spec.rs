//! What a function is to be when it runs. Made by the service from its rows; nothing here is looked up again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// One published version of a function, or `$LATEST`, as it is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionSpec {
    /// The account that it belongs to.
    pub account: String,
    /// Its region.
    pub region: String,
    /// Its name.
    pub name: String,
    /// `$LATEST` or a number.
    pub version: String,
    /// `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, without a qualifier.
    pub arn: String,
    /// Changes whenever code or configuration does: an environment that was made for another one is not used again.
    pub revision: String,
    /// The ARN of its execution role.
    pub role: String,
    /// `python3.12`, `nodejs20.x`, `provided.al2023`, ...; empty for images.
    pub runtime: String,
    /// `module.function`; may be empty for custom runtimes.
    pub handler: String,
    /// Where its code lies.
    pub code: Code,
    /// Unpacked layers, in order: later ones lie over earlier ones.
    pub layers: Vec<PathBuf>,
    /// The variables that its owner set.
    pub environment: Vec<(String, String)>,
    /// 128 to 10240.
    pub memory_mib: u32,
    /// 1 to 900 seconds.
    pub timeout: Duration,
    /// Size of `/tmp`, 512 to 10240.
    pub tmp_mib: u32,
    /// `x86_64` or `arm64`.
    pub architecture: String,
    /// How and where it logs.
    pub logging: Logging,
    /// Whether traces are sampled: tracing mode `Active`.
    pub traced: bool,
    /// Reserved concurrency of the function (all its versions together).
    pub reserved_concurrency: Option<u32>,
}

/// Where a function's code lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// A folder that [`crate::Functions::unpack`] made.
    Package(PathBuf),
    /// A folder of the user's, looked at again before every call: a change starts new environments.
    HotReload(PathBuf),
    /// A container image, unpacked: see [`crate::Functions::image`].
    Image(Image),
}

/// A container image as a function runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its files.
    pub root: Arc<oci::Root>,
    /// What runs, with what the function's owner has put in its place.
    pub run: oci::Run,
}

impl Code {
    /// The folder.
    pub fn folder(&self) -> &Path {
        match self {
            Code::Package(folder) | Code::HotReload(folder) => folder,
            Code::Image(image) => image.root.folder(),
        }
    }
}

/// How a function logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logging {
    /// Text or JSON.
    pub format: LogFormat,
    /// Lines of the function's own below this level are left out; JSON only: `TRACE` ... `FATAL`.
    pub application_level: Option<String>,
    /// Lines of the platform below this level are left out; JSON only: `DEBUG`, `INFO`, `WARN`.
    pub system_level: Option<String>,
    /// The log group: `/aws/lambda/NAME` unless its owner said otherwise.
    pub group: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// `START RequestId: ...`
    Text,
    /// `{"time": ..., "type": "platform.start", ...}`
    Json,
}

/// What made an environment: `AWS_LAMBDA_INITIALIZATION_TYPE`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Initialization {
    /// A call that found no environment.
    OnDemand,
    /// Provisioned concurrency.
    Provisioned,
}
