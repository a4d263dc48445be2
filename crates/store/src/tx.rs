//! A transaction: reads one snapshot, sees its own writes, and gathers what its commit will do.

mod from_head;
mod leap;

use std::{
    collections::BTreeMap,
    ops::{Bound, ControlFlow},
    sync::{Arc, atomic::Ordering},
};

use bytes::Bytes;

use crate::{
    MAX_KEY_LEN, MAX_VALUE_LEN,
    commit::{self, Committed},
    error::{CommitError, Error},
    generation::{Generation, Reading},
    range::KeyRange,
    readset::ReadSet,
    shared::{AnyRow, MAX_SHARED_LEN},
    space::{Space, SpaceState},
};

/// What a transaction writes to one space.
#[derive(Debug, Clone)]
pub(crate) struct SpaceWrites {
    pub(crate) space: Arc<SpaceState>,
    /// `None` deletes.
    pub(crate) rows: BTreeMap<Bytes, Option<Bytes>>,
}

/// A difference that a commit makes to a count.
#[derive(Debug, Clone)]
pub(crate) struct Delta {
    pub(crate) space: u16,
    pub(crate) prefix: Bytes,
    pub(crate) delta: i64,
}

/// Runs when a commit succeeded.
pub(crate) type Hook = Box<dyn FnOnce() + Send>;

/// A transaction. Dropping it undoes everything.
///
/// The snapshot is taken at the first read, so a transaction that only writes never conflicts.
pub struct Tx {
    pub(crate) generation: Arc<Generation>,
    pub(crate) reading: Option<Reading>,
    pub(crate) reads: ReadSet,
    /// The shared row that was read last, and how many single keys had been read then.
    pub(crate) last_shared: Option<(usize, AnyRow)>,
    pub(crate) writes: Vec<SpaceWrites>,
    pub(crate) deltas: Vec<Delta>,
    pub(crate) hooks: Vec<Hook>,
    /// A write that cannot be committed; told at commit, since writing itself answers nothing.
    pub(crate) fault: Option<CommitError>,
}

/// What a transaction had written at some point.
#[derive(Debug)]
pub struct Savepoint {
    writes: Vec<SpaceWrites>,
    deltas: Vec<Delta>,
    hooks: usize,
    sound: bool,
}

impl Tx {
    pub(crate) fn new(generation: Arc<Generation>) -> Self {
        Self {
            generation,
            reading: None,
            reads: ReadSet::default(),
            last_shared: None,
            writes: Vec::new(),
            deltas: Vec::new(),
            hooks: Vec::new(),
            fault: None,
        }
    }

    /// The value of `key`, with the transaction's own writes in sight.
    pub async fn get(
        &mut self,
        space: impl Into<Space>,
        key: &[u8],
    ) -> Result<Option<Bytes>, Error> {
        let at = self.part(space.into());
        if let Some(own) = self.writes[at].rows.get(key) {
            return Ok(own.clone());
        }
        self.start_reading();
        let space = &self.writes[at].space;
        self.reads.point(space.id, key);
        let reading = self.reading.as_ref().expect("invariant: started above");
        self.generation.engine.get(&reading.view, space, key)
    }

    /// The decoded row under `key`, which the store keeps decoded until someone writes it. `decode` makes it
    /// from the stored value. For the reader it is as if it had been read from the snapshot.
    pub(crate) fn get_shared<R, E>(
        &mut self,
        space: Space,
        key: &[u8],
        decode: impl FnOnce(&Bytes) -> Result<R, E>,
    ) -> Result<Option<Arc<R>>, E>
    where
        R: Send + Sync + 'static,
        E: From<Error>,
    {
        let at = self.part(space);
        if let Some(own) = self.writes[at].rows.get(key) {
            return own.as_ref().map(|value| decode(value).map(Arc::new)).transpose();
        }
        let version = self.start_reading();
        let space = &self.writes[at].space;
        // What authorisation has looked at is what the handler asks for first.
        if let Some((points, row)) = &self.last_shared
            && self.reads.ends_with(*points, space.id, key)
            && let Ok(row) = row.clone().downcast()
        {
            return Ok(Some(row));
        }
        let points = self.reads.point(space.id, key);
        if let Some(row) = self.generation.shared.get(space.id, key, version)
            && let Ok(same) = row.clone().downcast()
        {
            self.last_shared = Some((points, row));
            return Ok(Some(same));
        }
        let reading = self.reading.as_ref().expect("invariant: started above");
        let Some(value) = self.generation.engine.get(&reading.view, space, key)? else {
            return Ok(None);
        };
        let row = Arc::new(decode(&value)?);
        // As with heads: not while a commit is under way, which may be writing just this row.
        if value.len() <= MAX_SHARED_LEN
            && let Some(recent) = self.generation.recent.try_lock()
            && !recent.wrote(version, space.id, key)
        {
            self.generation.shared.enter(space.id, key, version, row.clone());
        }
        Ok(Some(row))
    }

    /// Up to `limit` rows of `range` in its order, with the transaction's own writes in sight.
    ///
    /// Only what was looked at counts as read: when the limit ends the walk, keys up to the last one returned.
    pub async fn range(
        &mut self,
        space: impl Into<Space>,
        range: KeyRange,
        limit: usize,
    ) -> Result<Vec<(Bytes, Bytes)>, Error> {
        if limit == 0 || range.is_empty() {
            return Ok(Vec::new());
        }
        let at = self.part(space.into());
        self.start_reading();
        let scan = self.scan(at, &range, limit)?;
        let space = self.writes[at].space.id;
        match scan.rows.last() {
            Some((last, _)) if scan.stopped => {
                if range.reverse {
                    self.reads.range(space, last, range.end.as_deref());
                } else {
                    self.reads.range_through(space, &range.start, last);
                }
            }
            _ => self.reads.range(space, &range.start, range.end.as_deref()),
        }
        Ok(scan.rows)
    }

    /// Writes `value` under `key` (1 to [`MAX_KEY_LEN`] bytes).
    pub fn put(&mut self, space: impl Into<Space>, key: impl Into<Bytes>, value: impl Into<Bytes>) {
        self.write(space.into(), key.into(), Some(value.into()));
    }

    /// Deletes `key`; deleting what does not exist is fine.
    pub fn delete(&mut self, space: impl Into<Space>, key: impl Into<Bytes>) {
        self.write(space.into(), key.into(), None);
    }

    fn write(&mut self, space: Space, key: Bytes, value: Option<Bytes>) {
        let name = || space.name().to_owned();
        if key.is_empty() || key.len() > MAX_KEY_LEN {
            self.fail(CommitError::KeyLength { space: name(), len: key.len() });
            return;
        }
        if let Some(len) = value.as_ref().map(Bytes::len).filter(|len| *len > MAX_VALUE_LEN) {
            self.fail(CommitError::ValueLength { space: name(), len });
            return;
        }
        let at = self.part(space);
        self.writes[at].rows.insert(key, value);
    }

    /// Makes the commit fail with the first such `fault`.
    pub(crate) fn fail(&mut self, fault: CommitError) {
        self.fault.get_or_insert(fault);
    }

    /// Says that this transaction changes the number of rows that begin with `prefix` by `delta`.
    /// The caller promises that its puts and deletes do just that.
    pub fn add_count(&mut self, space: impl Into<Space>, prefix: &[u8], delta: i64) {
        let at = self.part(space.into());
        let space = self.writes[at].space.id;
        let known = self.deltas.iter_mut().find(|d| d.space == space && d.prefix == prefix);
        match known {
            Some(known) => known.delta += delta,
            None => {
                let prefix = Bytes::copy_from_slice(prefix);
                self.deltas.push(Delta { space, prefix, delta });
            }
        }
    }

    /// How many rows begin with `prefix`: those of the last commit and this transaction's differences.
    ///
    /// Not part of what the transaction has read: for limits and statistics, not for decisions that must
    /// be serialised. Constant time after the first call, which scans the prefix.
    pub async fn count(&mut self, space: impl Into<Space>, prefix: &[u8]) -> Result<u64, Error> {
        let at = self.part(space.into());
        let id = self.writes[at].space.id;
        let own = self.deltas.iter().filter(|d| d.space == id && d.prefix == prefix);
        let own: i64 = own.map(|d| d.delta).sum();
        let committed = match self.generation.counts.get(id, prefix) {
            Some(count) => count,
            None => self.load_count(at, prefix)?,
        };
        Ok(u64::try_from(committed + own).unwrap_or(0))
    }

    fn load_count(&self, at: usize, prefix: &[u8]) -> Result<i64, Error> {
        let generation = &self.generation;
        let space = &self.writes[at].space;
        let (reading, ticket) = {
            let recent = generation.recent.lock();
            let reading = Reading::start_exact(generation, &recent);
            (reading, generation.counts.load(space.id, prefix, recent.version))
        };
        let mut found = 0;
        let range = KeyRange::prefix(Bytes::copy_from_slice(prefix));
        let outcome = generation.engine.scan(&reading.view, space, &range, &mut |_, _| {
            found += 1;
            ControlFlow::Continue(())
        });
        if let Some(ticket) = ticket {
            generation.counts.loaded(ticket, outcome.is_ok().then_some(found));
        }
        outcome.map(|()| found)
    }

    /// Runs `f` when the commit has succeeded, in the order of commits and under the commit lock:
    /// it must be quick and must neither commit nor count.
    pub fn on_commit(&mut self, f: impl FnOnce() + Send + 'static) {
        self.hooks.push(Box::new(f));
    }

    /// Marks what was written so far, so that what comes after can be undone: see [`Tx::rollback`].
    pub fn savepoint(&self) -> Savepoint {
        Savepoint {
            writes: self.writes.clone(),
            deltas: self.deltas.clone(),
            hooks: self.hooks.len(),
            sound: self.fault.is_none(),
        }
    }

    /// Undoes what was written since `savepoint`. What was read since then still counts as read.
    pub fn rollback(&mut self, savepoint: Savepoint) {
        // Spaces that nothing was written to are known already when they are written to later.
        if !self.writes.iter().all(|part| part.rows.is_empty()) {
            self.writes = savepoint.writes;
        }
        self.deltas = savepoint.deltas;
        self.hooks.truncate(savepoint.hooks);
        if savepoint.sound {
            self.fault = None;
        }
    }

    /// Whether the transaction has written nothing so far.
    pub fn is_read_only(&self) -> bool {
        self.deltas.is_empty() && self.writes.iter().all(|part| part.rows.is_empty())
    }

    /// Applies the writes, all or none. On success they are visible and survive what the level says,
    /// at level disk once [`Committed::durable`] has resolved.
    pub async fn commit(self) -> Result<Committed, CommitError> {
        // Who only reads leaves what others have not written out to them.
        let writing = (!self.is_read_only()).then(|| self.generation.clone());
        let committed = commit::commit(self)?;
        if let Some(generation) = writing {
            generation.write_out().map_err(CommitError::Engine)?;
        }
        Ok(committed)
    }

    /// The same, but for the last step: the writes survive nothing until [`crate::Store::write_out`], or another commit,
    /// has written them out. For calls that come together and are answered together, once all are written.
    pub async fn commit_unwritten(self) -> Result<Committed, CommitError> {
        commit::commit(self)
    }

    /// The position of a space among those this transaction has touched.
    fn part(&mut self, space: Space) -> usize {
        let name = space.name();
        if let Some(at) = self.writes.iter().position(|part| &*part.space.name == name) {
            return at;
        }
        let settles = space.settles();
        let space = self.generation.spaces.resolve(name);
        if settles && !space.settles.load(Ordering::Relaxed) {
            space.settles.store(true, Ordering::Relaxed);
        }
        self.writes.push(SpaceWrites { space, rows: BTreeMap::new() });
        self.writes.len() - 1
    }

    fn start_reading(&mut self) -> u64 {
        self.reading.get_or_insert_with(|| Reading::start(&self.generation)).version
    }

    fn scan(&self, at: usize, range: &KeyRange, limit: usize) -> Result<Scan, Error> {
        if self.writes[at].rows.is_empty() {
            return self.scan_stored(at, range, limit);
        }
        self.scan_merged(at, range, Some(range), limit)
    }

    /// The rows of the snapshot alone.
    fn scan_stored(&self, at: usize, range: &KeyRange, limit: usize) -> Result<Scan, Error> {
        let mut scan = Scan::default();
        self.engine_scan(at, range, &mut |key, value| scan.push(key, value, limit))?;
        Ok(scan)
    }

    /// The rows of the snapshot in `stored`, merged with the transaction's own writes in `range`; `stored`
    /// may reach beyond it, and then tells which row comes next.
    fn scan_merged(
        &self,
        at: usize,
        range: &KeyRange,
        stored: Option<&KeyRange>,
        limit: usize,
    ) -> Result<Scan, Error> {
        let end = range.end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
        let own = self.writes[at].rows.range::<[u8], _>((Bound::Included(&range.start[..]), end));
        let own: Box<dyn Iterator<Item = _>> =
            if range.reverse { Box::new(own.rev()) } else { Box::new(own) };
        let mut own = own.peekable();
        let mut scan = Scan::default();
        let mut visit = |key: Bytes, value| {
            if scan.first_stored.is_none() {
                scan.first_stored = Some(key.clone());
            }
            if range.end.as_ref().is_some_and(|end| *end <= key) {
                return ControlFlow::Break(());
            }
            let before = |own: &Bytes| if range.reverse { *own > key } else { *own < key };
            while let Some((own_key, own_value)) = own.next_if(|(own_key, _)| before(own_key)) {
                if let Some(own_value) = own_value {
                    scan.push(own_key.clone(), own_value.clone(), limit)?;
                }
            }
            match own.next_if(|(own_key, _)| **own_key == key) {
                Some((_, Some(own_value))) => scan.push(key, own_value.clone(), limit),
                Some((_, None)) => ControlFlow::Continue(()),
                None => scan.push(key, value, limit),
            }
        };
        if let Some(stored) = stored {
            self.engine_scan(at, stored, &mut visit)?;
        }
        for (key, value) in own {
            if scan.stopped {
                break;
            }
            if let Some(value) = value {
                let _ = scan.push(key.clone(), value.clone(), limit);
            }
        }
        Ok(scan)
    }

    fn engine_scan(
        &self,
        at: usize,
        range: &KeyRange,
        visit: &mut crate::engine::Visit<'_>,
    ) -> Result<(), Error> {
        let reading = self.reading.as_ref().expect("invariant: callers start reading first");
        self.generation.engine.scan(&reading.view, &self.writes[at].space, range, visit)
    }
}

impl std::fmt::Debug for Tx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tx").field("writes", &self.writes).finish_non_exhaustive()
    }
}

/// What a scan found.
#[derive(Debug, Default)]
struct Scan {
    rows: Vec<(Bytes, Bytes)>,
    /// Whether the limit ended it.
    stopped: bool,
    /// The first live row of the snapshot, deleted by this transaction or not.
    first_stored: Option<Bytes>,
}

impl Scan {
    fn push(&mut self, key: Bytes, value: Bytes, limit: usize) -> ControlFlow<()> {
        self.rows.push((key, value));
        if self.rows.len() >= limit {
            self.stopped = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}
