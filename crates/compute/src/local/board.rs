//! The switchboard: one thread that listens to all keepers, holds memory limits, and clears up after instances that ended.

use std::collections::HashMap;
use std::io::{self, Read as _, Write as _};
use std::net::TcpListener;
use std::os::fd::{AsFd as _, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Weak};
use std::thread::JoinHandle;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::core::Helper;
use super::mounts::Mounts;
use super::running::Running;
use crate::cgroup::Group;
use crate::message::{FromKeeper, ToKeeper, receive, send};
use crate::{Exit, StartError, Usage};

/// How often memory is looked at, and folders that could not be removed are tried again.
const TICK_MS: i64 = 25;

/// For how many rounds a plane that closes waits for containers: ten seconds, or somewhat less.
const PATIENCE: u32 = 400;

/// What a start waits for.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) listeners: Vec<TcpListener>,
    pub(super) landlock: Option<String>,
}

/// An instance as the switchboard has it.
pub(super) struct Entry {
    pub(super) running: Arc<Running>,
    pub(super) link: UnixStream,
    /// A spare ends when what is mounted on the host changes: it holds a copy of that.
    pub(super) host: Option<Mounts>,
    /// A folder that goes with the instance.
    pub(super) tmp: Option<PathBuf>,
    /// The helper that made the keeper.
    pub(super) helper: Weak<Helper>,
    pub(super) told: Option<Told>,
    pub(super) silent: bool,
}

/// What the keeper said at its end.
#[derive(Clone, Copy)]
pub(super) struct Told {
    code: Option<i32>,
    signal: Option<i32>,
    usage: Usage,
}

enum Order {
    Add(Box<Entry>),
    /// Kill all, and end when they are gone.
    Close,
}

/// The owner's side.
#[derive(Debug)]
pub(super) struct Board {
    orders: Sender<Order>,
    wake: UnixStream,
    thread: Option<JoinHandle<()>>,
}

impl Board {
    pub(super) fn start() -> io::Result<Board> {
        let (wake, woken) = UnixStream::pair()?;
        wake.set_nonblocking(true)?;
        woken.set_nonblocking(true)?;
        let (orders, receiver) = channel();
        let thread = std::thread::Builder::new()
            .name("compute".to_owned())
            .spawn(move || Thread::default().run(&receiver, &woken))?;
        Ok(Board { orders, wake, thread: Some(thread) })
    }

    pub(super) fn add(&self, entry: Entry) {
        self.order(Order::Add(Box::new(entry)));
    }

    /// Kills all instances, and waits until they are gone.
    pub(super) fn close(&mut self) {
        self.order(Order::Close);
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been reported.
            let _ended = thread.join();
        }
    }

    fn order(&self, order: Order) {
        // The thread ends after `Close` alone. A full pipe has woken it already.
        let _sent = self.orders.send(order);
        let _woken = (&self.wake).write(&[1]);
    }
}

/// The thread's side.
#[derive(Default)]
struct Thread {
    entries: HashMap<u64, Entry>,
    /// Instances that ended, whose cgroups are not gone yet.
    leftovers: Vec<Arc<Running>>,
    closing: bool,
    /// For how many rounds it has been closing.
    rounds: u32,
}

impl Thread {
    fn run(&mut self, orders: &Receiver<Order>, woken: &UnixStream) {
        while !(self.closing && self.entries.is_empty() && self.leftovers.is_empty()) {
            let heard = self.listen(woken);
            self.entries.values_mut().for_each(Entry::drop_stale);
            // Everything that was written was about the orders that are taken now.
            let mut drain = woken;
            while matches!(drain.read(&mut [0; 64]), Ok(64)) {}
            while let Ok(order) = orders.try_recv() {
                self.take(order);
            }
            for id in heard {
                self.hear(id);
            }
            self.leftovers.retain(|running| !running.group.as_ref().is_none_or(|g| g.remove()));
            for entry in self.entries.values() {
                entry.running.watch();
            }
            self.rounds += u32::from(self.closing);
            if self.rounds > PATIENCE {
                // Containers of an engine that does not answer any more, which goes for those that stand still. The next
                // start removes them.
                self.entries.retain(|_, entry| entry.running.container.is_none());
            }
        }
    }

    /// Waits until a keeper speaks or ends, an order comes, or a tick is over; says which keepers.
    fn listen(&self, woken: &UnixStream) -> Vec<u64> {
        let mut ids = Vec::new();
        let mut fds = vec![PollFd::new(woken, PollFlags::IN)];
        for (id, entry) in &self.entries {
            let link = (!entry.silent).then(|| entry.link.as_fd());
            let pidfd = entry.running.pidfd.get().map(OwnedFd::as_fd);
            for fd in [link, pidfd].into_iter().flatten() {
                ids.push(*id);
                fds.push(PollFd::from_borrowed_fd(fd, PollFlags::IN));
            }
        }
        let busy = !self.entries.is_empty() || !self.leftovers.is_empty();
        let tick = Timespec { tv_sec: 0, tv_nsec: TICK_MS * 1_000_000 };
        // An error is a signal, or no memory for a moment: the next round asks again.
        let _ready = poll(&mut fds, busy.then_some(&tick));
        let mut heard: Vec<u64> = fds
            .iter()
            .skip(1)
            .zip(ids)
            .filter(|(fd, _)| !fd.revents().is_empty())
            .map(|(_, id)| id)
            .collect();
        heard.dedup();
        heard
    }

    fn take(&mut self, order: Order) {
        match order {
            Order::Add(entry) => {
                if self.closing {
                    entry.running.kill();
                }
                self.entries.insert(entry.running.id, *entry);
            }
            Order::Close => {
                self.closing = true;
                self.entries.values().for_each(|entry| entry.running.kill());
            }
        }
    }

    fn hear(&mut self, id: u64) {
        let Some(entry) = self.entries.get_mut(&id) else { return };
        while !entry.silent && is_readable(entry.link.as_fd()) {
            entry.read();
        }
        // With a pidfd, the end is the end of all its processes; else the end of the socket must do.
        let gone = match entry.running.pidfd.get() {
            Some(pidfd) => is_readable(pidfd.as_fd()),
            None => entry.silent,
        };
        if !gone {
            return;
        }
        if let Some(entry) = self.entries.remove(&id) {
            self.leftovers.extend(entry.finish());
        }
    }
}

impl Entry {
    /// Ends a spare when the host's mounts have changed; one that was used has let go of them.
    fn drop_stale(&mut self) {
        let Some(host) = &self.host else { return };
        let spare = self.running.spare.load(Ordering::Relaxed);
        if spare && !host.changed() {
            return;
        }
        self.host = None;
        // Only who takes the mark away decides about it.
        if self.running.spare.swap(false, Ordering::Relaxed) {
            self.running.kill();
        }
    }

    fn read(&mut self) {
        match receive::<FromKeeper>(&self.link) {
            Ok(Some((message, files))) => self.take(message, files),
            Ok(None) | Err(_) => self.silent = true,
        }
    }

    fn take(&mut self, message: FromKeeper, mut files: Vec<OwnedFd>) {
        match message {
            FromKeeper::Forked(pid) => {
                self.running.pid.store(pid, Ordering::Relaxed);
                if let Some(pidfd) = files.pop() {
                    // Set once: the helper says this once.
                    let _first = self.running.pidfd.set(pidfd);
                }
                if self.running.killed.load(Ordering::Relaxed) {
                    self.running.kill();
                }
            }
            FromKeeper::Prepared => {
                let listeners = files.into_iter().map(TcpListener::from).collect();
                self.answer(Ok(Ready { listeners, landlock: None }));
            }
            FromKeeper::Ready { landlock } => {
                let listeners = files.into_iter().map(TcpListener::from).collect();
                self.answer(Ok(Ready { listeners, landlock }));
            }
            FromKeeper::Failed { program: true, step, cause } => {
                self.answer(Err(StartError::Program { program: step, cause }));
            }
            FromKeeper::Failed { program: false, step, cause } => {
                self.answer(Err(StartError::System { step, cause }));
            }
            FromKeeper::Connected(refused) => {
                let connected = match (refused, files.pop()) {
                    (None, Some(stream)) => Ok(stream.into()),
                    (refused, _) => Err(io::Error::other(refused.unwrap_or_default())),
                };
                if let Some(waiting) = self.running.connecting.lock().pop_front() {
                    // Whoever gave up waiting closes the connection so.
                    let _sent = waiting.send(connected);
                }
            }
            FromKeeper::Ended { code, signal, cpu, peak_memory } => {
                let mut usage = Usage { peak_memory, cpu };
                if self.running.container.is_some() {
                    // The engine takes its group away with the container, which waits for this.
                    usage = self.running.usage(Some(usage));
                    let starved = self.running.group.as_ref().is_some_and(Group::out_of_memory);
                    self.running.starved.store(starved, Ordering::Relaxed);
                    // When this fails, it has ended already.
                    let _sent = send(&self.link, &ToKeeper::End, &[]);
                }
                self.told = Some(Told { code, signal, usage });
            }
        }
    }

    fn answer(&self, ready: Result<Ready, StartError>) {
        if let Some(waiting) = self.running.ready.lock().take() {
            // Whoever gave up waiting has killed the instance.
            let _sent = waiting.send(ready);
        }
    }

    /// Tells how it ended and clears up; gives back what has a cgroup that cannot be removed yet.
    fn finish(mut self) -> Option<Arc<Running>> {
        let running = self.running.clone();
        let usage = running.usage(self.told.map(|told| told.usage));
        let cause = running.cause(self.told.map(|told| (told.code, told.signal)));
        if let Some(helper) = self.helper.upgrade() {
            helper.reap(running.pid.load(Ordering::Relaxed));
        }
        let gone = running.group.as_ref().is_none_or(|group| group.remove());
        if let Some(tmp) = self.tmp.take() {
            // It may be large, and others wait for this thread.
            let _begun = std::thread::Builder::new().spawn(move || std::fs::remove_dir_all(tmp));
        }
        let step = "run the program".to_owned();
        let cause_text = format!("it ended before that: {cause:?}");
        self.answer(Err(StartError::System { step, cause: cause_text }));
        running.exit.send_replace(Some(Exit { cause, usage }));
        (!gone).then_some(running)
    }
}

fn is_readable(fd: BorrowedFd<'_>) -> bool {
    let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::IN)];
    let at_once = Timespec { tv_sec: 0, tv_nsec: 0 };
    matches!(poll(&mut fds, Some(&at_once)), Ok(ready) if ready > 0)
}
