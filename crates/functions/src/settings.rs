//! How functions are run in a cloud, and what comes of packages: plain data at the door of this crate.

use std::path::PathBuf;
use std::time::Duration;

use compute::Network;

/// How functions are run in this cloud.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A folder of the data directory, absolute; this process alone uses it. `None`: one for temporary files is made with
    /// the first call, and goes with this plane.
    pub folder: Option<PathBuf>,
    /// How long an environment is kept without a call, by the cloud's clock.
    pub idle: Duration,
    /// Concurrent calls of an account in a region.
    pub account_concurrency: u32,
    /// Folders in which languages are looked for first: `FOLDER/python3.12/bin/python3.12`, `FOLDER/bin/node`.
    pub runtimes: Vec<PathBuf>,
    /// The user's search path.
    pub search_path: Vec<PathBuf>,
    /// The user's home, where version managers put languages.
    pub home: Option<PathBuf>,
    /// Whether another version of a language may run what names one that is not there; the log says so.
    pub other_versions: bool,
    /// Whom functions may reach besides the cloud.
    pub network: Network,
    /// Folders below which functions may run straight from their source.
    pub hot_reload: Vec<PathBuf>,
    /// Where container images may come from.
    pub images: oci::Sources,
    /// Whether who calls a function's URL needs `lambda:InvokeFunction` besides `lambda:InvokeFunctionUrl`.
    pub url_needs_invoke: bool,
    /// The driver that runs them; `None`: the best one.
    pub driver: Option<String>,
    /// Where a Docker engine answers (`unix:///PATH`, `tcp://HOST:PORT`); `None`: at the usual socket.
    pub docker_host: Option<String>,
}

impl Settings {
    /// The defaults, in this folder.
    pub fn at(folder: impl Into<PathBuf>) -> Settings {
        Settings { folder: Some(folder.into()), ..Settings::default() }
    }
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            folder: None,
            idle: crate::functions::IDLE,
            account_concurrency: 1_000,
            runtimes: Vec::new(),
            search_path: Vec::new(),
            home: None,
            other_versions: true,
            network: Network::Own,
            hot_reload: Vec::new(),
            images: oci::Sources::default(),
            url_needs_invoke: true,
            driver: None,
            docker_host: None,
        }
    }
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
