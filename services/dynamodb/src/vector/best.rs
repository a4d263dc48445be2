//! The nearest of many: as many as are asked for are kept, the farthest goes when a nearer one comes. Of two that are as
//! near, the one whose key stands first counts as nearer, so that an answer does not depend on the order of reading.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::distance::Function;
use crate::tables::StoredItem;

/// A row that was found.
pub(crate) struct Found {
    function: Function,
    pub(crate) score: f64,
    key: Vec<u8>,
    pub(crate) row: StoredItem,
}

/// The nearest so far.
pub(crate) struct Best {
    function: Function,
    most: usize,
    /// The farthest on top.
    heap: BinaryHeap<Found>,
}

impl Best {
    pub(crate) fn new(function: Function, most: usize) -> Best {
        Best { function, most, heap: BinaryHeap::new() }
    }

    /// Whether one with this score and key would be kept.
    pub(crate) fn takes(&self, score: f64, key: &[u8]) -> bool {
        self.heap.len() < self.most
            || self.heap.peek().is_some_and(|farthest| {
                let order = self.function.order(score, farthest.score);
                order.then_with(|| key.cmp(&farthest.key)) == Ordering::Less
            })
    }

    /// Keeps it, if it is near enough.
    pub(crate) fn offer(&mut self, score: f64, key: Vec<u8>, row: StoredItem) {
        if !self.takes(score, &key) {
            return;
        }
        self.heap.push(Found { function: self.function, score, key, row });
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    /// All of them, the nearest first.
    pub(crate) fn into_sorted(self) -> Vec<Found> {
        self.heap.into_sorted_vec()
    }
}

impl Ord for Found {
    fn cmp(&self, other: &Found) -> Ordering {
        let order = self.function.order(self.score, other.score);
        order.then_with(|| self.key.cmp(&other.key))
    }
}

impl PartialOrd for Found {
    fn partial_cmp(&self, other: &Found) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Found {
    fn eq(&self, other: &Found) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Found {}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn best(function: Function, most: usize, offered: &[(f64, &str)]) -> Vec<String> {
        let mut best = Best::new(function, most);
        for (score, key) in offered {
            best.offer(*score, key.as_bytes().to_vec(), StoredItem(Bytes::new()));
        }
        let keys = best.into_sorted().into_iter().map(|found| found.key);
        keys.map(|key| String::from_utf8(key).expect("text")).collect()
    }

    #[test]
    fn the_nearest_stay_in_their_order() {
        let offered = [(3.0, "c"), (1.0, "a"), (2.0, "y"), (2.0, "x"), (9.0, "z")];
        assert_eq!(best(Function::Euclidean, 3, &offered), ["a", "x", "y"]);
        assert_eq!(best(Function::DotProduct, 3, &offered), ["z", "c", "x"]);
        assert_eq!(best(Function::Cosine, 1, &offered), ["a"]);
        assert_eq!(best(Function::Cosine, 9, &offered), ["a", "x", "y", "c", "z"]);
        assert!(best(Function::Cosine, 9, &[]).is_empty());
    }

    #[test]
    fn order_of_reading_does_not_matter() {
        let mut offered = [(1.0, "a"), (1.0, "b"), (1.0, "c"), (1.0, "d")];
        assert_eq!(best(Function::Cosine, 2, &offered), ["a", "b"]);
        offered.reverse();
        assert_eq!(best(Function::Cosine, 2, &offered), ["a", "b"]);
    }
}
