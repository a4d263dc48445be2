//! When spaces are merged into segments: a thread that begins when a space has grown enough for the first time, merges
//! what is due, and looks again each second until the generation ends.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use parking_lot::{Condvar, Mutex};

use crate::{
    engine::{
        Engine,
        disk::Disk,
        settled::{self, SettleError},
    },
    generation::Generation,
    options::Settling,
    space::SpaceState,
};

/// How often the thread looks.
const PAUSE: Duration = Duration::from_secs(1);
/// After so many looks without a commit in between a space is merged that is not large enough to be merged under load.
const IDLE_LOOKS: u32 = 5;
/// After a merge that failed, so many looks pass before the next.
const LOOKS_AFTER_FAILURE: u32 = 60;
/// Under load, a space is merged when so many times the least has been written to it.
const BUSY_FACTOR: u64 = 4;
/// And what was written must be such a part of what is settled: each merge writes all of it anew.
const BUSY_PART: u64 = 4;
const IDLE_PART: u64 = 16;

/// The thread of one generation.
#[derive(Debug, Default)]
pub(crate) struct Settler {
    settling: Settling,
    started: AtomicBool,
    ended: Mutex<bool>,
    wake: Condvar,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Held while a space is merged.
    merging: Mutex<()>,
}

impl Settler {
    pub(crate) fn new(settling: Settling) -> Self {
        Self { settling, ..Self::default() }
    }

    /// Ends the thread and waits for it, unless it is the one that asks.
    pub(crate) fn end(&self) {
        *self.ended.lock() = true;
        self.wake.notify_all();
        let thread = self.thread.lock().take();
        if let Some(thread) = thread.filter(|known| known.thread().id() != thread::current().id())
            && thread.join().is_err()
        {
            tracing::error!("merging ended in a panic");
        }
    }

    /// Waits for the next look; false when there is none.
    fn pause(&self) -> bool {
        let mut ended = self.ended.lock();
        if !*ended {
            self.wake.wait_for(&mut ended, PAUSE);
        }
        !*ended
    }

    /// Whether a space should be merged now.
    fn is_due(&self, space: &SpaceState, idle: bool) -> bool {
        if !self.settling.all && !space.settles.load(Ordering::Relaxed) {
            return false;
        }
        let Some(layered) = space.layers.get() else { return false };
        let sizes = layered.newest().sizes();
        is_due(sizes, self.settling.least, idle)
    }
}

/// What a space consists of, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sizes {
    /// Written since the last merge began, or what a merge would replace of it.
    pub(crate) fresh: u64,
    /// Whether a merge was begun and has not ended.
    pub(crate) is_frozen: bool,
    pub(crate) settled: u64,
}

fn is_due(sizes: Sizes, least: u64, idle: bool) -> bool {
    let Sizes { fresh, is_frozen, settled } = sizes;
    let (least, part) = match idle {
        true => (least, IDLE_PART),
        false => (least.saturating_mul(BUSY_FACTOR), BUSY_PART),
    };
    is_frozen || fresh >= least.max(settled / part)
}

/// Starts the thread when a space is due for the first time. Called now and then after commits.
pub(crate) fn consider(generation: &Arc<Generation>) {
    let settler = &generation.settler;
    if settler.started.load(Ordering::Relaxed) {
        return;
    }
    let spaces = generation.spaces.all();
    if !spaces.iter().any(|space| settler.is_due(space, true))
        || settler.started.swap(true, Ordering::Relaxed)
    {
        return;
    }
    let weak = Arc::downgrade(generation);
    let settler = Arc::clone(settler);
    let (running, name) = (Arc::clone(&settler), "settle".to_owned());
    match thread::Builder::new().name(name).spawn(move || run(&running, &weak)) {
        Ok(thread) => *settler.thread.lock() = Some(thread),
        Err(error) => {
            tracing::error!(%error, "no thread to merge with; reads of large tables are slower")
        }
    }
}

fn run(settler: &Settler, generation: &Weak<Generation>) {
    let (mut seen, mut looks, mut skipped) = (0, 0, 0);
    while settler.pause() {
        if skipped > 0 {
            skipped -= 1;
            continue;
        }
        let Some(generation) = generation.upgrade() else { return };
        let Engine::Disk(disk) = &generation.engine else { return };
        let commits = generation.live.version();
        looks = if commits == seen { looks + 1 } else { 0 };
        seen = commits;
        for space in generation.spaces.all() {
            if settler.is_due(&space, looks >= IDLE_LOOKS) {
                match settle(&generation, disk, &space) {
                    Ok(()) => {}
                    Err(SettleError::Closed) => return,
                    Err(error) => {
                        tracing::error!(space = &*space.name, %error, "rows could not be merged; they stay where they are");
                        skipped = LOOKS_AFTER_FAILURE;
                    }
                }
            }
        }
    }
}

fn settle(generation: &Generation, disk: &Disk, space: &SpaceState) -> Result<(), SettleError> {
    let _alone = generation.settler.merging.lock();
    settled::settle(disk, generation, space)
}

/// Merges all spaces that settle, whatever their size.
pub(crate) fn settle_all(generation: &Generation) -> Result<(), SettleError> {
    let Engine::Disk(disk) = &generation.engine else { return Ok(()) };
    let all = generation.settler.settling.all;
    for space in generation.spaces.all() {
        if all || space.settles.load(Ordering::Relaxed) {
            settle(generation, disk, &space)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_space_is_due_by_what_was_written_beside_what_is_settled() {
        let sizes = |fresh, settled| Sizes { fresh, is_frozen: false, settled };
        let cases = [
            // Fresh and settled; due under load, when idle; the least is 100.
            (99, 0, false, false),
            (100, 0, false, true),
            (399, 0, false, true),
            (400, 0, true, true),
            (400, 1_600, true, true),
            (400, 1_700, false, true),
            (400, 6_400, false, true),
            (400, 6_500, false, false),
            (1_700, 6_500, true, true),
        ];
        for (fresh, settled, busy, idle) in cases {
            assert_eq!(is_due(sizes(fresh, settled), 100, false), busy, "{fresh} on {settled}");
            assert_eq!(is_due(sizes(fresh, settled), 100, true), idle, "{fresh} on {settled}");
        }
        assert!(is_due(Sizes { fresh: 0, is_frozen: true, settled: 0 }, 100, false));
    }
}
