//! Programs beside a program, in a root that may have no shell to start them: a copy of the keeper does it, and becomes the
//! program once the cloud says so. That a companion ended is told on the standard error, in a line that begins with two
//! record separators.

use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

use rustix::process::Pid;

use super::keeper::command;
use super::{Failure, at};
use crate::message::Job;

/// What a shell says of a program that is not there.
const NOT_THERE: i32 = 127;

/// Starts them all; the program's pid, which it has before it runs.
pub(super) fn start(
    job: &Job,
    program: &Path,
    args: &[String],
    companions: &[PathBuf],
    streams: [OwnedFd; 3],
) -> Result<Pid, Failure> {
    if let Some(pid) = crate::sys::fork().map_err(at("start the program"))? {
        return Ok(pid);
    }
    // A panic must not unwind into the keeper, of which this is a copy.
    let _unwound = catch_unwind(AssertUnwindSafe(|| {
        let _grouped = rustix::process::setpgid(None, None);
        for companion in companions {
            if let Ok(streams) = copies(&streams) {
                accompany(job, companion, streams);
            }
        }
        if told_to_begin(&streams) {
            begin(job, program, args, &streams);
        }
    }));
    std::process::exit(NOT_THERE)
}

/// Standard streams without the input, which is the cloud's.
fn copies([_, stdout, stderr]: &[OwnedFd; 3]) -> std::io::Result<[OwnedFd; 3]> {
    let nothing = std::fs::File::open("/dev/null")?;
    Ok([nothing.into(), stdout.try_clone()?, stderr.try_clone()?])
}

/// A copy of this process starts the companion and waits for its end.
fn accompany(job: &Job, companion: &Path, streams: [OwnedFd; 3]) {
    let Ok(None) = crate::sys::fork() else { return };
    let Ok(errors) = streams[2].try_clone() else { std::process::exit(1) };
    let ended = command(companion, &[], (&job.env, &job.dir), streams).status();
    let code = ended.map_or(NOT_THERE, code_of);
    let name = companion.file_name().unwrap_or_default().to_string_lossy();
    // Who would hear of it is gone when this fails.
    let _told =
        std::fs::File::from(errors).write_all(format!("\x1e\x1e{name} {code}\n").as_bytes());
    std::process::exit(0)
}

/// As a shell counts.
fn code_of(status: ExitStatus) -> i32 {
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default())
}

/// Waits for a line; `false` when there is no cloud any more.
fn told_to_begin(streams: &[OwnedFd; 3]) -> bool {
    let Ok(input) = streams[0].try_clone() else { return false };
    let mut input = std::fs::File::from(input);
    let mut byte = [0];
    loop {
        match input.read(&mut byte) {
            Ok(1) if byte[0] == b'\n' => return true,
            Ok(1) => {}
            _ => return false,
        }
    }
}

/// Becomes the program; returns when that failed.
fn begin(job: &Job, program: &Path, args: &[String], streams: &[OwnedFd; 3]) {
    let Ok(own) = copies(streams) else { return };
    let error = command(program, args, (&job.env, &job.dir), own).exec();
    let line = format!("{}: {error}\n", program.display());
    if let Ok(errors) = streams[2].try_clone() {
        let _told = std::fs::File::from(errors).write_all(line.as_bytes());
    }
}
