//! The server under test as a process.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use parking_lot::Mutex;

/// A started server.
pub(crate) struct Server {
    child: Mutex<Child>,
    pub(crate) address: SocketAddr,
}

/// The newest of the binaries beside this test, whatever the profile.
pub(crate) fn newest_binary() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    // target/PROFILE/deps/crash-HASH
    let target = own.ancestors().nth(3).unwrap();
    let modified = |path: &PathBuf| path.metadata().and_then(|m| m.modified()).ok();
    let found = ["debug", "release"]
        .map(|profile| target.join(profile).join("stratus"))
        .into_iter()
        .filter(|path| path.exists())
        .max_by_key(modified);
    found.unwrap_or_else(|| {
        panic!("no binary in {}; build it first: cargo build -p stratus", target.display())
    })
}

impl Server {
    /// Starts the binary without waiting for it.
    pub(crate) fn spawn(binary: &Path, dir: &Path) -> Process {
        Server::spawn_as(binary, dir, None)
    }

    /// Starts the binary as a user, whose own `dir` is.
    fn spawn_as(binary: &Path, dir: &Path, user: Option<u32>) -> Process {
        let log = File::options().create(true).append(true).open(dir.join("stderr.log")).unwrap();
        let mut command = Command::new(binary);
        if let Some(user) = user {
            command.uid(user).gid(user).env("HOME", dir);
        }
        let child = command
            .args(["start", "--json", "--listen", "127.0.0.1:0", "--data"])
            .arg(dir.join("data"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}", binary.display()));
        Process { child, log: dir.join("stderr.log") }
    }

    /// Starts the binary and waits until it listens.
    pub(crate) fn start(binary: &Path, dir: &Path) -> Server {
        Server::start_as(binary, dir, None)
    }

    /// The same, as a user.
    pub(crate) fn start_as(binary: &Path, dir: &Path, user: Option<u32>) -> Server {
        let Process { mut child, log } = Server::spawn_as(binary, dir, user);
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = serde_json::from_str::<serde_json::Value>(&line)
            .ok()
            .and_then(|facts| facts["addresses"][0].as_str()?.parse().ok());
        let Some(address) = address else {
            let _already_dead = child.kill();
            let status = child.wait().unwrap();
            let log = std::fs::read_to_string(log).unwrap_or_default();
            panic!("the server did not start ({status}); it said {line:?} and\n{log}");
        };
        child.stdout = Some(out.into_inner());
        Server { child: Mutex::new(child), address }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.lock().id()
    }

    /// Waits until it is gone, which something else sees to.
    pub(crate) fn wait(&self) {
        self.child.lock().wait().unwrap();
    }

    /// `SIGKILL`, and waits until it is gone.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// `VmRSS` (memory in RAM now) or `VmHWM` (the most of it so far), in KiB.
    pub(crate) fn resident_kib(&self, name: &str) -> u64 {
        let path = format!("/proc/{}/status", self.child.lock().id());
        let text = std::fs::read_to_string(path).unwrap();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        let digits = line.trim_start_matches(':').split_whitespace().next().unwrap();
        digits.parse().unwrap()
    }

    /// Lets `VmHWM` begin anew.
    pub(crate) fn forget_peak(&self) {
        std::fs::write(format!("/proc/{}/clear_refs", self.child.lock().id()), "5").unwrap();
    }

    /// Ends the last server.
    pub(crate) fn stop(self) {
        self.kill();
    }
}

impl Drop for Server {
    /// A failed test leaves no process behind.
    fn drop(&mut self) {
        let mut child = self.child.lock();
        let _already_dead = child.kill();
        let _reaped = child.wait();
    }
}

/// A process of which nothing is known yet.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

impl Process {
    /// `SIGKILL`, and waits until it is gone.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}
