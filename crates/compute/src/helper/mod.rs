//! The helper: a small process of one thread that makes instances for the cloud.
//!
//! The cloud has many threads, and copying such a process is unsound and slow; this one is copied in a tenth of a
//! millisecond. It is the same binary, executed again before it has done anything; its standard input is a socket to
//! the cloud. When the cloud dies, the socket ends, the helper ends, and the kernel kills every keeper.

mod companions;
mod failure;
#[cfg(target_os = "linux")]
mod inside;
mod keeper;
#[cfg(target_os = "linux")]
mod landlocked;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
mod privileges;
mod restricted;
mod rlimits;
#[cfg(target_os = "linux")]
mod root;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod seccomp;
#[cfg(target_os = "linux")]
mod spare;

use std::io;
use std::os::fd::{AsFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::ExitCode;

use rustix::process::{Pid, WaitOptions};

use crate::message::{FromKeeper, Job, ToHelper, receive, send};
use failure::{Failure, at};
#[cfg(target_os = "linux")]
pub(crate) use inside::{ARGUMENT as INSIDE, LINK};
use keeper::Keeper;
#[cfg(target_os = "linux")]
pub(crate) use root::{HostFiles, MASKED};

/// What every instance needs and none changes.
struct Prepared {
    /// User and group of the cloud, on the host.
    #[cfg(target_os = "linux")]
    owner: (u32, u32),
    #[cfg(target_os = "linux")]
    filters: Result<seccomp::Filters, String>,
    #[cfg(target_os = "linux")]
    host: root::HostFiles,
}

impl Prepared {
    fn make() -> Prepared {
        Prepared {
            #[cfg(target_os = "linux")]
            owner: (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw()),
            #[cfg(target_os = "linux")]
            filters: seccomp::Filters::compile(),
            #[cfg(target_os = "linux")]
            host: root::HostFiles::find(),
        }
    }
}

/// The helper's whole life. The binary calls this, before anything else, when its first argument is
/// [`crate::HELPER_ARGUMENT`].
pub fn main() -> ExitCode {
    #[cfg(target_os = "linux")]
    let done = match std::env::args().nth(2).as_deref() {
        Some(INSIDE) => inside::run(),
        _ => serve(),
    };
    #[cfg(not(target_os = "linux"))]
    let done = serve();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("this is a part of the cloud and nothing to start by hand: {error}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(
    clippy::print_stderr,
    reason = "the helper has no log of its own; the cloud's gets its errors"
)]
fn tell(text: &str) {
    eprintln!("{text}");
}

fn serve() -> io::Result<()> {
    let control = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    // Fails at once for anything but a socket.
    control.peer_addr()?;
    let nothing = std::fs::File::open("/dev/null")?;
    rustix::stdio::dup2_stdin(&nothing)?;
    // Away from the terminal, whose ^C is for the cloud.
    rustix::process::setsid()?;
    let prepared = Prepared::make();
    let mut groups = Vec::new();
    let mut engine = None;
    while let Some((message, files)) = receive(&control)? {
        match message {
            ToHelper::Start(job) => {
                if let Some(keeper) = start(*job, files) {
                    // This is the copy. It must not hold the helper's socket: the cloud would not see the helper's end.
                    drop(control);
                    keeper.run(&prepared)
                }
            }
            ToHelper::Own(folders) => groups = folders,
            ToHelper::Engine(told) => engine = told,
            ToHelper::Reap(pid) => reap(pid),
        }
    }
    // The cloud has ended. Its instances die with this process, but for those that stand still in cgroups of version 1.
    // What cannot be removed now is so at the next start.
    let _left = crate::cgroup::remove(&groups);
    if let Some((address, id)) = engine
        && let Err(error) = crate::docker::sweep(address.clone(), &id)
    {
        tell(&format!(
            "what is left in the Docker engine at {address} goes at the next start: {error}"
        ));
    }
    Ok(())
}

/// The cloud says so when it knows that the keeper has ended: this does not wait long.
fn reap(pid: i32) {
    let Some(pid) = Pid::from_raw(pid) else { return };
    // An error is a keeper that is gone already.
    let _reaped =
        rustix::io::retry_on_intr(|| rustix::process::waitpid(Some(pid), WaitOptions::empty()));
}

/// Copies this process. Returns in both: in the copy with what it is to keep.
fn start(job: Job, mut files: Vec<OwnedFd>) -> Option<Keeper> {
    if files.len() < 4 {
        return None;
    }
    let enter = files.split_off(4);
    let link = UnixStream::from(files.remove(0));
    match copy(&job, &enter) {
        Ok(None) => return Some(Keeper { job, link, streams: files, enter }),
        Ok(Some(pid)) => {
            // When the cloud is gone, so is everything soon.
            let _sent = announce(&link, pid);
        }
        Err(error) => {
            let _sent = send(&link, &Failure::new("make namespaces", &error).message(), &[]);
        }
    }
    None
}

#[cfg(target_os = "linux")]
fn announce(link: &UnixStream, pid: Pid) -> io::Result<()> {
    let pidfd = rustix::process::pidfd_open(pid, rustix::process::PidfdFlags::empty())?;
    send(link, &FromKeeper::Forked(pid.as_raw_nonzero().get()), &[pidfd.as_fd()])
}

#[cfg(not(target_os = "linux"))]
fn announce(link: &UnixStream, pid: Pid) -> io::Result<()> {
    send(link, &FromKeeper::Forked(pid.as_raw_nonzero().get()), &[])
}

#[cfg(target_os = "linux")]
fn copy(job: &Job, rest: &[OwnedFd]) -> io::Result<Option<Pid>> {
    use crate::message::{Enter, Way};
    let cgroup = match job.enter {
        Enter::Born => rest.first().map(|folder| folder.as_fd()),
        Enter::Nothing | Enter::Write(_) => None,
    };
    match &job.way {
        Way::Sandbox { user_namespace, .. } => {
            crate::sys::clone(sandbox::namespaces(*user_namespace, job.network), cgroup)
        }
        Way::Process { .. } | Way::Container { .. } => crate::sys::clone(0, cgroup),
    }
}

#[cfg(not(target_os = "linux"))]
fn copy(_job: &Job, _rest: &[OwnedFd]) -> io::Result<Option<Pid>> {
    crate::sys::fork()
}
