//! A folder to run the binary in, and a cloud that ends with the test.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A working folder; nothing of the caller's environment but PATH gets in.
pub(crate) struct Home {
    folder: TempDir,
    variables: Vec<(String, String)>,
}

/// What a command printed and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

impl Home {
    pub(crate) fn new() -> Home {
        let folder = tempfile::tempdir().expect("a folder");
        Home { folder, variables: Vec::new() }
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    pub(crate) fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).expect("written");
    }

    pub(crate) fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stratus"));
        command.args(args).current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.env("PATH", "/usr/local/bin:/usr/bin:/bin").envs(self.variables.clone());
        command
    }

    /// Runs to the end.
    pub(crate) fn run<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        Ran::from(self.command(args).output().expect("the binary runs"))
    }

    /// Runs to a good end, and gives what it printed.
    pub(crate) fn ok<S: AsRef<OsStr>>(&self, args: &[S]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{ran:?}");
        ran.out
    }

    /// The same, for a command that prints JSON.
    pub(crate) fn json<S: AsRef<OsStr>>(&self, args: &[S]) -> Value {
        let text = self.ok(args);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// Starts a cloud on a free port, with further arguments.
    pub(crate) fn start(&self, args: &[&str]) -> Running {
        self.start_plain(&[&["--listen", "127.0.0.1:0"], args].concat())
    }

    /// Starts a cloud with these arguments only.
    pub(crate) fn start_plain(&self, args: &[&str]) -> Running {
        let mut command = self.command(&[&["start", "--json"], args].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary runs");
        let mut out = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut line = String::new();
        out.read_line(&mut line).expect("it says something");
        let Ok(facts) = serde_json::from_str(&line) else {
            let ran = Ran::from(child.wait_with_output().expect("it ends"));
            panic!("it did not start: {line} {ran:?}");
        };
        Running { child, facts, _out: out }
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            out: String::from_utf8(output.stdout).expect("it prints UTF-8"),
            err: String::from_utf8(output.stderr).expect("it prints UTF-8"),
            code: output.status.code().unwrap_or(-1),
        }
    }
}

/// A cloud in the foreground; killed at the end of the test when it is still there.
pub(crate) struct Running {
    child: Child,
    pub(crate) facts: Value,
    _out: BufReader<ChildStdout>,
}

impl Running {
    pub(crate) fn endpoint(&self) -> String {
        self.facts["endpoint"].as_str().expect("there is an endpoint").to_owned()
    }

    /// Sends a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", name, &pid]).status().expect("there is kill");
        assert!(sent.success());
    }

    /// Reads the log until a line has `text` in it.
    pub(crate) fn await_log(&mut self, text: &str) {
        let log = self.child.stderr.as_mut().expect("it is a pipe");
        // Byte by byte, so that nothing is taken that a later reader wants.
        let (mut line, mut byte) = (Vec::new(), [0]);
        while !String::from_utf8_lossy(&line).contains(text) {
            log.read_exact(&mut byte).expect("the log goes on");
            if byte[0] == b'\n' { line.clear() } else { line.push(byte[0]) }
        }
    }

    /// Waits for the end; what it wrote to standard error comes along.
    pub(crate) fn ended(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it ends");
        let mut err = String::new();
        let mut pipe = self.child.stderr.take().expect("it is a pipe");
        pipe.read_to_string(&mut err).expect("it prints UTF-8");
        (status, err)
    }

    /// Ends it as the loss of the process does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it was alive");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before: then there is nothing to do.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
