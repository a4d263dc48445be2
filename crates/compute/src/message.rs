//! What the cloud, its helper and the keepers of instances say to each other, and how: postcard behind a length, over
//! a unix socket, with open files in tow.

use std::io::{self, IoSlice, IoSliceMut, Read as _, Write as _};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use rustix::net::{
    RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::{Limits, Mount, Network, Root};

/// From the cloud to its helper.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToHelper {
    /// Make an instance. In tow: the keeper's end of the instance's socket, the three standard streams, then what
    /// [`Job::enter`] names.
    Start(Box<Job>),
    /// These cgroups are the cloud's: when it dies, what is in them dies, and they go.
    Own(Vec<PathBuf>),
    /// What this engine has of the cloud's goes when the cloud dies: its address and the cloud's id in it. `None`: nothing.
    Engine(Option<(String, String)>),
    /// This keeper has ended: take it off the system's list.
    Reap(i32),
}

/// From a keeper, or from the helper on its behalf, to the cloud.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum FromKeeper {
    /// The keeper is there, with this pid; in tow its pidfd, on Linux.
    Forked(i32),
    /// Nothing is missing but what [`ToKeeper::Begin`] says; in tow the listeners.
    Prepared,
    /// The program runs; in tow the listeners, unless they were sent before.
    Ready {
        /// What the kernel enforces of the Landlock rules, in words; `None` when nothing.
        landlock: Option<String>,
    },
    /// A step failed, and the keeper ends.
    Failed {
        /// Whether it was the program that could not be executed.
        program: bool,
        step: String,
        cause: String,
    },
    /// A connection that was asked for, in tow; or why there is none.
    Connected(Option<String>),
    /// The program ended.
    Ended { code: Option<i32>, signal: Option<i32>, cpu: Duration, peak_memory: u64 },
}

/// From the cloud to a keeper. The socket's end means: end all.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum ToKeeper {
    /// Send this signal to the program and its group.
    Signal(crate::Signal),
    /// What a spare is to be.
    Begin(Box<Rest>),
    /// Connect to this port of the loopback inside.
    Connect(u16),
    /// Kill everything.
    End,
}

/// An instance, as the helper is told to make it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) way: Way,
    pub(crate) enter: Enter,
    pub(crate) name: String,
    pub(crate) root: Root,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) payload: Payload,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) dir: PathBuf,
    pub(crate) limits: Limits,
    pub(crate) network: Network,
    pub(crate) ports: Vec<u16>,
    pub(crate) names: Vec<String>,
    /// Whether rlimits must do what no cgroup does.
    pub(crate) rlimits_only: bool,
}

/// What an instance is told last, when all the rest of it stands.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rest {
    /// Those that are not there yet.
    pub(crate) mounts: Vec<Mount>,
    pub(crate) word: Word,
    pub(crate) limits: Limits,
    pub(crate) rlimits_only: bool,
}

/// What a process that waits behind its walls becomes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Word {
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<String>,
    pub(crate) env: Vec<(String, String)>,
    pub(crate) dir: PathBuf,
}

/// How an instance is set apart.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Way {
    /// In namespaces of its own.
    Sandbox {
        /// An empty folder, over which the root is assembled, in a mount namespace of its own.
        stage: PathBuf,
        /// The user that its processes run as: on the host when the cloud is root, inside when not.
        uid: u32,
        /// Whether it needs a user namespace, because the cloud is not root.
        user_namespace: bool,
    },
    /// As a child of the cloud, restricted by what needs no privilege; with a folder for its temporary files.
    Process { tmp: PathBuf },
    /// In a container that an engine has made.
    Container {
        /// Whether its user is its own, so that processes can be counted by it.
        own_user: bool,
        /// The cloud's network namespace, when it is to be this one's, too.
        network: Option<PathBuf>,
    },
}

/// How an instance gets into its cgroups.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Enter {
    /// It has none.
    Nothing,
    /// It is born into the cgroup whose folder is in tow.
    Born,
    /// It writes itself into the files in tow, of which there are so many.
    Write(usize),
}

/// What runs.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Payload {
    Program {
        program: PathBuf,
        args: Vec<String>,
        companions: Vec<PathBuf>,
    },
    /// What is said later. This program, if any, begins already, and waits for the rest of its variables.
    Later(Option<(PathBuf, Vec<String>)>),
    /// A part of this binary that tries to break out.
    Probe(crate::probe::Attempt),
}

/// The longest message. Arguments and environment are the bulk; the kernel's own limit for them is 2 MiB.
const MAX_MESSAGE: usize = 4 << 20;
/// Open files with one message.
const MAX_FILES: usize = 64;

/// Sends a message with open files. Blocks when the other side does not read.
pub(crate) fn send<T: Serialize>(
    mut socket: &UnixStream,
    message: &T,
    files: &[BorrowedFd<'_>],
) -> io::Result<()> {
    let mut bytes = vec![0; 4];
    bytes = postcard::to_extend(message, bytes).map_err(io::Error::other)?;
    let length = bytes.len() - 4;
    if length > MAX_MESSAGE || files.len() > MAX_FILES {
        return Err(io::Error::other("the message is too long"));
    }
    let head = u32::try_from(length).map_err(io::Error::other)?;
    bytes[..4].copy_from_slice(&head.to_le_bytes());
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FILES))];
    let mut control = SendAncillaryBuffer::new(&mut space);
    if !files.is_empty() {
        control.push(SendAncillaryMessage::ScmRights(files));
    }
    let sent = rustix::io::retry_on_intr(|| {
        rustix::net::sendmsg(socket, &[IoSlice::new(&bytes)], &mut control, SendFlags::empty())
    })?;
    socket.write_all(&bytes[sent..])
}

/// Receives a message with its open files; `None` at the end.
pub(crate) fn receive<T: DeserializeOwned>(
    mut socket: &UnixStream,
) -> io::Result<Option<(T, Vec<OwnedFd>)>> {
    let mut head = [0; 4];
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FILES))];
    let mut control = RecvAncillaryBuffer::new(&mut space);
    let got = rustix::io::retry_on_intr(|| {
        let mut parts = [IoSliceMut::new(&mut head)];
        rustix::net::recvmsg(socket, &mut parts, &mut control, receive_flags())
    })?
    .bytes;
    if got == 0 {
        return Ok(None);
    }
    let mut files = Vec::new();
    for message in control.drain() {
        if let RecvAncillaryMessage::ScmRights(fds) = message {
            files.extend(fds);
        }
    }
    close_on_exec(&files)?;
    socket.read_exact(&mut head[got..])?;
    let length = u32::from_le_bytes(head) as usize;
    if length > MAX_MESSAGE {
        return Err(io::Error::other("the message is too long"));
    }
    let mut bytes = vec![0; length];
    socket.read_exact(&mut bytes)?;
    let message = postcard::from_bytes(&bytes).map_err(io::Error::other)?;
    Ok(Some((message, files)))
}

#[cfg(target_os = "linux")]
fn receive_flags() -> RecvFlags {
    RecvFlags::CMSG_CLOEXEC
}

#[cfg(not(target_os = "linux"))]
fn receive_flags() -> RecvFlags {
    RecvFlags::empty()
}

/// Where the kernel cannot do it on receipt. No thread of these processes executes anything at that moment.
fn close_on_exec(files: &[OwnedFd]) -> io::Result<()> {
    if cfg!(target_os = "linux") {
        return Ok(());
    }
    for file in files {
        rustix::io::fcntl_setfd(file.as_fd(), rustix::io::FdFlags::CLOEXEC)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_carry_open_files() {
        let (a, b) = UnixStream::pair().unwrap();
        let (mut reader, writer) = io::pipe().unwrap();
        send(&a, &ToHelper::Reap(7), &[writer.as_fd()]).unwrap();
        send(&a, &ToHelper::Reap(8), &[]).unwrap();
        drop((a, writer));
        let (first, mut files) = receive::<ToHelper>(&b).unwrap().unwrap();
        assert!(matches!(first, ToHelper::Reap(7)));
        let mut writer = std::fs::File::from(files.pop().unwrap());
        writer.write_all(b"through").unwrap();
        drop(writer);
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        assert_eq!(text, "through");
        let (second, files) = receive::<ToHelper>(&b).unwrap().unwrap();
        assert!(matches!(second, ToHelper::Reap(8)) && files.is_empty());
        assert!(receive::<ToHelper>(&b).unwrap().is_none());
    }

    #[test]
    fn a_message_that_claims_too_much_is_refused() {
        let (mut a, b) = UnixStream::pair().unwrap();
        a.write_all(&u32::MAX.to_le_bytes()).unwrap();
        assert!(receive::<ToHelper>(&b).is_err());
    }
}
