//! The compute plane of one cloud: its drivers, the folder that they use, the helper that they start.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::Driver;
use crate::docker::{DEFAULT_ADDRESS, Docker};
use crate::local::{Core, Kind, Local};

/// The first argument with which a binary calls [`crate::helper_main`] and does nothing else.
pub const HELPER_ARGUMENT: &str = "__sandbox";

/// What starts the helper.
#[derive(Debug, Clone)]
pub struct HelperCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
}

impl HelperCommand {
    /// This binary again, with [`HELPER_ARGUMENT`].
    pub fn own_binary() -> io::Result<HelperCommand> {
        // The link leads to the running binary also when its file has been replaced.
        let program = match cfg!(target_os = "linux") {
            true => PathBuf::from("/proc/self/exe"),
            false => std::env::current_exe()?,
        };
        Ok(HelperCommand { program, args: vec![HELPER_ARGUMENT.to_owned()] })
    }
}

/// The drivers of one cloud. Dropping it ends all their instances, and waits for that.
#[derive(Debug)]
pub struct Plane {
    sandbox: Arc<Local>,
    process: Arc<Local>,
    docker: Arc<Docker>,
}

impl Plane {
    /// Opens the plane, and removes what an earlier one with this folder left behind. One process at a time holds the
    /// folder, which is an absolute path. Blocks for some milliseconds; the helper starts with the first instance.
    pub fn open(folder: impl Into<PathBuf>, helper: HelperCommand) -> io::Result<Plane> {
        Plane::with_engine(folder, helper, None)
    }

    /// The same with a Docker engine at `engine` (`unix:///PATH`, `tcp://HOST:PORT`) instead of the usual socket. Nothing is
    /// asked of it before an instance is; but where an earlier plane has left containers behind, this waits for the engine
    /// to remove them, ten seconds at most.
    pub fn with_engine(
        folder: impl Into<PathBuf>,
        helper: HelperCommand,
        engine: Option<String>,
    ) -> io::Result<Plane> {
        let engine = engine.unwrap_or_else(|| DEFAULT_ADDRESS.to_owned());
        let core = Arc::new(Core::open(folder.into(), helper)?);
        Ok(Plane {
            sandbox: Arc::new(Local::new(Kind::Sandbox, core.clone())),
            process: Arc::new(Local::new(Kind::Process, core.clone())),
            docker: Arc::new(Docker::open(core, engine)),
        })
    }

    /// All drivers, the best first.
    pub fn drivers(&self) -> Vec<Arc<dyn Driver>> {
        vec![self.sandbox.clone(), self.docker.clone(), self.process.clone()]
    }

    /// The driver of this name.
    pub fn driver(&self, name: &str) -> Option<Arc<dyn Driver>> {
        self.drivers().into_iter().find(|driver| driver.name() == name)
    }

    /// The best driver that works on this machine. An engine is asked only where there can be no sandboxes.
    pub async fn best(&self) -> Arc<dyn Driver> {
        let Err(no_sandbox) = self.sandbox.apart().await else { return self.sandbox.clone() };
        match self.docker.works().await {
            Ok(()) => self.docker.clone(),
            Err(no_docker) => {
                tracing::info!(%no_sandbox, %no_docker, "instances are plain processes here");
                self.process.clone()
            }
        }
    }
}
