//! What a transaction has read: single keys and ranges, in one growing buffer.

use std::ops::Range;

/// Room for the keys of most transactions, in bytes.
const ARENA: usize = 384;

/// The keys and ranges a transaction has read from its snapshot.
#[derive(Debug, Default)]
pub(crate) struct ReadSet {
    arena: Vec<u8>,
    points: Vec<(u16, Range<usize>)>,
    ranges: Vec<Span>,
}

#[derive(Debug)]
struct Span {
    space: u16,
    start: Range<usize>,
    end: Option<Range<usize>>,
}

impl ReadSet {
    /// Notes that `key` was read, found or not. How many such there are then.
    pub(crate) fn point(&mut self, space: u16, key: &[u8]) -> usize {
        let key = self.store(&[key]);
        self.points.push((space, key));
        self.points.len()
    }

    /// Notes that all keys from `start` up to, not including, `end` were read.
    pub(crate) fn range(&mut self, space: u16, start: &[u8], end: Option<&[u8]>) {
        let start = self.store(&[start]);
        let end = end.map(|end| self.store(&[end]));
        self.ranges.push(Span { space, start, end });
    }

    /// Notes that all keys from `start` up to and including `last` were read.
    pub(crate) fn range_through(&mut self, space: u16, start: &[u8], last: &[u8]) {
        let start = self.store(&[start]);
        let end = Some(self.store(&[last, &[0]]));
        self.ranges.push(Span { space, start, end });
    }

    /// Whether there are `points` single keys, of which `key` is the last.
    pub(crate) fn ends_with(&self, points: usize, space: u16, key: &[u8]) -> bool {
        let last = self.points.last().filter(|_| self.points.len() == points);
        last.is_some_and(|(of, at)| *of == space && self.arena[at.clone()] == *key)
    }

    fn store(&mut self, parts: &[&[u8]]) -> Range<usize> {
        if self.arena.capacity() == 0 {
            self.arena.reserve(ARENA);
        }
        let from = self.arena.len();
        for part in parts {
            self.arena.extend_from_slice(part);
        }
        from..self.arena.len()
    }

    /// The set in a form that answers quickly whether it holds a key.
    pub(crate) fn index(&self) -> Index<'_> {
        let mut points: Vec<_> =
            self.points.iter().map(|(space, key)| (*space, &self.arena[key.clone()])).collect();
        points.sort_unstable();
        Index { set: self, points }
    }
}

/// A read set, sorted for look-up.
pub(crate) struct Index<'a> {
    set: &'a ReadSet,
    points: Vec<(u16, &'a [u8])>,
}

impl Index<'_> {
    /// Whether the transaction has read `key`.
    pub(crate) fn holds(&self, space: u16, key: &[u8]) -> bool {
        self.points.binary_search(&(space, key)).is_ok()
            || self.set.ranges.iter().any(|span| {
                span.space == space
                    && &self.set.arena[span.start.clone()] <= key
                    && span.end.as_ref().is_none_or(|end| key < &self.set.arena[end.clone()])
            })
    }
}

#[cfg(test)]
mod tests {
    use super::ReadSet;

    #[test]
    fn holds_points_and_ranges() {
        let mut reads = ReadSet::default();
        reads.point(1, b"k");
        reads.range(1, b"m", Some(b"p"));
        reads.range_through(2, b"a", b"c");
        let index = reads.index();
        for (space, key, held) in [
            (1, &b"k"[..], true),
            (2, b"k", false),
            (1, b"m", true),
            (1, b"ozz", true),
            (1, b"p", false),
            (2, b"c", true),
            (2, b"c\0", false),
        ] {
            assert_eq!(index.holds(space, key), held, "{space} {key:?}");
        }
    }
}
