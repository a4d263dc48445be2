//! The commit: validate what was read, apply what was written, tell who waits; all under one short lock.

use std::sync::Arc;

use parking_lot::MutexGuard;

use crate::{
    engine::{Engine, disk::Batch},
    error::{CommitError, Error},
    generation::Generation,
    recent::{Recent, Stopped, Written},
    settle,
    tx::{Delta, Hook, SpaceWrites, Tx},
};

/// A commit that was applied.
#[derive(Debug)]
#[must_use = "at level disk a reply waits for durable()"]
pub struct Committed {
    version: u64,
    /// Who to wait for, at level disk.
    pending: Option<Arc<Generation>>,
}

impl Committed {
    /// The number of the commit; numbers of one state ascend. A commit without writes has the last one's.
    pub fn number(&self) -> u64 {
        self.version
    }

    /// Resolves when the commit survives what the store's level promises: at once but at level disk,
    /// where it waits for a sync that many commits share. A transaction without writes waits for nothing,
    /// though it may have read what is not synced yet.
    pub async fn durable(self) -> Result<(), Error> {
        match self.pending.as_ref().and_then(|generation| generation.syncer.as_ref()) {
            Some(syncer) => syncer.wait(self.version).await,
            None => Ok(()),
        }
    }
}

pub(crate) fn commit(tx: Tx) -> Result<Committed, CommitError> {
    let Tx { generation, reading, reads, writes, deltas, hooks, fault, last_shared: _ } = tx;
    if let Some(fault) = fault {
        return Err(fault);
    }
    let is_empty = writes.iter().all(|part| part.rows.is_empty());
    if is_empty && deltas.is_empty() && hooks.is_empty() {
        let version = generation.live.version();
        return Ok(Committed { version, pending: None });
    }
    // Checksums and new keyspaces need no lock.
    let batch = match &generation.engine {
        Engine::Disk(disk) if !is_empty => Some(disk.prepare(&writes)?),
        _ => None,
    };
    let mut recent = lock(&generation)?;
    if let Some(reading) = &reading
        && !is_empty
        && recent.conflicts(reading.version, &reads)
    {
        return Err(CommitError::Conflict);
    }
    // Its own snapshot must not count as a reader of what it replaces.
    drop(reading);
    if !is_empty {
        apply(&generation, &mut recent, writes, batch)?;
    }
    finish(&generation, &deltas, hooks);
    let version = recent.version;
    drop(recent);
    if let Engine::Disk(disk) = &generation.engine
        && disk.make_room(&generation.spaces)
    {
        settle::consider(&generation);
    }
    let pending = generation.syncer.is_some().then_some(generation);
    Ok(Committed { version, pending })
}

/// Takes the commit lock of a generation that still takes commits.
fn lock(generation: &Generation) -> Result<MutexGuard<'_, Recent>, CommitError> {
    let recent = generation.recent.lock();
    match &recent.stopped {
        None => Ok(recent),
        Some(Stopped::Replaced) => Err(CommitError::Conflict),
        Some(Stopped::Closed) => Err(CommitError::Closed),
        Some(Stopped::Poisoned(why)) => Err(CommitError::Poisoned(why.clone())),
    }
}

fn apply(
    generation: &Generation,
    recent: &mut Recent,
    writes: Vec<SpaceWrites>,
    batch: Option<Batch>,
) -> Result<(), CommitError> {
    let version = recent.version + 1;
    // Before the rows are visible: who reads them must not be given older ones.
    generation.shared.forget(&writes);
    let oldest = match (&generation.engine, batch) {
        (Engine::Disk(disk), Some(batch)) => {
            // Before the rows are visible: a reader that sees them must not be led past them.
            generation.heads.follow(&writes, version);
            generation.leaps.follow(&writes);
            if let Err(error) = disk.apply(batch, &writes, version) {
                recent.stopped = Some(Stopped::Poisoned(error.to_string()));
                return Err(error);
            }
            generation.live.publish(version)
        }
        (Engine::Memory(memory), _) => {
            memory.apply(version, &writes, || generation.live.publish(version))
        }
        (Engine::Disk(_), None) => unreachable!("invariant: writes to disk are prepared"),
    };
    recent.version = version;
    recent.remember(oldest, || written(writes));
    Ok(())
}

fn written(writes: Vec<SpaceWrites>) -> Box<[Written]> {
    let rows = writes.into_iter().flat_map(|part| {
        let space = part.space.id;
        let row = move |(key, value): (_, Option<_>)| Written { space, key, put: value.is_some() };
        part.rows.into_iter().map(row)
    });
    rows.collect()
}

fn finish(generation: &Generation, deltas: &[Delta], hooks: Vec<Hook>) {
    if !deltas.is_empty() {
        generation.counts.apply(deltas.iter().map(|d| (d.space, &d.prefix[..], d.delta)));
    }
    for hook in hooks {
        hook();
    }
}
