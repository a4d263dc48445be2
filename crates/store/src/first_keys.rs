//! The first live rows of a queue, by their keys: what a commit leaves of them is worked out from what it writes, so
//! that who takes from the queue's head need not look for it among all that was ever there.

use std::collections::VecDeque;

use bytes::Bytes;

/// How many keys of a queue are known.
pub(crate) const MAX_KEYS: usize = 64;

/// All live keys of a prefix below a key: for snapshots of a commit and later ones, until a commit changes them.
#[derive(Debug)]
pub(crate) struct FirstKeys {
    /// Ascending.
    keys: VecDeque<Bytes>,
    /// The keys below are all known; `None` when there is no key beyond the prefix.
    below: Option<Bytes>,
    /// The end of the prefix.
    end: Option<Bytes>,
    /// Holds for snapshots of this commit and later ones.
    since: u64,
}

impl FirstKeys {
    pub(crate) fn new(
        keys: Vec<Bytes>,
        below: Option<Bytes>,
        end: Option<Bytes>,
        since: u64,
    ) -> Self {
        FirstKeys { keys: keys.into(), below, end, since }
    }

    /// The first keys below `end`, up to `limit`, for a reader of `version`; `None` when they are not known.
    pub(crate) fn first(
        &self,
        end: Option<&[u8]>,
        limit: usize,
        version: u64,
    ) -> Option<Vec<Bytes>> {
        if version < self.since {
            return None;
        }
        let before = |key: &Bytes| end.is_none_or(|end| key[..] < *end);
        let found: Vec<Bytes> =
            self.keys.iter().take_while(|key| before(key)).take(limit).cloned().collect();
        let all = match (&self.below, end) {
            (None, _) => true,
            (Some(below), Some(end)) => *end <= below[..],
            (Some(_), None) => false,
        };
        (found.len() == limit || all || self.is_whole()).then_some(found)
    }

    /// Whether `limit` keys, or all of the prefix, are known to anybody.
    pub(crate) fn holds(&self, limit: usize) -> bool {
        self.keys.len() >= limit || self.is_whole()
    }

    fn is_whole(&self) -> bool {
        self.below == self.end
    }

    fn covers(&self, key: &[u8]) -> bool {
        self.below.as_ref().is_none_or(|below| *key < below[..])
    }

    /// Commit `version` puts `key`, which is one of the prefix.
    pub(crate) fn put(&mut self, key: &Bytes, version: u64) {
        if !self.covers(key) {
            return;
        }
        let at = self.keys.partition_point(|known| known < key);
        if self.keys.get(at) == Some(key) {
            return;
        }
        self.since = version;
        self.keys.insert(at, key.clone());
        if self.keys.len() > MAX_KEYS {
            self.below = self.keys.pop_back();
        }
    }

    /// Commit `version` deletes `key`. What is the first key then, or the end of what is known, when it was the first.
    pub(crate) fn delete(&mut self, key: &[u8], version: u64) -> Option<&Bytes> {
        let at = self.keys.binary_search_by(|known| (known[..]).cmp(key)).ok()?;
        self.since = version;
        self.keys.remove(at);
        (at == 0).then(|| self.keys.front().or(self.below.as_ref())).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Bytes {
        Bytes::copy_from_slice(text.as_bytes())
    }

    fn known(keys: &[&str], below: &str) -> FirstKeys {
        let keys = keys.iter().map(|text| key(text)).collect();
        FirstKeys::new(keys, Some(key(below)), Some(key("r")), 5)
    }

    fn first(known: &FirstKeys, end: &str, limit: usize, version: u64) -> String {
        match known.first(Some(end.as_bytes()), limit, version) {
            None => "?".to_owned(),
            Some(keys) => keys
                .iter()
                .map(|key| String::from_utf8_lossy(key).into_owned())
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    #[test]
    fn what_is_known_is_told_and_nothing_else() {
        let part = known(&["q1", "q3", "q5"], "q6");
        for (end, limit, version, expected) in [
            ("r", 1, 5, "q1"),
            ("r", 3, 9, "q1 q3 q5"),
            // More may be behind.
            ("r", 4, 9, "?"),
            ("q6", 4, 9, "q1 q3 q5"),
            ("q4", 4, 9, "q1 q3"),
            ("q1", 4, 9, ""),
            // It has changed since that snapshot.
            ("r", 1, 4, "?"),
        ] {
            assert_eq!(first(&part, end, limit, version), expected, "{end} {limit} {version}");
        }
        let whole = known(&["q1"], "r");
        assert_eq!(first(&whole, "r", 10, 5), "q1");
        assert_eq!(first(&known(&[], "r"), "r", 10, 5), "");
    }

    #[test]
    fn commits_change_what_is_known_from_them_on() {
        let mut some = known(&["q1", "q3"], "q6");
        some.put(&key("q2"), 6);
        assert_eq!(
            (first(&some, "r", 3, 6), first(&some, "r", 1, 5)),
            ("q1 q2 q3".into(), "?".into())
        );
        // A row that is written anew is where it was, and one beyond what is known stays unknown.
        some.put(&key("q2"), 7);
        some.put(&key("q7"), 8);
        assert_eq!(first(&some, "q6", 9, 6), "q1 q2 q3");
        assert_eq!(some.delete(b"q2", 9), None);
        assert_eq!(some.delete(b"q4", 9), None);
        assert_eq!(some.delete(b"q1", 10), Some(&key("q3")));
        assert_eq!(some.delete(b"q3", 11), Some(&key("q6")));
        assert_eq!((first(&some, "q6", 9, 11), first(&some, "q6", 9, 10)), ("".into(), "?".into()));
        assert!(!some.holds(1));
    }

    #[test]
    fn memory_is_bounded_and_what_falls_out_is_unknown() {
        let mut all = known(&[], "r");
        for number in 0..100 {
            all.put(&key(&format!("q{:03}", 100 - number)), 6 + number);
        }
        assert_eq!(all.keys.len(), MAX_KEYS);
        assert_eq!(first(&all, "r", MAX_KEYS + 1, 200), "?");
        assert_eq!(first(&all, "r", 2, 200), "q001 q002");
        assert!(!all.covers(b"q065") && all.covers(b"q064"), "{:?}", all.below);
    }
}
