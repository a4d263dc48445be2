//! A chunk: events of one stream that came in with one call, in one row. Pure but for its sealing, which
//! [`crate::vault`] does.
//!
//! A row a batch, not a row an event, since a transaction's cost is by the row: ten thousand events are written with
//! one key, one check for conflicts and one sealing, and retention deletes them as one. The key begins with the
//! stream and the time of the first event, so that reads stay ordered. A chunk spans a minute at most, and a stream
//! knows the longest of its chunks: a read opens no more than what can hold events of its time, in either direction.

use bytes::Bytes;
use gen_logs::InputLogEvent;
use store::{Row, RowError};

use crate::limits;

/// Milliseconds that a chunk spans at most, and that its first event's time is aligned in.
pub(crate) const WINDOW: i64 = 60_000;

/// The stored form: what can be known without opening it, and the events, sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    pub(crate) count: u32,
    /// Bytes that count towards the size of what is stored.
    pub(crate) bytes: u64,
    /// When the events came in, in milliseconds.
    pub(crate) ingested: i64,
    /// Milliseconds between the first and the last event.
    pub(crate) span: u32,
    /// Which of the group's data keys seals; 0 is the installation's own.
    pub(crate) key: u32,
    pub(crate) sealed: Bytes,
}

const HEADER: usize = 4 + 8 + 8 + 4 + 4;

impl Row for Chunk {
    fn encode_body(&self, out: &mut Vec<u8>) -> Result<(), RowError> {
        out.reserve(HEADER + self.sealed.len());
        out.extend_from_slice(&self.count.to_le_bytes());
        out.extend_from_slice(&self.bytes.to_le_bytes());
        out.extend_from_slice(&self.ingested.to_le_bytes());
        out.extend_from_slice(&self.span.to_le_bytes());
        out.extend_from_slice(&self.key.to_le_bytes());
        out.extend_from_slice(&self.sealed);
        Ok(())
    }

    fn decode_body(body: Bytes) -> Result<Chunk, RowError> {
        let short = || RowError::Body("a chunk ends within its header".to_owned());
        let (count, rest) = body.split_first_chunk::<4>().ok_or_else(short)?;
        let (bytes, rest) = rest.split_first_chunk::<8>().ok_or_else(short)?;
        let (ingested, rest) = rest.split_first_chunk::<8>().ok_or_else(short)?;
        let (span, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let (key, _) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        Ok(Chunk {
            count: u32::from_le_bytes(*count),
            bytes: u64::from_le_bytes(*bytes),
            ingested: i64::from_le_bytes(*ingested),
            span: u32::from_le_bytes(*span),
            key: u32::from_le_bytes(*key),
            sealed: body.slice(HEADER..),
        })
    }
}

/// A batch's events cut into chunks, none of which crosses a minute.
pub(crate) fn cut(events: &[InputLogEvent]) -> impl Iterator<Item = &[InputLogEvent]> {
    let mut rest = events;
    std::iter::from_fn(move || {
        let first = rest.first()?.timestamp;
        let end = (first.div_euclid(WINDOW) + 1) * WINDOW;
        let (chunk, after) = rest.split_at(rest.partition_point(|event| event.timestamp < end));
        rest = after;
        Some(chunk)
    })
}

/// The bytes that events count as.
pub(crate) fn size(events: &[InputLogEvent]) -> u64 {
    events.iter().map(|event| (event.message.len() + limits::EVENT_OVERHEAD) as u64).sum()
}

/// The events of a chunk before they are sealed: for each, milliseconds after the first, length, message.
pub(crate) fn pack(events: &[InputLogEvent]) -> Vec<u8> {
    let length: usize = events.iter().map(|event| event.message.len() + 8).sum();
    let mut out = Vec::with_capacity(length);
    let first = events.first().map_or(0, |event| event.timestamp);
    for event in events {
        varint(&mut out, (event.timestamp - first).unsigned_abs());
        varint(&mut out, event.message.len() as u64);
        out.extend_from_slice(event.message.as_bytes());
    }
    out
}

fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn read_varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

/// Where an event's message lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) time: i64,
    start: u32,
    end: u32,
}

/// The events of an opened chunk.
#[derive(Debug)]
pub(crate) struct Events {
    body: Vec<u8>,
    pub(crate) entries: Vec<Entry>,
}

impl Events {
    /// Reads what [`pack`] wrote of a chunk whose first event was at `first`; `None` when it did not write that.
    pub(crate) fn unpack(first: i64, count: u32, body: Vec<u8>) -> Option<Events> {
        let mut entries = Vec::with_capacity(usize::try_from(count).ok()?.min(body.len()));
        let mut at = 0;
        while at < body.len() {
            let time = first.checked_add_unsigned(read_varint(&body, &mut at)?)?;
            let length = usize::try_from(read_varint(&body, &mut at)?).ok()?;
            let end = at.checked_add(length)?;
            std::str::from_utf8(body.get(at..end)?).ok()?;
            let (start, stop) = (u32::try_from(at).ok()?, u32::try_from(end).ok()?);
            entries.push(Entry { time, start, end: stop });
            at = end;
        }
        (entries.len() as u64 == u64::from(count)).then_some(Events { body, entries })
    }

    /// The message of the event at `index`.
    pub(crate) fn message(&self, index: usize) -> &str {
        let bytes = self.entries.get(index).and_then(|entry| {
            let range = usize::try_from(entry.start).ok()?..usize::try_from(entry.end).ok()?;
            self.body.get(range)
        });
        // All of them were found to be text when they were read.
        bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(at: &[i64]) -> Vec<InputLogEvent> {
        let event = |at: &i64| InputLogEvent { timestamp: *at, message: format!("größe {at}") };
        at.iter().map(event).collect()
    }

    #[test]
    fn chunks_cross_no_minute() {
        let all = events(&[0, 1, 59_999, 60_000, 60_000, 200_000]);
        let lengths: Vec<usize> = cut(&all).map(<[_]>::len).collect();
        assert_eq!(lengths, [3, 2, 1]);
        assert_eq!(cut(&[]).count(), 0);
    }

    #[test]
    fn events_come_back() {
        let all = events(&[1_000, 1_000, 1_001, 40_000]);
        let packed = pack(&all);
        let read = Events::unpack(1_000, 4, packed.clone()).expect("they are read");
        for (index, event) in all.iter().enumerate() {
            assert_eq!(read.entries[index].time, event.timestamp);
            assert_eq!(read.message(index), event.message);
        }
        assert_eq!(read.message(4), "");
        assert!(Events::unpack(1_000, 5, packed.clone()).is_none(), "another count");
        for len in 0..packed.len() {
            assert!(Events::unpack(0, 4, packed[..len].to_vec()).is_none(), "{len} bytes");
        }
        assert!(Events::unpack(0, 1, vec![0xff; 40]).is_none());
    }

    #[test]
    fn rows_come_back() {
        let chunk = Chunk {
            count: 3,
            bytes: 90,
            ingested: 1_767_225_600_000,
            span: 59_999,
            key: 2,
            sealed: Bytes::from_static(b"sealed"),
        };
        let mut body = Vec::new();
        chunk.encode_body(&mut body).expect("it is written");
        assert_eq!(Chunk::decode_body(body.clone().into()), Ok(chunk));
        assert!(Chunk::decode_body(Bytes::from(body).slice(..HEADER - 1)).is_err());
    }
}
