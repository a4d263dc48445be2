//! What runs inside of an instance to try its walls. It is a part of this binary, forked, so that it needs no file.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::Promise;

/// Something to try.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Attempt {
    /// Nothing: that it runs is all.
    Nothing,
    /// To break out. Writes its [`Findings`].
    Break(Targets),
    /// To use so many bytes of memory.
    Eat(usize),
    /// To use all processor time that there is, until killed.
    Spin,
}

/// What is to be reached that must not be.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Targets {
    /// A file of the host, beside which nothing may be written either.
    pub(crate) secret: PathBuf,
    /// A port of the host's loopback where somebody listens.
    pub(crate) port: u16,
    /// A process of the host.
    pub(crate) pid: i32,
    /// The host's namespaces: `ipc`, `uts`.
    pub(crate) namespaces: Vec<(String, PathBuf)>,
    pub(crate) name: String,
    pub(crate) limits: crate::Limits,
    /// Where temporary files go.
    pub(crate) tmp: PathBuf,
}

/// For each promise that was tried: what held, or how it was broken.
pub(crate) type Findings = Vec<(Promise, Result<String, String>)>;

impl Attempt {
    /// Tries it, in the instance.
    pub(crate) fn run(&self, mut out: File) {
        match self {
            Attempt::Nothing => {}
            Attempt::Break(targets) => {
                let findings = targets.try_all();
                if let Ok(bytes) = postcard::to_allocvec(&findings) {
                    // Who would read it is gone when this fails.
                    let _written = out.write_all(&bytes);
                }
            }
            Attempt::Eat(bytes) => eat(*bytes),
            Attempt::Spin => loop {
                std::hint::spin_loop();
            },
        }
    }
}

/// Touches every page, and holds them.
fn eat(bytes: usize) {
    const PIECE: usize = 1 << 20;
    let mut held: Vec<Vec<u8>> = Vec::new();
    while held.len() * PIECE < bytes {
        held.push(vec![1; PIECE]);
        // Not faster than a program that does something with it: about a gigabyte in a second.
        if held.len().is_multiple_of(16) {
            crate::local::pause();
        }
    }
    std::hint::black_box(&held);
    for _ in 0..1_000 {
        crate::local::pause();
    }
}

#[cfg(target_os = "linux")]
impl Targets {
    fn try_all(&self) -> Findings {
        vec![
            (Promise::Files, self.read_secret()),
            (Promise::ReadOnly, self.write_outside()),
            (Promise::Processes, self.reach_process()),
            (Promise::Network, self.connect()),
            (Promise::Ipc, self.share_namespace("ipc")),
            (Promise::HostName, self.host_name()),
            (Promise::Privileges, privileges()),
            (Promise::SystemCalls, make_namespace()),
            (Promise::Tmp, self.tmp_size()),
            (Promise::OpenFiles, self.open_files()),
            (Promise::Pids, self.many_threads()),
        ]
    }

    fn read_secret(&self) -> Result<String, String> {
        match std::fs::read(&self.secret) {
            Ok(_) => Err("a file of the host can be read".to_owned()),
            Err(error) => Ok(format!("a file of the host cannot be read: {error}")),
        }
    }

    fn write_outside(&self) -> Result<String, String> {
        use rustix::fs::{Mode, OFlags};
        let mut said = String::new();
        let beside = self.secret.parent().unwrap_or(&self.secret);
        for folder in [std::path::Path::new("/usr"), beside] {
            // A file without a name, of which nothing stays.
            match rustix::fs::open(folder, OFlags::TMPFILE | OFlags::WRONLY, Mode::RUSR) {
                Ok(_) => return Err(format!("{} can be written", folder.display())),
                Err(error) => said = format!("nothing outside can be written: {error}"),
            }
        }
        Ok(said)
    }

    fn reach_process(&self) -> Result<String, String> {
        let pid = rustix::process::Pid::from_raw(self.pid);
        let reached = pid.map_or(Err(rustix::io::Errno::SRCH), rustix::process::test_kill_process);
        let seen = std::path::Path::new(&format!("/proc/{}/cmdline", self.pid)).exists();
        match (reached, seen) {
            (Ok(()), _) => Err("a process of the host can be signalled".to_owned()),
            (Err(_), true) => Err("processes of the host cannot be signalled, but seen".to_owned()),
            (Err(error), false) => Ok(format!("other processes cannot be reached: {error}")),
        }
    }

    fn connect(&self) -> Result<String, String> {
        let address = (std::net::Ipv4Addr::LOCALHOST, self.port).into();
        let patience = std::time::Duration::from_millis(300);
        match std::net::TcpStream::connect_timeout(&address, patience) {
            Ok(_) => Err("a port of the host can be reached".to_owned()),
            Err(error) => Ok(format!("a port of the host cannot be reached: {error}")),
        }
    }

    fn share_namespace(&self, kind: &str) -> Result<String, String> {
        let own = std::fs::read_link(format!("/proc/self/ns/{kind}"));
        let host = self.namespaces.iter().find(|(k, _)| k == kind).map(|(_, link)| link);
        match (own, host) {
            (Ok(own), Some(host)) if own != *host => Ok("a namespace of its own".to_owned()),
            (Ok(_), _) => Err("it is the host's".to_owned()),
            (Err(error), _) => Err(format!("it cannot be seen: {error}")),
        }
    }

    fn host_name(&self) -> Result<String, String> {
        let name = rustix::system::uname();
        match name.nodename().to_bytes() == self.name.as_bytes() {
            true => self.share_namespace("uts"),
            false => Err("it is the host's".to_owned()),
        }
    }

    fn tmp_size(&self) -> Result<String, String> {
        let about = rustix::fs::statvfs(&self.tmp).map_err(|error| error.to_string())?;
        let size = about.f_blocks * about.f_frsize;
        match size.abs_diff(self.limits.tmp) < 64 << 10 {
            true => Ok("a tmpfs of that size".to_owned()),
            false => Err("its files are limited one by one, not together".to_owned()),
        }
    }

    fn open_files(&self) -> Result<String, String> {
        let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
        match limit.maximum == Some(u64::from(self.limits.open_files)) {
            true => Ok("a limit of each process".to_owned()),
            false => Err(format!("the limit is {limit:?}")),
        }
    }

    fn many_threads(&self) -> Result<String, String> {
        for made in 1..=self.limits.pids + 16 {
            let thread = std::thread::Builder::new().stack_size(64 << 10).spawn(|| {
                loop {
                    std::thread::park();
                }
            });
            if let Err(error) = thread {
                return Ok(format!(
                    "of {} the one after {made} was refused: {error}",
                    self.limits.pids
                ));
            }
        }
        Err("more threads than the limit could be made".to_owned())
    }
}

#[cfg(target_os = "linux")]
fn privileges() -> Result<String, String> {
    let sets = rustix::thread::capabilities(None).map_err(|error| error.to_string())?;
    let none_new = rustix::thread::no_new_privs().map_err(|error| error.to_string())?;
    match (sets.permitted.is_empty() && sets.effective.is_empty(), none_new) {
        (true, true) => Ok("no capabilities, and no new privileges".to_owned()),
        (false, true) => Err("it has some, but gains none".to_owned()),
        (_, false) => Err("it can gain privileges".to_owned()),
    }
}

#[cfg(target_os = "linux")]
fn make_namespace() -> Result<String, String> {
    match crate::sys::clone(libc::CLONE_NEWUSER as u64, None) {
        Ok(None) => std::process::exit(0),
        Ok(Some(_)) => Err("a user namespace can be made".to_owned()),
        Err(error) => Ok(format!("seccomp: a user namespace cannot be made: {error}")),
    }
}

#[cfg(not(target_os = "linux"))]
impl Targets {
    fn try_all(&self) -> Findings {
        Vec::new()
    }
}
