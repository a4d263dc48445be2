//! Servers as processes: started, measured through /proc, killed.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::client::{Client, Error, Key};

/// Microseconds in a tick of /proc's CPU times: 100 ticks a second on every Linux of today.
const TICK_MICROS: u64 = 10_000;

pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// What clients sign with; `None`: the root key.
    pub(crate) key: Option<Key>,
}

impl Server {
    /// This program again, as the bare server.
    pub(crate) fn bare() -> Result<Server, Error> {
        Server::spawn(Command::new(std::env::current_exe()?).arg("--serve-bare"))
    }

    /// The binary under test, with its state in `dir`.
    pub(crate) fn stratus(binary: &Path, dir: &Path) -> Result<Server, Error> {
        let args = ["start", "--json", "--listen", "127.0.0.1:0", "--data"];
        Server::spawn(Command::new(binary).args(args).arg(dir))
    }

    /// A server that says nothing of itself, at an address that is known.
    pub(crate) fn at(command: &mut Command, address: SocketAddr) -> Result<Server, Error> {
        let child = command.stdin(Stdio::null()).spawn()?;
        Ok(Server { child, address, key: None })
    }

    fn spawn(command: &mut Command) -> Result<Server, Error> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().ok_or("the server has no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let facts: Value = serde_json::from_str(&line)
            .map_err(|e| format!("the server said {line:?} instead of its addresses: {e}"))?;
        let address = facts["addresses"][0].as_str().unwrap_or("").parse();
        let address = address.map_err(|e| format!("{line:?} has no address: {e}"))?;
        Ok(Server { child, address, key: None })
    }

    /// CPU time that the server has used so far, user and system, in microseconds.
    pub(crate) fn cpu_micros(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()));
        let text = text.unwrap_or_default();
        // The name may hold blanks: the fields begin after its bracket.
        let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
        let ticks = |at: usize| fields.get(at).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
        (ticks(11) + ticks(12)) * TICK_MICROS
    }

    /// Waits until the server has nothing left to do, such as merging the tables of what it was given, some of which it
    /// begins when nothing else happens; ten minutes at most.
    pub(crate) async fn rest(&self) {
        let mut quiet = 0;
        for _ in 0..600 {
            let before = self.cpu_micros();
            tokio::time::sleep(Duration::from_secs(1)).await;
            quiet = if self.cpu_micros() - before <= 2 * TICK_MICROS { quiet + 1 } else { 0 };
            if quiet == QUIET_SECONDS {
                return;
            }
        }
    }

    /// Memory in RAM, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()));
        let text = text.unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _already_gone = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// How long a server that has nothing left to do is quiet.
const QUIET_SECONDS: u32 = 8;

/// Lets a server that has just started come to rest.
pub(crate) async fn settle() {
    tokio::time::sleep(Duration::from_secs(2)).await;
}

/// Milliseconds from the start of the process to its first verified answer: on a new folder first, then on the same.
pub(crate) async fn start_times(binary: &Path, dir: &Path, runs: usize) -> Result<Vec<f64>, Error> {
    let mut times = Vec::new();
    for _ in 0..runs {
        let began = Instant::now();
        let server = Server::stratus(binary, &dir.join("starts"))?;
        let mut client = Client::connect(server.address, None).await?;
        client.call("sts", crate::scenario::WHO_AM_I).await?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}
