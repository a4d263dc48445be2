//! Counts: how many rows begin with a prefix, in constant time.
//!
//! The first question costs one scan; after that commits carry the differences. Counts are those of the
//! last commit, not of a transaction's snapshot, and are not part of what a transaction has read.

use hashbrown::HashMap;

use parking_lot::Mutex;

/// How many counts are kept; all are forgotten when another one comes, which costs each one scan.
const MAX_COUNTS: usize = 65_536;

/// The counts that are known.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    known: Mutex<Known>,
}

/// Counts by space and prefix.
#[derive(Debug, Default)]
struct Known {
    spaces: Vec<HashMap<Box<[u8]>, Count>>,
    len: usize,
}

impl Known {
    fn get_mut(&mut self, space: u16, prefix: &[u8]) -> Option<&mut Count> {
        self.spaces.get_mut(usize::from(space))?.get_mut(prefix)
    }

    fn space(&mut self, space: u16) -> &mut HashMap<Box<[u8]>, Count> {
        let at = usize::from(space);
        if self.spaces.len() <= at {
            self.spaces.resize_with(at + 1, HashMap::new);
        }
        &mut self.spaces[at]
    }
}

#[derive(Debug, Clone, Copy)]
enum Count {
    Known(i64),
    /// A scan is under way; commits since its snapshot have changed the count by so much.
    Loading {
        ticket: u64,
        since: i64,
    },
}

/// The right to enter the result of a scan.
#[derive(Debug)]
pub(crate) struct Ticket {
    space: u16,
    prefix: Box<[u8]>,
    number: u64,
}

impl Counts {
    /// The count, if it is known.
    pub(crate) fn get(&self, space: u16, prefix: &[u8]) -> Option<i64> {
        match self.known.lock().get_mut(space, prefix) {
            Some(Count::Known(count)) => Some(*count),
            _ => None,
        }
    }

    /// Starts collecting differences for a scan of the snapshot taken at commit `number`, which the caller
    /// took under the commit lock. `None` when another scan is under way.
    pub(crate) fn load(&self, space: u16, prefix: &[u8], number: u64) -> Option<Ticket> {
        let mut known = self.known.lock();
        if known.get_mut(space, prefix).is_some() {
            return None;
        }
        if known.len >= MAX_COUNTS {
            known.spaces.iter_mut().for_each(HashMap::clear);
            known.len = 0;
        }
        known.len += 1;
        known.space(space).insert(prefix.into(), Count::Loading { ticket: number, since: 0 });
        Some(Ticket { space, prefix: prefix.into(), number })
    }

    /// Enters what the scan found, or forgets the attempt.
    pub(crate) fn loaded(&self, ticket: Ticket, found: Option<i64>) {
        let mut known = self.known.lock();
        let Some(count) = known.get_mut(ticket.space, &ticket.prefix) else { return };
        match (*count, found) {
            (Count::Loading { ticket: number, since }, Some(found)) if number == ticket.number => {
                *count = Count::Known(found + since);
            }
            (Count::Loading { ticket: number, .. }, None) if number == ticket.number => {
                known.space(ticket.space).remove(&ticket.prefix);
                known.len -= 1;
            }
            _ => {}
        }
    }

    /// Applies the differences of a commit. Called under the commit lock.
    pub(crate) fn apply<'a>(&self, deltas: impl Iterator<Item = (u16, &'a [u8], i64)>) {
        let mut known = self.known.lock();
        for (space, prefix, delta) in deltas {
            match known.get_mut(space, prefix) {
                Some(Count::Known(count)) => *count += delta,
                Some(Count::Loading { since, .. }) => *since += delta,
                None => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_during_the_scan_are_added() {
        let counts = Counts::default();
        let ticket = counts.load(0, b"q", 5).unwrap();
        assert!(counts.load(0, b"q", 6).is_none(), "one scan at a time");
        assert_eq!(counts.get(0, b"q"), None);
        counts.apply([(0, &b"q"[..], 3), (0, b"other", 7), (1, b"q", 9)].into_iter());
        counts.loaded(ticket, Some(10));
        assert_eq!(counts.get(0, b"q"), Some(13));
        counts.apply([(0, &b"q"[..], -4)].into_iter());
        assert_eq!(counts.get(0, b"q"), Some(9));
        assert_eq!((counts.get(1, b"q"), counts.get(0, b"other")), (None, None));
    }

    #[test]
    fn a_failed_scan_is_forgotten() {
        let counts = Counts::default();
        let ticket = counts.load(0, b"q", 5).unwrap();
        counts.loaded(ticket, None);
        let ticket = counts.load(0, b"q", 6).unwrap();
        counts.loaded(ticket, Some(1));
        assert_eq!(counts.get(0, b"q"), Some(1));
    }

    #[test]
    fn memory_is_bounded() {
        let counts = Counts::default();
        let late = counts.load(0, b"first", 1).unwrap();
        for number in 0..MAX_COUNTS {
            let ticket = counts.load(0, &number.to_be_bytes(), 1).unwrap();
            counts.loaded(ticket, Some(1));
        }
        counts.loaded(late, Some(1));
        assert_eq!(counts.get(0, b"first"), None, "its differences were forgotten meanwhile");
        let known = counts.known.lock();
        let held: usize = known.spaces.iter().map(HashMap::len).sum();
        assert_eq!(held, known.len);
        assert!(held <= MAX_COUNTS);
    }
}
