//! What is known of a running instance, from its start to its end: shared by its owner and the switchboard.

use std::collections::VecDeque;
use std::io;
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::{oneshot, watch};

use super::board::Ready;
use super::tree;
use crate::cgroup::{Controller, Group};
use crate::docker::Container;
use crate::message::{ToKeeper, send};
use crate::{Cause, Exit, StartError, Usage};

/// A running instance.
#[derive(Debug)]
pub(super) struct Running {
    pub(super) id: u64,
    /// The socket to its keeper, for orders.
    pub(super) link: UnixStream,
    pub(super) group: Option<Group>,
    /// The container that it runs in, whose engine freezes, limits and removes it.
    pub(super) container: Option<Container>,
    /// Whether the kernel ends all with the keeper.
    pub(super) namespaced: bool,
    pub(super) own_network: bool,
    /// The limit that the watcher holds.
    pub(super) memory: AtomicU64,
    /// Whether it is a spare: nothing of anybody's is in it yet.
    pub(super) spare: AtomicBool,
    /// Who waits until it is ready: the start of the spare, then that of the instance.
    pub(super) ready: Mutex<Option<oneshot::Sender<Result<Ready, StartError>>>>,
    /// The keeper; 0 until it is known.
    pub(super) pid: AtomicI32,
    /// The keeper, so that no later process with the same number is meant. On Linux.
    pub(super) pidfd: OnceLock<OwnedFd>,
    pub(super) killed: AtomicBool,
    pub(super) over_memory: AtomicBool,
    /// Whether the kernel had killed for want of memory when the program ended.
    pub(super) starved: AtomicBool,
    pub(super) frozen: AtomicBool,
    /// The most memory that the watcher saw.
    pub(super) sampled: AtomicU64,
    /// Who waits for connections inside, in the order in which they asked.
    pub(super) connecting: Mutex<VecDeque<oneshot::Sender<io::Result<TcpStream>>>>,
    pub(super) exit: watch::Sender<Option<Exit>>,
}

impl Running {
    /// Says when it is ready, or why it is not.
    pub(super) fn until_ready(&self) -> oneshot::Receiver<Result<Ready, StartError>> {
        let (ready, waiting) = oneshot::channel();
        *self.ready.lock() = Some(ready);
        waiting
    }

    pub(super) fn ended(&self) -> bool {
        self.exit.borrow().is_some()
    }

    /// Kills every process of it.
    pub(super) fn kill(&self) {
        if self.ended() {
            return;
        }
        self.killed.store(true, Ordering::Relaxed);
        if let Some(group) = &self.group {
            group.kill();
        }
        if self.namespaced {
            self.kill_keeper();
        }
        if let Some(container) = &self.container {
            // The engine does it; and if it is gone, who is allowed to.
            container.remove();
            if self.frozen.swap(false, Ordering::Relaxed) {
                let _thawed = self.group.as_ref().map(|group| group.freeze(false));
            }
        }
        // The frozen do not die. In a sandbox they have a deadly signal waiting.
        if self.frozen.swap(false, Ordering::Relaxed) {
            let _thawed = self.still(false);
        }
        // The keeper kills the rest; or, when it is not known yet, itself. It may have ended.
        let _sent = send(&self.link, &ToKeeper::End, &[]);
    }

    #[cfg(target_os = "linux")]
    fn kill_keeper(&self) {
        if let Some(pidfd) = self.pidfd.get() {
            let _killed = rustix::process::pidfd_send_signal(pidfd, Signal::KILL);
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn kill_keeper(&self) {}

    /// Makes all processes stand still, or lets them go on.
    pub(super) async fn freeze(&self, still: bool) -> io::Result<()> {
        if self.ended() {
            return Ok(());
        }
        match &self.container {
            Some(container) => container.freeze(still).await?,
            None => self.still(still)?,
        }
        self.frozen.store(still, Ordering::Relaxed);
        Ok(())
    }

    fn still(&self, still: bool) -> io::Result<()> {
        if let Some(group) = self.group.as_ref().filter(|group| group.has(Controller::Freezer)) {
            return group.freeze(still);
        }
        let signal = if still { Signal::STOP } else { Signal::CONT };
        // Again, for those that were made by others before they stood.
        for _ in 0..2 {
            for pid in self.processes().into_iter().filter_map(Pid::from_raw) {
                let _sent = kill_process(pid, signal);
            }
        }
        Ok(())
    }

    /// Asks the keeper for a connection to a port inside.
    pub(super) fn connect(
        &self,
        port: u16,
    ) -> io::Result<oneshot::Receiver<io::Result<TcpStream>>> {
        if !self.namespaced || !self.own_network {
            return Err(io::ErrorKind::Unsupported.into());
        }
        let (answer, waiting) = oneshot::channel();
        // Under the lock, so that who asks first is answered first.
        let mut connecting = self.connecting.lock();
        send(&self.link, &ToKeeper::Connect(port), &[])?;
        connecting.push_back(answer);
        Ok(waiting)
    }

    fn processes(&self) -> Vec<i32> {
        tree::descendants(self.pid.load(Ordering::Relaxed))
    }

    /// Looks at its memory, and kills it when that is too much.
    pub(super) fn watch(&self) {
        let still = self.frozen.load(Ordering::Relaxed) || self.spare.load(Ordering::Relaxed);
        if still || self.pid.load(Ordering::Relaxed) == 0 {
            return;
        }
        let by_group = self.group.as_ref().and_then(Group::anonymous);
        let now = by_group.unwrap_or_else(|| tree::anonymous(&self.processes()));
        self.sampled.fetch_max(now, Ordering::Relaxed);
        if now > self.memory.load(Ordering::Relaxed) {
            self.over_memory.store(true, Ordering::Relaxed);
            self.kill();
        }
    }

    /// What it has used until now; `told` is what the keeper said at its end.
    pub(super) fn usage(&self, told: Option<Usage>) -> Usage {
        let group = self.group.as_ref();
        let pid = self.pid.load(Ordering::Relaxed);
        let cpu = group.and_then(Group::cpu).unwrap_or_else(|| {
            let mut ticks = tree::ticks(pid);
            ticks += self.processes().into_iter().map(tree::ticks).sum::<u64>();
            let counted = Duration::from_millis(ticks * 1_000 / tree::TICKS);
            counted.max(told.map_or(Duration::ZERO, |usage| usage.cpu))
        });
        let sampled = self.sampled.load(Ordering::Relaxed);
        let peak = group.and_then(Group::peak);
        let peak = peak.or(told.map(|usage| usage.peak_memory)).unwrap_or(0);
        Usage { peak_memory: peak.max(sampled), cpu }
    }

    /// Why it ended. `told` is the program's code or signal, when the keeper lived to tell.
    pub(super) fn cause(&self, told: Option<(Option<i32>, Option<i32>)>) -> Cause {
        let starved = self.starved.load(Ordering::Relaxed)
            || self.group.as_ref().is_some_and(Group::out_of_memory);
        let killed = self.killed.load(Ordering::Relaxed);
        let nine = Signal::KILL.as_raw();
        match told {
            _ if self.over_memory.load(Ordering::Relaxed) => Cause::OutOfMemory,
            Some((Some(code), _)) => Cause::Exited(code),
            Some((_, Some(signal))) if signal == nine && starved => Cause::OutOfMemory,
            Some((_, Some(_))) if killed => Cause::Killed,
            Some((_, Some(signal))) => Cause::Signalled(signal),
            _ if starved && !killed => Cause::OutOfMemory,
            _ => Cause::Killed,
        }
    }
}
