//! Group commit: one thread syncs the journal for all commits that wait.
//!
//! While one sync runs, further commits are written and gather; the next sync covers them all. fjall's own
//! sync holds its journal lock, so that nothing could be written meanwhile and the groups would stay small.

use std::{
    sync::{Arc, Weak},
    thread,
};

use parking_lot::{Condvar, Mutex};
use tokio::sync::oneshot;

use crate::{error::Error, generation::Generation};

type Waiter = oneshot::Sender<Result<(), String>>;

/// The queue of commits that wait for a sync.
#[derive(Debug, Default)]
pub(crate) struct Syncer {
    state: Mutex<State>,
    wake: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// Commits up to this one are on disk.
    synced: u64,
    waiting: Vec<(u64, Waiter)>,
    failed: Option<String>,
    ended: bool,
}

impl Syncer {
    /// Resolves when commit `version` is on disk.
    pub(crate) async fn wait(&self, version: u64) -> Result<(), Error> {
        let receiver = {
            let mut state = self.state.lock();
            if let Some(failure) = &state.failed {
                return Err(Error::Sync(failure.clone()));
            }
            if state.synced >= version {
                return Ok(());
            }
            if state.ended {
                return Err(Error::Sync("the store is closed".to_owned()));
            }
            let (sender, receiver) = oneshot::channel();
            state.waiting.push((version, sender));
            self.wake.notify_one();
            receiver
        };
        match receiver.await {
            Ok(done) => done.map_err(Error::Sync),
            Err(_) => Err(Error::Sync("the store is closed".to_owned())),
        }
    }

    /// Ends the thread once it has served those who wait.
    pub(crate) fn end(&self) {
        self.state.lock().ended = true;
        self.wake.notify_one();
    }

    /// Sleeps until someone waits; `false` when the thread should end.
    fn next(&self) -> bool {
        let mut state = self.state.lock();
        while state.waiting.is_empty() {
            if state.ended {
                return false;
            }
            self.wake.wait(&mut state);
        }
        true
    }

    /// Tells everyone whom a sync up to `version` serves.
    fn done(&self, version: u64, outcome: Result<(), String>) {
        let mut state = self.state.lock();
        match &outcome {
            Ok(()) => state.synced = version,
            Err(failure) => state.failed = Some(failure.clone()),
        }
        let all = outcome.is_err();
        let (served, rest) =
            state.waiting.drain(..).partition(|(waiting, _)| all || *waiting <= version);
        state.waiting = rest;
        drop(state);
        let served: Vec<(u64, Waiter)> = served;
        for (_, waiter) in served {
            // Whoever stopped waiting needs no answer.
            let _ = waiter.send(outcome.clone());
        }
    }
}

/// Starts the thread that serves `syncer`. It holds the generation only while it syncs.
pub(crate) fn start(syncer: Arc<Syncer>, generation: Weak<Generation>) -> std::io::Result<()> {
    thread::Builder::new().name("store-sync".to_owned()).spawn(move || {
        while syncer.next() {
            let Some(generation) = generation.upgrade() else { break };
            let version = generation.live.version();
            syncer.done(version, generation.sync_to(version).map_err(|error| error.to_string()));
        }
    })?;
    Ok(())
}
