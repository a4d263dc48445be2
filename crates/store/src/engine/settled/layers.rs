//! The layers of a space, and how they are read as one: what is above hides what is below.

use std::{
    iter::Peekable,
    ops::{Bound, ControlFlow},
    path::Path,
    slice,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    vec,
};

use bytes::Bytes;
use fjall::{AbstractTree as _, Readable as _};
use parking_lot::RwLock;

use super::{
    manifest::{Manifest, file_name},
    segment::{Record, Segment, SegmentError},
};
use crate::{
    engine::frame,
    error::{Error, printable},
    range::KeyRange,
    settle::Sizes,
};

/// Stands in a keyspace for a row that was deleted while one might lie below. No frame is as short.
pub(crate) const GONE: &[u8] = b"";

/// What a space consists of at some time.
pub(crate) struct Layers {
    /// Takes writes.
    pub(crate) active: fjall::Keyspace,
    /// Takes no more.
    pub(super) frozen: Option<Frozen>,
    /// First key and segment, in the order of keys.
    pub(super) segments: Vec<(Bytes, Arc<Segment>)>,
    /// The segments hold commits up to this one, so that older readers cannot use them.
    pub(super) as_of: u64,
    pub(super) manifest: Manifest,
}

#[derive(Clone)]
pub(super) struct Frozen {
    pub(super) keyspace: fjall::Keyspace,
    /// Holds commits up to this one.
    pub(super) as_of: u64,
}

/// The layers of a space as they are and, while someone reads an older state, as they were.
pub(crate) struct Layered {
    name: Box<str>,
    /// Ascending by `as_of`; never empty.
    history: RwLock<Vec<Arc<Layers>>>,
    /// The number of the next keyspace or segment. None is used twice, also when what it was taken for has failed.
    next: AtomicU64,
}

impl std::fmt::Debug for Layered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Layered").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Layered {
    pub(super) fn new(name: &str, layers: Layers) -> Self {
        let next = AtomicU64::new(layers.manifest.next);
        Self { name: name.into(), history: RwLock::new(vec![Arc::new(layers)]), next }
    }

    pub(super) fn take_number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// The number that is taken next.
    pub(super) fn next_number(&self) -> u64 {
        self.next.load(Ordering::Relaxed)
    }

    /// The layers as they are now.
    pub(crate) fn newest(&self) -> Arc<Layers> {
        Arc::clone(newest(&self.history.read()))
    }

    /// Replaces them. `oldest` is the oldest commit that is still read.
    pub(super) fn replace(&self, layers: Layers, oldest: u64) {
        let mut history = self.history.write();
        if newest(&history).as_of == layers.as_of {
            history.pop();
        }
        history.push(Arc::new(layers));
        // Who reads commit `oldest` uses the last entry that is no newer; what is before that one nobody uses.
        let used = history.iter().rposition(|layers| layers.as_of <= oldest).unwrap_or(0);
        history.drain(..used);
    }

    /// The value under `key` for a reader of commit `version`.
    pub(crate) fn get(
        &self,
        view: &fjall::Snapshot,
        version: u64,
        key: &[u8],
    ) -> Result<Option<Bytes>, Error> {
        let history = self.history.read();
        let framed = for_reader(&history, version).get(view, key);
        drop(history);
        match framed.map_err(|error| self.error(error, key))? {
            Some(framed) => self.unframe(key, framed).map(Some),
            None => Ok(None),
        }
    }

    /// Calls `visit` with the rows of `range` for a reader of commit `version`.
    pub(crate) fn scan(
        &self,
        view: &fjall::Snapshot,
        version: u64,
        range: &KeyRange,
        visit: &mut crate::engine::Visit<'_>,
    ) -> Result<(), Error> {
        let layers = Arc::clone(for_reader(&self.history.read(), version));
        for record in layers.rows(view, range) {
            let (key, framed) = record.map_err(|error| self.error(error, &range.start))?;
            let value = self.unframe(&key, framed)?;
            if let ControlFlow::Break(()) = visit(key, value) {
                break;
            }
        }
        Ok(())
    }

    /// The value in a frame, once its checksum was found right.
    pub(super) fn unframe(&self, key: &[u8], framed: Bytes) -> Result<Bytes, Error> {
        frame::open(key, framed).map_err(|what| self.error(ReadError::Damaged(what), key))
    }

    pub(super) fn error(&self, error: ReadError, key: &[u8]) -> Error {
        let space = self.name.to_string();
        match error {
            ReadError::Engine(source) => Error::Engine { space, source },
            ReadError::Damaged(what) => Error::Corruption { space, key: printable(key), what },
        }
    }
}

/// Why layers could not be read.
#[derive(Debug)]
pub(super) enum ReadError {
    Engine(fjall::Error),
    Damaged(&'static str),
}

impl From<fjall::Error> for ReadError {
    fn from(error: fjall::Error) -> Self {
        Self::Engine(error)
    }
}

impl From<SegmentError> for ReadError {
    fn from(error: SegmentError) -> Self {
        match error {
            SegmentError::Io(error) => Self::Engine(error.into()),
            SegmentError::Damaged(what) => Self::Damaged(what),
        }
    }
}

fn newest(history: &[Arc<Layers>]) -> &Arc<Layers> {
    history.last().expect("invariant: never empty")
}

/// The newest layers whose segments hold nothing that a reader of commit `version` must not see.
fn for_reader(history: &[Arc<Layers>], version: u64) -> &Arc<Layers> {
    let usable = history.iter().rev().find(|layers| layers.as_of <= version);
    usable.unwrap_or_else(|| newest(history))
}

impl Layers {
    /// One keyspace and nothing below it.
    pub(super) fn flat(space: &str, active: fjall::Keyspace) -> Self {
        let manifest = Manifest::of_new(space);
        Self { active, frozen: None, segments: Vec::new(), as_of: 0, manifest }
    }

    /// Whether something lies below the active keyspace, so that a deletion has to leave a mark.
    pub(crate) fn has_below(&self) -> bool {
        self.frozen.is_some() || !self.segments.is_empty()
    }

    /// Bytes on disk.
    pub(crate) fn disk_bytes(&self) -> u64 {
        let frozen = self.frozen.as_ref().map_or(0, |frozen| frozen.keyspace.disk_space());
        self.active.disk_space() + frozen + self.settled_bytes()
    }

    /// What decides when they are merged.
    pub(crate) fn sizes(&self) -> Sizes {
        let settled = self.settled_bytes();
        let rows: u64 = self.segments.iter().map(|(_, segment)| segment.rows()).sum();
        let written = self.active.disk_space() + self.active.tree.active_memtable().size();
        // A mark of a deletion is small and lets go of a whole row: so rows count as what one takes below, too.
        let marks = match rows {
            0 => 0,
            rows => self.active.approximate_len() as u64 * (settled / rows),
        };
        Sizes { fresh: written.max(marks), is_frozen: self.frozen.is_some(), settled }
    }

    /// Bytes of segments.
    pub(super) fn settled_bytes(&self) -> u64 {
        self.segments.iter().map(|(_, segment)| segment.len()).sum()
    }

    /// Where the segment of a number lies.
    pub(super) fn path(folder: &Path, space: &str, number: u64) -> std::path::PathBuf {
        folder.join(file_name(space, number))
    }

    fn get(&self, view: &fjall::Snapshot, key: &[u8]) -> Result<Option<Bytes>, ReadError> {
        let frozen = self.frozen.as_ref().map(|frozen| &frozen.keyspace);
        for keyspace in [Some(&self.active), frozen].into_iter().flatten() {
            if let Some(found) = view.get(keyspace, key)? {
                return Ok((*found != *GONE).then(|| found.into()));
            }
        }
        match self.segment_of(key) {
            Some(at) => Ok(self.segments[at].1.get(key)?),
            None => Ok(None),
        }
    }

    /// The segment that may hold `key`.
    fn segment_of(&self, key: &[u8]) -> Option<usize> {
        self.segments.partition_point(|(first, _)| &first[..] <= key).checked_sub(1)
    }

    /// The rows of `range`, those of higher layers instead of those below.
    fn rows(&self, view: &fjall::Snapshot, range: &KeyRange) -> Merged<'_> {
        let mut merged = Merged::new(range.reverse);
        merged.add(keyspace_rows(view, &self.active, range));
        if let Some(frozen) = &self.frozen {
            merged.add(keyspace_rows(view, &frozen.keyspace, range));
        }
        if !self.segments.is_empty() {
            merged.add(SegmentRows::new(&self.segments, range));
        }
        merged
    }
}

type Row = Result<Record, ReadError>;

/// The rows of a keyspace as they lie there, marks of deletions included.
pub(super) fn keyspace_rows(
    view: &fjall::Snapshot,
    keyspace: &fjall::Keyspace,
    range: &KeyRange,
) -> Box<dyn Iterator<Item = Row>> {
    let end = range.end.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let rows = view.range::<&[u8], _>(keyspace, (Bound::Included(&range.start[..]), end));
    let read = |row: fjall::Guard| -> Row {
        let (key, framed) = row.into_inner()?;
        Ok((key.into(), framed.into()))
    };
    if range.reverse { Box::new(rows.rev().map(read)) } else { Box::new(rows.map(read)) }
}

/// Several layers as one: of rows with the same key the one of the layer that was added first, and none that it
/// says is gone.
pub(super) struct Merged<'a> {
    layers: Vec<Peekable<Box<dyn Iterator<Item = Row> + 'a>>>,
    reverse: bool,
}

impl<'a> Merged<'a> {
    pub(super) fn new(reverse: bool) -> Self {
        Self { layers: Vec::with_capacity(3), reverse }
    }

    pub(super) fn add(&mut self, layer: impl Iterator<Item = Row> + 'a) {
        let layer: Box<dyn Iterator<Item = Row> + 'a> = Box::new(layer);
        self.layers.push(layer.peekable());
    }

    /// The layer whose row comes next, or that has failed.
    fn first(&mut self) -> Option<usize> {
        let mut first: Option<(usize, Bytes)> = None;
        for at in 0..self.layers.len() {
            match self.layers[at].peek() {
                None => {}
                Some(Err(_)) => return Some(at),
                Some(Ok((key, _))) => {
                    let before =
                        |other: &Bytes| if self.reverse { key > other } else { key < other };
                    if first.as_ref().is_none_or(|(_, other)| before(other)) {
                        first = Some((at, key.clone()));
                    }
                }
            }
        }
        first.map(|(at, _)| at)
    }
}

impl Iterator for Merged<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if let [only] = &mut self.layers[..] {
            return only.find(|row| !matches!(row, Ok((_, framed)) if framed == GONE));
        }
        loop {
            let at = self.first()?;
            let (key, framed) = match self.layers[at].next()? {
                Ok(record) => record,
                Err(error) => return Some(Err(error)),
            };
            for below in &mut self.layers[at + 1..] {
                below.next_if(|row| matches!(row, Ok((other, _)) if *other == key));
            }
            if framed != GONE {
                return Some(Ok((key, framed)));
            }
        }
    }
}

/// The rows of segments within a range.
pub(super) struct SegmentRows<'a> {
    segments: slice::Iter<'a, (Bytes, Arc<Segment>)>,
    range: KeyRange,
    /// The segment at hand and its groups that are still to come.
    at: Option<(&'a Segment, std::ops::Range<usize>)>,
    rows: vec::IntoIter<Record>,
}

impl<'a> SegmentRows<'a> {
    pub(super) fn new(segments: &'a [(Bytes, Arc<Segment>)], range: &KeyRange) -> Self {
        let from = segments.partition_point(|(first, _)| *first <= range.start).saturating_sub(1);
        let to = range
            .end
            .as_ref()
            .map_or(segments.len(), |end| segments.partition_point(|(first, _)| first < end));
        let segments = segments.get(from..to).unwrap_or_default().iter();
        Self { segments, range: range.clone(), at: None, rows: Vec::new().into_iter() }
    }

    /// The groups of a segment that may hold rows of the range.
    fn groups(&self, segment: &Segment) -> Result<std::ops::Range<usize>, SegmentError> {
        let from = segment.group_of(&self.range.start)?;
        let to = match &self.range.end {
            Some(end) => segment.group_of(end)? + 1,
            None => segment.groups(),
        };
        Ok(from..to)
    }

    /// Reads the next group; false when there is none.
    fn advance(&mut self) -> Result<bool, SegmentError> {
        let reverse = self.range.reverse;
        loop {
            if let Some((segment, groups)) = &mut self.at
                && let Some(group) = if reverse { groups.next_back() } else { groups.next() }
            {
                let mut rows = segment.group(group)?;
                let KeyRange { start, end, .. } = &self.range;
                rows.retain(|(key, _)| start <= key && end.as_ref().is_none_or(|end| key < end));
                if reverse {
                    rows.reverse();
                }
                self.rows = rows.into_iter();
                return Ok(true);
            }
            let next = if reverse { self.segments.next_back() } else { self.segments.next() };
            let Some((_, segment)) = next else { return Ok(false) };
            self.at = Some((segment, self.groups(segment)?));
        }
    }
}

impl Iterator for SegmentRows<'_> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => {
                    // Nothing after what cannot be read.
                    self.segments = [].iter();
                    self.at = None;
                    return Some(Err(error.into()));
                }
            }
        }
    }
}
