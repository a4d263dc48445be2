//! Where containers share no kernel with the cloud - they run in a virtual machine then - sockets cannot be handed over, and
//! there is no such driver.

use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::local::Core;
use crate::{Driver, Guarantees, Instance, Later, Mount, Promise, Spec, StartError};

const WHY: &str = "the driver `docker` needs an engine that runs on the same Linux as the cloud";

/// There is none.
#[derive(Debug)]
pub(crate) enum Container {}

impl Container {
    pub(crate) fn remove(&self) {
        match *self {}
    }

    pub(crate) async fn freeze(&self, _: bool) -> io::Result<()> {
        match *self {}
    }

    pub(crate) async fn set_cpu(&self, _: u32) -> io::Result<()> {
        match *self {}
    }
}

/// Nothing is left in no engine.
pub(crate) fn sweep(_: String, _: &str) -> Result<(), String> {
    Ok(())
}

/// The driver that says why it is none.
#[derive(Debug)]
pub(crate) struct Docker;

impl Docker {
    pub(crate) fn open(_: Arc<Core>, _: String) -> Docker {
        Docker
    }

    pub(crate) async fn works(&self) -> Result<(), StartError> {
        Err(StartError::Spec(WHY.to_owned()))
    }
}

impl Driver for Docker {
    fn name(&self) -> &'static str {
        "docker"
    }

    fn guarantees(&self) -> Later<'_, Guarantees> {
        let mut guarantees = Guarantees::default();
        for promise in Promise::ALL {
            guarantees.missing(promise, WHY);
        }
        Box::pin(std::future::ready(guarantees))
    }

    fn seen<'m>(&self, mount: &'m Mount) -> &'m Path {
        &mount.target
    }

    fn no_roots(&self) -> Later<'_, Option<String>> {
        Box::pin(std::future::ready(Some(WHY.to_owned())))
    }

    fn start<'a>(&'a self, _: &'a Spec) -> Later<'a, Result<Box<dyn Instance>, StartError>> {
        Box::pin(std::future::ready(Err(StartError::Spec(WHY.to_owned()))))
    }
}
