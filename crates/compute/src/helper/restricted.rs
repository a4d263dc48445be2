//! Starting a program without namespaces: a copy of the keeper restricts itself and becomes the program. The keeper
//! stays outside of the restrictions, so that Landlock keeps the program from reaching it.

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rustix::process::Pid;

use super::keeper::{command, try_out};
use super::{Failure, Prepared, at, rlimits};
use crate::message::{FromKeeper, Job, Payload, receive, send};

/// Starts it; says what Landlock enforces.
pub(super) fn start(
    job: &Job,
    tmp: &Path,
    streams: [OwnedFd; 3],
    prepared: &Prepared,
) -> Result<(Pid, Option<String>), Failure> {
    let (ours, theirs) = UnixStream::pair().map_err(at("make a socket"))?;
    let Some(child) = crate::sys::fork().map_err(at("start the program"))? else {
        drop(ours);
        // A panic must not unwind into the keeper, of which this is a copy.
        let became =
            catch_unwind(AssertUnwindSafe(|| become_program(job, tmp, streams, prepared, &theirs)));
        if let Ok(failure) = became {
            let _sent = send(&theirs, &failure.message(), &[]);
        }
        std::process::exit(1)
    };
    drop((theirs, streams));
    let mut landlock = None;
    // The socket ends when the program has been executed.
    while let Some((message, _)) = receive(&ours).map_err(at("hear of the program"))? {
        match message {
            FromKeeper::Ready { landlock: enforced } => landlock = enforced,
            FromKeeper::Failed { program, step, cause } => {
                return Err(Failure::told(program, step, cause));
            }
            FromKeeper::Forked(_)
            | FromKeeper::Prepared
            | FromKeeper::Connected(_)
            | FromKeeper::Ended { .. } => {}
        }
    }
    Ok((child, landlock))
}

/// Returns when it failed.
fn become_program(
    job: &Job,
    tmp: &Path,
    streams: [OwnedFd; 3],
    prepared: &Prepared,
    told: &UnixStream,
) -> Failure {
    match restrict(job, tmp, prepared) {
        Ok(landlock) => {
            // When this fails, the keeper is gone, and this process as well in a moment.
            let _sent = send(told, &FromKeeper::Ready { landlock }, &[]);
        }
        Err(failure) => return failure,
    }
    match &job.payload {
        Payload::Probe(attempt) => {
            let _shut = told.shutdown(std::net::Shutdown::Both);
            try_out(attempt, streams)
        }
        Payload::Program { program, args, .. } => {
            let mut command = command(program, args, (&job.env, &job.dir), streams);
            Failure::program(program, &command.exec())
        }
        Payload::Later(_) => Failure::new("start the program", &"it is not known"),
    }
}

#[cfg(target_os = "linux")]
fn restrict(job: &Job, tmp: &Path, prepared: &Prepared) -> Result<Option<String>, Failure> {
    use super::{landlocked, privileges, seccomp};
    rustix::process::setpgid(None, None).map_err(at("make a process group"))?;
    privileges::die_with_parent().map_err(at("end with the keeper"))?;
    rlimits::set(job)?;
    if privileges::can_bound()? {
        privileges::bound()?;
    }
    privileges::drop_all()?;
    let landlock = landlocked::process(job, tmp, &prepared.host)?;
    seccomp::apply(prepared)?;
    Ok(landlock)
}

#[cfg(not(target_os = "linux"))]
fn restrict(job: &Job, _: &Path, _: &Prepared) -> Result<Option<String>, Failure> {
    rustix::process::setpgid(None, None).map_err(at("make a process group"))?;
    rlimits::set(job)?;
    Ok(None)
}
