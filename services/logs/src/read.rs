//! Events in order: those of one or many streams, merged by time, forwards or backwards.
//!
//! Chunks of a stream may overlap. Forwards, an event's turn has come when every chunk that is not opened begins
//! after it; backwards, when every chunk that is not opened ends before it, which follows from where it begins and
//! how long the stream's longest chunk is. So few chunks are open at once: those that hold events of the same time.

use std::cmp::{Ordering, Reverse};
use std::collections::{BinaryHeap, VecDeque};

use kernel::{ApiError, ApiResult, Cx};

use crate::chunk::{Chunk, Events};
use crate::group::Group;
use crate::names::StreamName;
use crate::position::Position;
use crate::stream::Stream;
use crate::tables::CHUNKS;
use crate::vault;

/// Chunks that are read at once: each may have a megabyte.
const AT_ONCE: usize = 4;

/// Which way events are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Forward,
    Backward,
}

/// Which events are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Milliseconds: the first that counts, and the last.
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// Only events beyond this one.
    pub(crate) beyond: Option<Position>,
}

/// An event that was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event<'r> {
    pub(crate) position: Position,
    pub(crate) ingested: i64,
    pub(crate) message: &'r str,
    /// Which of the streams it is of.
    pub(crate) stream: usize,
}

/// A stream that is read.
struct Source {
    id: u64,
    /// Milliseconds of its longest chunk.
    longest: i64,
    waiting: VecDeque<((u64, i64, u64), Chunk)>,
    /// The key of the last chunk that was read; nothing when there are no more.
    next: Option<Option<(u64, i64, u64)>>,
}

/// A chunk that is open: its next event is at `at`.
struct Open {
    stream: usize,
    number: u64,
    ingested: i64,
    events: Events,
    at: usize,
    /// Events that are left, this one included.
    left: usize,
}

/// Reads events of some streams of a group.
pub(crate) struct Reader {
    group: u64,
    way: Way,
    window: Window,
    sources: Vec<Source>,
    /// By the time from which on the next chunk of a stream can matter.
    frontier: BinaryHeap<Turn>,
    /// By the position of the next event of an open chunk.
    turns: BinaryHeap<Turn>,
    open: Vec<Option<Open>>,
}

/// Whose turn is when; the greatest is the first in the way that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Turn {
    way: Way,
    position: Position,
    index: usize,
}

impl Ord for Turn {
    fn cmp(&self, other: &Turn) -> Ordering {
        match self.way {
            Way::Forward => Reverse(self.position).cmp(&Reverse(other.position)),
            Way::Backward => self.position.cmp(&other.position),
        }
        .then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Turn {
    fn partial_cmp(&self, other: &Turn) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Reader {
    /// A reader of these streams.
    pub(crate) async fn new<'s>(
        cx: &mut Cx<'_>,
        group: &Group,
        streams: impl Iterator<Item = &'s Stream>,
        way: Way,
        window: Window,
    ) -> ApiResult<Reader> {
        let source = |stream: &Stream| Source {
            id: stream.id,
            longest: i64::from(stream.longest),
            waiting: VecDeque::new(),
            next: Some(None),
        };
        let mut reader = Reader {
            group: group.id,
            way,
            window,
            sources: streams.map(source).collect(),
            frontier: BinaryHeap::new(),
            turns: BinaryHeap::new(),
            open: Vec::new(),
        };
        for index in 0..reader.sources.len() {
            reader.advance(cx, index).await?;
        }
        Ok(reader)
    }

    /// The next event; nothing when there are no more.
    pub(crate) async fn next(&mut self, cx: &mut Cx<'_>) -> ApiResult<Option<Event<'_>>> {
        while let Some(chunk) = self.frontier.peek().copied() {
            let comes = self.turns.peek().is_none_or(|event| match self.way {
                Way::Forward => chunk.position.time <= event.position.time,
                Way::Backward => chunk.position.time >= event.position.time,
            });
            if !comes {
                break;
            }
            self.frontier.pop();
            self.open_next(cx, chunk.index).await?;
            self.advance(cx, chunk.index).await?;
        }
        let Some(turn) = self.turns.pop() else { return Ok(None) };
        let Some(Some(open)) = self.open.get_mut(turn.index) else { return Ok(None) };
        let at = open.at;
        open.left -= 1;
        match self.way {
            Way::Forward => open.at += 1,
            Way::Backward => open.at = open.at.saturating_sub(1),
        }
        if open.left > 0 {
            let position = open.position(open.at);
            self.turns.push(Turn { way: self.way, position, index: turn.index });
        }
        let open = &*open;
        Ok(Some(Event {
            position: turn.position,
            ingested: open.ingested,
            message: open.events.message(at),
            stream: open.stream,
        }))
    }

    /// Puts a stream's next chunk in line.
    async fn advance(&mut self, cx: &mut Cx<'_>, index: usize) -> ApiResult<()> {
        let Some(source) = self.sources.get_mut(index) else { return Ok(()) };
        if source.waiting.is_empty() {
            source.load(cx, self.way, &self.window).await?;
        }
        if let Some(((_, first, number), _)) = source.waiting.front() {
            let time = match self.way {
                Way::Forward => *first,
                Way::Backward => first + source.longest,
            };
            let position = Position { time, chunk: *number, index: 0 };
            self.frontier.push(Turn { way: self.way, position, index });
        }
        Ok(())
    }

    /// Opens a stream's next chunk.
    async fn open_next(&mut self, cx: &mut Cx<'_>, index: usize) -> ApiResult<()> {
        let Some(source) = self.sources.get_mut(index) else { return Ok(()) };
        let Some(((_, first, number), chunk)) = source.waiting.pop_front() else { return Ok(()) };
        if first > self.window.to || first + i64::from(chunk.span) < self.window.from {
            return Ok(());
        }
        let plain = vault::open(cx, self.group, chunk.key, &chunk.sealed).await?;
        let events = Events::unpack(first, chunk.count, plain);
        let events = events.ok_or_else(|| ApiError::bug("a chunk is not what was written"))?;
        let mut open =
            Open { stream: index, number, ingested: chunk.ingested, events, at: 0, left: 0 };
        let Some(position) = open.start(self.way, &self.window) else { return Ok(()) };
        let free = self.open.iter().position(|open| open.as_ref().is_none_or(|o| o.left == 0));
        let index = free.unwrap_or(self.open.len());
        if free.is_none() {
            self.open.push(None);
        }
        self.turns.push(Turn { way: self.way, position, index });
        self.open[index] = Some(open);
        Ok(())
    }
}

impl Source {
    /// Reads chunks ahead.
    async fn load(&mut self, cx: &mut Cx<'_>, way: Way, window: &Window) -> ApiResult<()> {
        let Some(last) = self.next else { return Ok(()) };
        let from = window.from.saturating_sub(self.longest);
        let to = window.to.saturating_add(1);
        let (from, to) = match (way, window.beyond) {
            (Way::Forward, Some(beyond)) => (from.max(beyond.time - self.longest), to),
            (Way::Backward, Some(beyond)) => (from, to.min(beyond.time.saturating_add(1))),
            (_, None) => (from, to),
        };
        let rows = cx.rows(&CHUNKS).prefix(&self.id);
        let range = match (way, &last) {
            (Way::Forward, None) => rows.from(&(self.id, from)).before(&(self.id, to)),
            (Way::Forward, Some(last)) => rows.after(last).before(&(self.id, to)),
            (Way::Backward, None) => rows.from(&(self.id, from)).before(&(self.id, to)).reversed(),
            (Way::Backward, Some(last)) => rows.from(&(self.id, from)).before(last).reversed(),
        };
        let chunks = cx.range(&CHUNKS, &range, AT_ONCE).await?;
        self.next = match chunks.last() {
            Some((key, _)) if chunks.len() == AT_ONCE => Some(Some(*key)),
            _ => None,
        };
        self.waiting.extend(chunks);
        Ok(())
    }
}

impl Open {
    fn position(&self, at: usize) -> Position {
        Position {
            time: self.events.entries.get(at).map_or(0, |entry| entry.time),
            chunk: self.number,
            index: u32::try_from(at).unwrap_or(u32::MAX),
        }
    }

    /// Goes to the first event of the window; nothing when there is none.
    fn start(&mut self, way: Way, window: &Window) -> Option<Position> {
        let entries = &self.events.entries;
        let mut start = entries.partition_point(|entry| entry.time < window.from);
        let mut end = entries.partition_point(|entry| entry.time <= window.to);
        if let Some(beyond) = window.beyond {
            match way {
                Way::Forward => {
                    while start < end && self.position(start) <= beyond {
                        start += 1;
                    }
                }
                Way::Backward => {
                    while start < end && self.position(end - 1) >= beyond {
                        end -= 1;
                    }
                }
            }
        }
        self.left = end.checked_sub(start).filter(|left| *left > 0)?;
        self.at = match way {
            Way::Forward => start,
            Way::Backward => end - 1,
        };
        Some(self.position(self.at))
    }
}

/// Streams of a group that have events of a time, by name.
pub(crate) fn in_time(
    streams: Vec<(StreamName, Stream)>,
    from: i64,
    to: i64,
) -> Vec<(StreamName, Stream)> {
    streams.into_iter().filter(|(_, stream)| stream.overlaps(from, to)).collect()
}
