//! Ranges of rows, narrowed by key parts and bounds.

use std::marker::PhantomData;

use super::{Key, KeyBuf};
use crate::range::{KeyRange, just_after, successor};

/// A range of rows of one table and scope: `TABLE.rows(&scope).prefix(&queue).after(&key).reversed()`.
///
/// Bounds name whole keys; the last one given of each side counts.
#[derive(Debug, Clone)]
pub struct RowRange<K> {
    /// What all keys begin with: table, scope and the parts given.
    prefix: Vec<u8>,
    /// How long the part before the key is.
    scope_len: usize,
    start: Option<Vec<u8>>,
    end: Option<Vec<u8>>,
    reverse: bool,
    key: PhantomData<fn() -> K>,
}

impl<K: Key> RowRange<K> {
    pub(super) fn new(scope_prefix: Vec<u8>) -> Self {
        let scope_len = scope_prefix.len();
        let (start, end, reverse, key) = (None, None, false, PhantomData);
        Self { prefix: scope_prefix, scope_len, start, end, reverse, key }
    }

    /// Only keys whose first parts are `part`: `&first` or `&(first, second)`. Give it once.
    #[must_use]
    pub fn prefix(mut self, part: &impl Key) -> Self {
        self.prefix = self.physical(part);
        self
    }

    /// Only keys that begin with the string parts given and then with `text`: for name prefixes, where
    /// the string is not complete. Give it after [`RowRange::prefix`].
    #[must_use]
    pub fn starting_with(mut self, text: &str) -> Self {
        let mut buf = KeyBuf::default();
        buf.str(text);
        let mut open = buf.into_vec();
        open.pop();
        self.prefix.extend_from_slice(&open);
        self
    }

    /// Only `key` and those after it. A key prefix works as well.
    #[must_use]
    pub fn from(mut self, key: &impl Key) -> Self {
        self.start = Some(self.physical(key));
        self
    }

    /// Only keys after `key`: how the next page starts.
    #[must_use]
    pub fn after(mut self, key: &K) -> Self {
        self.start = Some(just_after(&self.physical(key)));
        self
    }

    /// Only keys after all those whose string part after `part` begins with `text`: how a listing steps over a folder.
    #[must_use]
    pub fn beyond(mut self, part: &impl Key, text: &str) -> Self {
        let mut buf = KeyBuf::default();
        buf.str(text);
        let mut start = self.physical(part);
        start.extend_from_slice(&buf.into_vec());
        start.pop();
        // Without a successor nothing can follow: an empty range.
        self.start = Some(successor(&start).unwrap_or_else(|| vec![u8::MAX; start.len() + 1]));
        self
    }

    /// Only keys before `key`. A key prefix works as well. In reverse this is how the next page starts.
    #[must_use]
    pub fn before(mut self, key: &impl Key) -> Self {
        self.end = Some(self.physical(key));
        self
    }

    /// Only keys up to and including `key` and those that begin with it.
    #[must_use]
    pub fn through(mut self, key: &impl Key) -> Self {
        self.end = successor(&self.physical(key));
        self
    }

    /// In descending order.
    #[must_use]
    pub fn reversed(mut self) -> Self {
        self.reverse = true;
        self
    }

    pub(super) fn physical(&self, key: &impl Key) -> Vec<u8> {
        let mut buf = KeyBuf::with_capacity(self.scope_len + 64);
        buf.raw(&self.prefix[..self.scope_len]);
        key.encode(&mut buf);
        buf.into_vec()
    }

    /// What all keys begin with.
    pub(super) fn common(&self) -> &[u8] {
        &self.prefix
    }

    pub(super) fn end(&self) -> Option<&[u8]> {
        self.end.as_deref()
    }

    pub(super) fn scope_len(&self) -> usize {
        self.scope_len
    }

    /// Whether the range has bounds that a scan from the head does not know.
    pub(super) fn is_head(&self) -> bool {
        self.start.is_none() && !self.reverse
    }

    pub(super) fn keys(&self) -> KeyRange {
        let mut range = KeyRange::prefix(self.prefix.clone());
        if let Some(start) = self.start.as_ref().filter(|start| start[..] > range.start[..]) {
            range.start = start.clone().into();
        }
        if let Some(end) = &self.end
            && range.end.as_ref().is_none_or(|last| end[..] < last[..])
        {
            range.end = Some(end.clone().into());
        }
        range.reverse = self.reverse;
        range
    }
}
