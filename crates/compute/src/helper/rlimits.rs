//! Limits of each process: the few that are right always, and those that stand in where no cgroup limits.
//! Ref: <https://man7.org/linux/man-pages/man2/setrlimit.2.html>

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit, setrlimit};

use super::{Failure, at};
use crate::message::{Job, Way};

/// The keeper and its thread count as well.
pub(crate) const KEEPER_TASKS: u32 = 2;
/// How much more data than memory a process may map where nothing else limits: runtimes map stacks and heaps that they
/// never touch. The watcher holds the real limit; this is for the one allocation that is faster than it.
const MAPPED_PER_MEMORY: u64 = 8;
const MAPPED_MORE: u64 = 1 << 30;

pub(super) fn set(job: &Job) -> Result<(), Failure> {
    let limits = &job.limits;
    lower(Resource::Core, 0)?;
    lower(Resource::Nofile, u64::from(limits.open_files))?;
    #[cfg(target_os = "linux")]
    lower(Resource::Msgqueue, 0)?;
    match &job.way {
        // Counted for each user namespace, or for each user of which there is one for each instance.
        Way::Sandbox { .. } => lower(Resource::Nproc, u64::from(limits.pids + KEEPER_TASKS))?,
        Way::Container { own_user: true, .. } => {
            lower(Resource::Nproc, u64::from(limits.pids + KEEPER_TASKS))?;
        }
        Way::Container { .. } => {}
        Way::Process { .. } => lower(Resource::Fsize, limits.tmp)?,
    }
    if job.rlimits_only {
        bound_memory(None, limits)?;
    }
    Ok(())
}

/// The limit of memory that a process may map: this one's, or that of a child of the same user.
pub(super) fn bound_memory(child: Option<Pid>, limits: &crate::Limits) -> Result<(), Failure> {
    let value = Some(limits.memory * MAPPED_PER_MEMORY + MAPPED_MORE);
    let limit = Rlimit { current: value, maximum: value };
    match child {
        None => lower(Resource::Data, limits.memory * MAPPED_PER_MEMORY + MAPPED_MORE),
        Some(_) => prlimit(child, Resource::Data, limit).map(drop).map_err(at("limit memory")),
    }
}

/// Lowers a limit for good; one that is lower already stays.
fn lower(resource: Resource, to: u64) -> Result<(), Failure> {
    let hard = getrlimit(resource).maximum;
    let value = Some(hard.map_or(to, |hard| hard.min(to)));
    setrlimit(resource, Rlimit { current: value, maximum: value })
        .map_err(at(format!("limit {resource:?}")))
}
