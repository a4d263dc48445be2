//! The keeper: the first process of an instance. It sets the instance apart, starts the program, reaps what is left
//! behind, tells the cloud how it ended, and takes everything down with itself.
//!
//! In a sandbox it is pid 1 of its namespace: when it ends, the kernel kills all the rest. Elsewhere it adopts orphans
//! (Linux) and kills what it finds.

use std::convert::Infallible;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{Pid, WaitOptions, WaitStatus};

use super::{Failure, Prepared, at, companions, restricted};
use crate::message::{FromKeeper, Job, Payload, ToKeeper, Way, receive, send};

/// What was set up for the program.
#[derive(Default)]
pub(super) struct Made {
    pub(super) listeners: Vec<TcpListener>,
    /// What Landlock enforces, in words.
    pub(super) landlock: Option<String>,
}

/// An instance that is to be made and kept by this process.
pub(super) struct Keeper {
    pub(super) job: Job,
    /// The socket to the cloud.
    pub(super) link: UnixStream,
    /// Standard input, output and error of the program.
    pub(super) streams: Vec<OwnedFd>,
    /// What leads into the cgroups.
    pub(super) enter: Vec<OwnedFd>,
}

impl Keeper {
    /// The keeper's whole life.
    pub(super) fn run(self, prepared: &Prepared) -> ! {
        let Keeper { job, link, streams, enter } = self;
        // A panic must not unwind into the helper's loop, of which this is a copy.
        let kept = catch_unwind(AssertUnwindSafe(|| keep(&job, &link, streams, enter, prepared)));
        if let Ok(Err(failure)) = kept {
            // Who would be told is gone when this fails.
            let _sent = send(&link, &failure.message(), &[]);
        }
        std::process::exit(1)
    }
}

fn keep(
    job: &Job,
    link: &UnixStream,
    streams: Vec<OwnedFd>,
    enter: Vec<OwnedFd>,
    prepared: &Prepared,
) -> Result<Infallible, Failure> {
    let streams: [OwnedFd; 3] =
        streams.try_into().map_err(|_| Failure::new("start the program", &"no streams"))?;
    let (child, made) = match &job.way {
        #[cfg(target_os = "linux")]
        Way::Sandbox { .. } if matches!(job.payload, Payload::Later(_)) => {
            super::spare::keep(job, link, streams, enter, prepared)?
        }
        Way::Sandbox { .. } => {
            let made = enter_sandbox(job, enter, prepared)?;
            (start(job, streams)?, made)
        }
        Way::Process { tmp } => {
            enter_process(job, enter)?;
            let (child, landlock) = restricted::start(job, tmp, streams, prepared)?;
            (child, Made { landlock, ..Made::default() })
        }
        Way::Container { network, .. } => {
            let made = enter_container(job, network.as_deref(), prepared)?;
            (start(job, streams)?, made)
        }
    };
    let listeners: Vec<BorrowedFd<'_>> = made.listeners.iter().map(|l| l.as_fd()).collect();
    send(link, &FromKeeper::Ready { landlock: made.landlock }, &listeners)
        .map_err(at("tell that the program runs"))?;
    drop(made.listeners);
    #[cfg(target_os = "linux")]
    if matches!(job.payload, Payload::Later(_)) {
        // Who was told may run on this processor alone, and a call waits for it: half a millisecond less of a cold start.
        std::thread::yield_now();
        super::spare::wall_in(prepared)?;
    }
    let orders = link.try_clone().map_err(at("listen for orders"))?;
    let tree = matches!(job.way, Way::Process { .. });
    std::thread::Builder::new()
        .stack_size(128 << 10)
        .spawn(move || obey(&orders, child, tree))
        .map_err(at("listen for orders"))?;
    let status = wait(child)?;
    let (cpu, peak_memory) = crate::sys::children_usage();
    let (code, signal) = (status.exit_status(), status.terminating_signal());
    let _sent = send(link, &FromKeeper::Ended { code, signal, cpu, peak_memory }, &[]);
    if matches!(job.way, Way::Container { .. }) {
        // The engine takes the figures away with the container: the cloud reads them, and then says that all may end.
        loop {
            std::thread::park();
        }
    }
    end(child, tree)
}

#[cfg(target_os = "linux")]
fn enter_sandbox(job: &Job, enter: Vec<OwnedFd>, prepared: &Prepared) -> Result<Made, Failure> {
    super::sandbox::enter(job, enter, prepared)
}

#[cfg(not(target_os = "linux"))]
fn enter_sandbox(_: &Job, _: Vec<OwnedFd>, _: &Prepared) -> Result<Made, Failure> {
    Err(Failure::new("make a sandbox", &"this system has no namespaces"))
}

#[cfg(target_os = "linux")]
fn enter_container(
    job: &Job,
    network: Option<&Path>,
    prepared: &Prepared,
) -> Result<Made, Failure> {
    super::inside::enter(job, network, prepared)
}

#[cfg(not(target_os = "linux"))]
fn enter_container(_: &Job, _: Option<&Path>, _: &Prepared) -> Result<Made, Failure> {
    Err(Failure::new("enter a container", &"this system has none of its own"))
}

#[cfg(target_os = "linux")]
fn enter_process(job: &Job, enter: Vec<OwnedFd>) -> Result<(), Failure> {
    super::sandbox::enter_cgroups(job.enter, enter)?;
    // It does not die with the helper, which would leave its descendants: it ends them when the cloud's socket ends.
    rustix::process::setsid().map_err(at("make a session"))?;
    // Orphans come to this process instead of the system's first, so that they are found at the end.
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))
        .map_err(at("adopt orphans"))?;
    super::privileges::hide().map_err(at("keep debuggers away"))
}

#[cfg(not(target_os = "linux"))]
fn enter_process(_: &Job, _: Vec<OwnedFd>) -> Result<(), Failure> {
    rustix::process::setsid().map_err(at("make a session"))?;
    Ok(())
}

/// The program with its arguments, its whole environment, its folder and its streams.
pub(super) fn command(
    program: &Path,
    args: &[String],
    (env, dir): (&[(String, String)], &Path),
    streams: [OwnedFd; 3],
) -> Command {
    let [stdin, stdout, stderr] = streams.map(Stdio::from);
    let mut command = Command::new(program);
    command
        .args(args)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)))
        .current_dir(dir)
        .stdin(stdin)
        .stdout(stdout)
        .stderr(stderr);
    command
}

/// Starts the program in a process group of its own. It inherits all walls from this process.
fn start(job: &Job, streams: [OwnedFd; 3]) -> Result<Pid, Failure> {
    let (program, args) = match &job.payload {
        Payload::Program { program, args, companions } if !companions.is_empty() => {
            return companions::start(job, program, args, companions, streams);
        }
        Payload::Program { program, args, .. } => (program, args),
        Payload::Probe(attempt) => return probe(attempt, streams),
        Payload::Later(_) => return Err(Failure::new("start the program", &"it is not known")),
    };
    let child = command(program, args, (&job.env, &job.dir), streams)
        .process_group(0)
        .spawn()
        .map_err(|error| Failure::program(program, &error))?;
    Pid::from_raw(child.id() as i32).ok_or_else(|| Failure::new("start the program", &"no pid"))
}

/// Runs a part of this binary instead of a program: it needs no file inside.
fn probe(attempt: &crate::probe::Attempt, streams: [OwnedFd; 3]) -> Result<Pid, Failure> {
    match crate::sys::fork().map_err(at("start the probe"))? {
        Some(pid) => Ok(pid),
        None => try_out(attempt, streams),
    }
}

/// The whole life of a probe.
pub(super) fn try_out(attempt: &crate::probe::Attempt, [_, stdout, _]: [OwnedFd; 3]) -> ! {
    let tried = catch_unwind(AssertUnwindSafe(|| attempt.run(std::fs::File::from(stdout))));
    std::process::exit(i32::from(tried.is_err()))
}

/// Reaps everything until the program ends.
fn wait(child: Pid) -> Result<WaitStatus, Failure> {
    loop {
        match rustix::process::wait(WaitOptions::empty()) {
            Ok(Some((pid, status))) if pid == child => return Ok(status),
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(at("wait for the program")(error)),
        }
    }
}

/// Does what the cloud says, until there is no cloud.
fn obey(orders: &UnixStream, child: Pid, tree: bool) {
    while let Ok(Some((order, _))) = receive(orders) {
        match order {
            ToKeeper::Signal(signal) => {
                // The program may have ended a moment ago.
                let _sent = rustix::process::kill_process_group(child, signal.system());
            }
            ToKeeper::Connect(port) => connect(orders, port),
            // It has begun.
            ToKeeper::Begin(_) => {}
            ToKeeper::End => break,
        }
    }
    end(child, tree)
}

/// How long a connection within one machine may take: longer when nobody accepts there.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(1);

/// Connects from here, which is inside, for the cloud, which is not.
fn connect(link: &UnixStream, port: u16) {
    let connected = TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, port).into(), PATIENCE);
    // When this fails, the cloud is gone.
    let _sent = match &connected {
        Ok(stream) => send(link, &FromKeeper::Connected(None), &[stream.as_fd()]),
        Err(error) => send(link, &FromKeeper::Connected(Some(error.to_string())), &[]),
    };
}

/// Ends the instance and this process.
fn end(child: Pid, tree: bool) -> ! {
    if tree {
        let _sent = rustix::process::kill_process_group(child, rustix::process::Signal::KILL);
        crate::local::tree::kill_descendants();
    }
    std::process::exit(0)
}
