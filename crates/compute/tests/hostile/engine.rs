//! A Docker engine for tests, and what it says of itself. The tests of `crates/functions` take this file as well.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use crate::support::{Forbidden, eventually};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../compute/tests/engine");

/// One that runs; ended when dropped.
pub(crate) struct Engine {
    child: Child,
    folder: tempfile::TempDir,
}

impl Engine {
    /// Starts one, where that can be done.
    pub(crate) fn start() -> Result<Engine, Forbidden> {
        if !rustix::process::geteuid().is_root() {
            return Err(Forbidden("an engine of one's own needs root".to_owned()));
        }
        let found = Command::new(SCRIPT).arg("find").output().unwrap();
        if !found.status.success() {
            return Err(Forbidden(String::from_utf8_lossy(&found.stderr).trim().to_owned()));
        }
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(SCRIPT).arg("run").arg(folder.path()).spawn().unwrap();
        let mut engine = Engine { child, folder };
        let log = engine.folder.path().join("log");
        let mut ended = None;
        eventually("the engine answers", || {
            ended = engine.child.try_wait().unwrap();
            ended.is_some() || answers(&engine.socket())
        });
        match ended {
            Some(_) => {
                let said = std::fs::read_to_string(log).unwrap_or_default();
                let last = said.lines().last().unwrap_or("it said nothing").to_owned();
                Err(Forbidden(format!("an engine cannot run: {last}")))
            }
            None => Ok(engine),
        }
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("docker.sock")
    }

    pub(crate) fn address(&self) -> String {
        format!("unix://{}", self.socket().display())
    }

    /// How many containers and images it has.
    pub(crate) fn holds(&self) -> (usize, usize) {
        let count = |path: &str| {
            let said = ask(&self.socket(), path).unwrap();
            said.matches("\"Created\":").count()
        };
        (count("/containers/json?all=1"), count("/images/json?all=1"))
    }

    pub(crate) fn kill(&mut self) {
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.kill();
        let _cleaned = Command::new(SCRIPT).arg("clean").arg(self.folder.path()).status();
    }
}

fn answers(socket: &Path) -> bool {
    ask(socket, "/_ping").is_ok_and(|said| said.ends_with("OK"))
}

fn ask(socket: &Path, path: &str) -> std::io::Result<String> {
    let mut stream = UnixStream::connect(socket)?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: docker\r\n\r\n").as_bytes())?;
    let mut said = String::new();
    stream.read_to_string(&mut said)?;
    Ok(said)
}
