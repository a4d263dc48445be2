//! A range of keys: start inclusive, end exclusive, walked in either direction.

use bytes::Bytes;

/// A range of keys within one space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRange {
    /// The first key that may be returned.
    pub start: Bytes,
    /// The key before which the range stops; `None` reaches to the end of the space.
    pub end: Option<Bytes>,
    /// Whether rows come in descending order of keys.
    pub reverse: bool,
}

impl KeyRange {
    /// All keys of a space.
    pub fn all() -> Self {
        Self { start: Bytes::new(), end: None, reverse: false }
    }

    /// Keys from `start` up to, not including, `end`.
    pub fn new(start: impl Into<Bytes>, end: impl Into<Bytes>) -> Self {
        Self { start: start.into(), end: Some(end.into()), reverse: false }
    }

    /// Keys that begin with `prefix`.
    pub fn prefix(prefix: impl Into<Bytes>) -> Self {
        let start = prefix.into();
        let end = successor(&start).map(Bytes::from);
        Self { start, end, reverse: false }
    }

    /// The same keys in descending order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.reverse = true;
        self
    }

    /// Whether no key can lie within.
    pub(crate) fn is_empty(&self) -> bool {
        self.end.as_ref().is_some_and(|end| *end <= self.start)
    }
}

/// The smallest byte string greater than every string that begins with `prefix`; `None` when there is none.
pub(crate) fn successor(prefix: &[u8]) -> Option<Vec<u8>> {
    let last = prefix.iter().rposition(|byte| *byte != u8::MAX)?;
    let mut next = prefix[..=last].to_vec();
    next[last] += 1;
    Some(next)
}

/// The smallest byte string greater than `key`.
pub(crate) fn just_after(key: &[u8]) -> Vec<u8> {
    let mut next = Vec::with_capacity(key.len() + 1);
    next.extend_from_slice(key);
    next.push(0);
    next
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn successors() {
        assert_eq!(successor(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(successor(&[1, 0xff, 0xff]), Some(vec![2]));
        assert_eq!(successor(&[0xff]), None);
        assert_eq!(successor(b""), None);
    }

    #[test]
    fn a_prefix_range_holds_exactly_the_prefixed() {
        let range = KeyRange::prefix(&b"a\xff"[..]);
        assert_eq!(range.end.as_deref(), Some(&b"b"[..]));
        assert!(!range.is_empty());
        assert!(KeyRange::new(&b"b"[..], &b"a"[..]).is_empty());
    }
}
