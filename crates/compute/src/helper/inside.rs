//! The keeper as the first process of a container that an engine has made: the same binary, mounted into it. It connects to
//! the cloud by a socket that is mounted as well, gets its job and the program's streams through it, and hands the sockets
//! of the ports back, which belong to the container's network.

use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;

use super::keeper::{Keeper, Made};
use super::{Failure, Prepared, at, landlocked, network, privileges, rlimits, seccomp};
use crate::Network;
use crate::message::{Job, ToHelper, Way, receive};

/// What follows [`crate::HELPER_ARGUMENT`] inside of a container.
pub(crate) const ARGUMENT: &str = "inside";
/// Where the cloud's socket is mounted.
pub(crate) const LINK: &str = "/.stratus/link";

/// The keeper's whole life.
pub(super) fn run() -> io::Result<()> {
    let link = UnixStream::connect(LINK)?;
    match receive::<ToHelper>(&link)? {
        Some((ToHelper::Start(job), streams)) if matches!(job.way, Way::Container { .. }) => {
            let prepared = Prepared::make();
            Keeper { job: *job, link, streams, enter: Vec::new() }.run(&prepared)
        }
        _ => Err(io::Error::other("the cloud says nothing of an instance")),
    }
}

/// Sets this process apart by what the engine has not done.
pub(super) fn enter(
    job: &Job,
    outside: Option<&Path>,
    prepared: &Prepared,
) -> Result<Made, Failure> {
    let mut made = Made::default();
    match job.network {
        Network::Own => made.listeners = network::listen(&job.ports)?,
        Network::Host => check_network(outside)?,
    }
    rlimits::set(job)?;
    privileges::drop_all()?;
    made.landlock = landlocked::sandbox(job)?;
    seccomp::apply(prepared)?;
    privileges::hide().map_err(at("keep debuggers away"))?;
    Ok(made)
}

/// The engine's own network may be another one than the cloud's, where nobody serves the instance's ports.
fn check_network(outside: Option<&Path>) -> Result<(), Failure> {
    let own = std::fs::read_link("/proc/self/ns/net").map_err(at("see the network"))?;
    match outside == Some(own.as_path()) {
        true => Ok(()),
        false => Err(Failure::new(
            "reach this machine's network",
            &"the engine's network is another one than the cloud's; run functions isolated",
        )),
    }
}
