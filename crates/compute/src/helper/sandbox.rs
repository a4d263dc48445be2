//! Setting an instance apart, in the order in which each step is still allowed.
//! Ref: <https://man7.org/linux/man-pages/man7/namespaces.7.html>

use std::fs;
use std::io::Write as _;
use std::os::fd::OwnedFd;
use std::path::Path;

use super::keeper::Made;
use super::{Failure, Prepared, at, landlocked, network, privileges, rlimits, root, seccomp};
use crate::Network;
use crate::message::{Enter, Job, Way};

/// The namespaces that a sandbox has of its own.
pub(super) fn namespaces(user: bool, network: Network) -> u64 {
    let mut flags =
        libc::CLONE_NEWNS | libc::CLONE_NEWPID | libc::CLONE_NEWIPC | libc::CLONE_NEWUTS;
    if network == Network::Own {
        flags |= libc::CLONE_NEWNET;
    }
    if user {
        flags |= libc::CLONE_NEWUSER;
    }
    flags as u64
}

/// What [`Way::Sandbox`] says.
pub(super) struct Place<'j> {
    pub(super) stage: &'j Path,
    pub(super) uid: u32,
    user_namespace: bool,
}

pub(super) fn place(job: &Job) -> Result<Place<'_>, Failure> {
    match &job.way {
        Way::Sandbox { stage, uid, user_namespace } => {
            Ok(Place { stage, uid: *uid, user_namespace: *user_namespace })
        }
        _ => Err(Failure::new("make a sandbox", &"it is to be none")),
    }
}

/// Sets this process, which is in new namespaces, apart from all the rest.
pub(super) fn enter(job: &Job, files: Vec<OwnedFd>, prepared: &Prepared) -> Result<Made, Failure> {
    let place = place(job)?;
    let mut made = separate(job, &place, files, prepared)?;
    root::assemble(job, place.stage, place.uid, &prepared.host)?;
    rustix::process::setsid().map_err(at("make a session"))?;
    rlimits::set(job)?;
    privileges::bound()?;
    step_down(&place)?;
    made.landlock = landlocked::sandbox(job)?;
    seccomp::apply(prepared)?;
    privileges::hide().map_err(at("keep debuggers away"))?;
    Ok(made)
}

/// All of it but the root.
pub(super) fn separate(
    job: &Job,
    place: &Place<'_>,
    files: Vec<OwnedFd>,
    prepared: &Prepared,
) -> Result<Made, Failure> {
    privileges::die_with_parent().map_err(at("end with the cloud"))?;
    enter_cgroups(job.enter, files)?;
    if !matches!(job.enter, Enter::Nothing) {
        crate::sys::unshare_cgroups().map_err(at("make a cgroup namespace"))?;
    }
    if place.user_namespace {
        map_user(place.uid, prepared.owner)?;
    }
    rustix::system::sethostname(job.name.as_bytes()).map_err(at("set the host name"))?;
    let mut made = Made::default();
    if job.network == Network::Own {
        network::loopback_up().map_err(at("bring the loopback up"))?;
        made.listeners = network::listen(&job.ports)?;
    }
    Ok(made)
}

/// Becomes the instance's own user, without a right.
pub(super) fn step_down(place: &Place<'_>) -> Result<(), Failure> {
    if !place.user_namespace {
        privileges::become_user(place.uid)?;
        privileges::die_with_parent().map_err(at("end with the cloud"))?;
    }
    privileges::drop_all()
}

/// Enters cgroups by writing "me" into their lists. A thread that moves itself alone needs no lock of the whole system,
/// which moving another process would take some ten milliseconds to get.
pub(super) fn enter_cgroups(enter: Enter, files: Vec<OwnedFd>) -> Result<(), Failure> {
    let Enter::Write(count) = enter else { return Ok(()) };
    for file in files.into_iter().take(count) {
        fs::File::from(file).write_all(b"0").map_err(at("enter a cgroup"))?;
    }
    Ok(())
}

/// Makes the cloud's own user the only one of this user namespace, under another number.
fn map_user(uid: u32, (host_uid, host_gid): (u32, u32)) -> Result<(), Failure> {
    fs::write("/proc/self/setgroups", "deny").map_err(at("deny groups"))?;
    fs::write("/proc/self/uid_map", format!("{uid} {host_uid} 1")).map_err(at("map the user"))?;
    fs::write("/proc/self/gid_map", format!("{uid} {host_gid} 1")).map_err(at("map the group"))
}
