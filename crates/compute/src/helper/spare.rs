//! A spare: an instance that is made but for what makes it somebody's. Its keeper still has its rights and reaches the
//! host's root; a child of it waits behind all walls, which it lays on before anything else: a copy of the keeper, which
//! becomes the program, or a program that has begun. What is missing comes from the cloud, once. Then the keeper mounts
//! what is to be seen, lets go of the host, gives up its rights, and hands the child the rest, in this order.

use std::convert::Infallible;
use std::io::Write as _;
use std::os::fd::{AsFd as _, AsRawFd as _, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rustix::io::FdFlags;
use rustix::process::{Pid, WaitOptions};

use super::keeper::{Made, command};
use super::sandbox::Place;
use super::{Failure, Prepared, at, landlocked, privileges, rlimits, root, sandbox, seccomp};
use crate::message::{FromKeeper, Job, Payload, Rest, ToKeeper, Word, receive, send};

/// Tells a program that has begun early where it reads the rest.
const VARIABLE: &str = "_STRATUS_SPARE";

/// Makes the spare, waits for what is missing, and completes it; gives the program and what is enforced. Does not return
/// when the spare is not wanted any more.
pub(super) fn keep(
    job: &Job,
    link: &UnixStream,
    streams: [OwnedFd; 3],
    enter: Vec<OwnedFd>,
    prepared: &Prepared,
) -> Result<(Pid, Made), Failure> {
    let place = sandbox::place(job)?;
    let mut made = sandbox::separate(job, &place, enter, prepared)?;
    root::begin(job, place.stage, place.uid, &prepared.host)?;
    rustix::process::setsid().map_err(at("make a session"))?;
    rlimits::set(job)?;
    privileges::bound()?;
    let waiting = Waiting::start(job, &place, streams, prepared)?;
    let listeners: Vec<BorrowedFd<'_>> = made.listeners.iter().map(|l| l.as_fd()).collect();
    send(link, &FromKeeper::Prepared, &listeners).map_err(at("tell that the spare is ready"))?;
    made.listeners.clear();
    let rest = rest(link);
    waiting.is_there()?;
    let tmp = Some(rest.limits.tmp).filter(|size| *size != job.limits.tmp);
    root::complete(&rest.mounts, tmp)?;
    sandbox::step_down(&place)?;
    privileges::hide().map_err(at("keep debuggers away"))?;
    if rest.rlimits_only {
        rlimits::bound_memory(Some(waiting.child), &rest.limits)?;
    }
    made.landlock = waiting.landlock.clone();
    Ok((waiting.tell(&rest.word)?, made))
}

/// The keeper's own walls, behind those of its rights: the program has had its own from the beginning, and does not wait
/// for these. The keeper may signal the program, which has other rules.
pub(super) fn wall_in(prepared: &Prepared) -> Result<(), Failure> {
    landlocked::keeper()?;
    seccomp::apply(prepared)
}

/// What the cloud says at last.
fn rest(link: &UnixStream) -> Rest {
    loop {
        match receive(link) {
            Ok(Some((ToKeeper::Begin(rest), _))) => return *rest,
            Ok(Some((ToKeeper::Signal(_) | ToKeeper::Connect(_), _))) => {}
            // It is not wanted, or there is no cloud any more. The child goes with this process.
            Ok(Some((ToKeeper::End, _)) | None) | Err(_) => std::process::exit(0),
        }
    }
}

/// The child that waits.
struct Waiting {
    child: Pid,
    way: Way,
    /// What Landlock enforces of it.
    landlock: Option<String>,
}

/// How it is told the rest.
enum Way {
    /// A copy of the keeper, by messages.
    Copy(UnixStream),
    /// A program, by a pipe.
    Program(OwnedFd),
}

impl Waiting {
    fn start(
        job: &Job,
        place: &Place<'_>,
        streams: [OwnedFd; 3],
        prepared: &Prepared,
    ) -> Result<Waiting, Failure> {
        let early = match &job.payload {
            Payload::Later(Some((program, args))) => {
                let (program, args) = (program.clone(), args.clone());
                Some(Word { program, args, env: job.env.clone(), dir: job.dir.clone() })
            }
            _ => None,
        };
        let (ours, theirs) = UnixStream::pair().map_err(at("make a socket"))?;
        let (reader, writer) = std::io::pipe().map_err(at("make a pipe"))?;
        let Some(child) = crate::sys::fork().map_err(at("start the program"))? else {
            drop((ours, writer));
            let reader = OwnedFd::from(reader);
            // A panic must not unwind into the keeper, of which this is a copy.
            let became = catch_unwind(AssertUnwindSafe(|| {
                become_program(job, place, streams, prepared, &theirs, (early, reader))
            }));
            if let Ok(Err(failure)) = became {
                let _sent = send(&theirs, &failure.message(), &[]);
            }
            std::process::exit(1)
        };
        drop(theirs);
        // It says so when its walls stand, or why they do not.
        let landlock = heard(&ours)?;
        let way = match early {
            Some(_) => Way::Program(writer.into()),
            None => Way::Copy(ours),
        };
        Ok(Waiting { child, way, landlock })
    }

    /// A program that began early may have ended as well.
    fn is_there(&self) -> Result<(), Failure> {
        match rustix::process::waitpid(Some(self.child), WaitOptions::NOHANG) {
            Ok(None) => Ok(()),
            _ => Err(Failure::new("use the spare", &"its program has ended")),
        }
    }

    fn tell(self, word: &Word) -> Result<Pid, Failure> {
        match self.way {
            Way::Copy(socket) => {
                send(&socket, word, &[]).map_err(at("start the program"))?;
                // The socket ends when the program has been executed.
                heard(&socket)?;
            }
            Way::Program(pipe) => {
                let mut bytes = word.dir.as_os_str().as_bytes().to_vec();
                bytes.push(0);
                // In the order in which a program that is started now would have them.
                let env: std::collections::BTreeMap<_, _> =
                    word.env.iter().map(|(name, value)| (name, value)).collect();
                for (name, value) in env {
                    bytes.extend_from_slice(format!("{name}={value}\0").as_bytes());
                }
                std::fs::File::from(pipe).write_all(&bytes).map_err(at("start the program"))?;
            }
        }
        Ok(self.child)
    }
}

/// Waits until the child says that its walls stand, and which, or its socket ends.
fn heard(socket: &UnixStream) -> Result<Option<String>, Failure> {
    match receive::<FromKeeper>(socket).map_err(at("hear of the program"))? {
        Some((FromKeeper::Failed { program, step, cause }, _)) => {
            Err(Failure::told(program, step, cause))
        }
        Some((FromKeeper::Ready { landlock }, _)) => Ok(landlock),
        _ => Ok(None),
    }
}

/// Returns when it failed.
fn become_program(
    job: &Job,
    place: &Place<'_>,
    streams: [OwnedFd; 3],
    prepared: &Prepared,
    told: &UnixStream,
    (early, reader): (Option<Word>, OwnedFd),
) -> Result<Infallible, Failure> {
    rustix::process::setpgid(None, None).map_err(at("make a process group"))?;
    sandbox::step_down(place)?;
    let landlock = landlocked::sandbox(job)?;
    seccomp::apply(prepared)?;
    privileges::hide().map_err(at("keep debuggers away"))?;
    send(told, &FromKeeper::Ready { landlock }, &[]).map_err(at("tell that the spare is ready"))?;
    let word = match early {
        Some(mut word) => {
            rustix::io::fcntl_setfd(&reader, FdFlags::empty()).map_err(at("hand on a pipe"))?;
            word.env.push((VARIABLE.to_owned(), reader.as_raw_fd().to_string()));
            word
        }
        None => match receive::<Word>(told).map_err(at("hear what to become"))? {
            Some((word, _)) => word,
            // Nobody wants it.
            None => std::process::exit(0),
        },
    };
    let Word { program, args, env, dir } = &word;
    let error = command(program, args, (env, dir), streams).exec();
    Err(Failure::program(program, &error))
}
