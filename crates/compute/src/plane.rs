//! The compute plane of one cloud: its drivers, the folder that they use, the helper that they start.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::Driver;
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
}

impl Plane {
    /// Opens the plane, and removes what an earlier one with this folder left behind. One process at a time holds the
    /// folder, which is an absolute path. Blocks for some milliseconds; the helper starts with the first instance.
    pub fn open(folder: impl Into<PathBuf>, helper: HelperCommand) -> io::Result<Plane> {
        let core = Arc::new(Core::open(folder.into(), helper)?);
        Ok(Plane {
            sandbox: Arc::new(Local::new(Kind::Sandbox, core.clone())),
            process: Arc::new(Local::new(Kind::Process, core)),
        })
    }

    /// All drivers, the best first.
    pub fn drivers(&self) -> Vec<Arc<dyn Driver>> {
        vec![self.sandbox.clone(), self.process.clone()]
    }

    /// The driver of this name.
    pub fn driver(&self, name: &str) -> Option<Arc<dyn Driver>> {
        self.drivers().into_iter().find(|driver| driver.name() == name)
    }

    /// The best driver that works on this machine.
    pub async fn best(&self) -> Arc<dyn Driver> {
        match self.sandbox.apart().await {
            Ok(_) => self.sandbox.clone(),
            Err(_) => self.process.clone(),
        }
    }
}
