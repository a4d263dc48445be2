//! Data keys in the clear, in memory alone, for the reuse periods of their queues. Bounded: the half that was not
//! used lately is let go, and KMS is asked again. The library wipes keys that are let go.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html#sqs-how-does-the-data-key-reuse-period-work>

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use aws_lc_rs::aead::LessSafeKey;
use kernel::Timestamp;
use schema::Bytes;

/// Keys of each kind that are kept in each of the two generations.
const CAPACITY: usize = 2048;

/// A data key with its encrypted form.
pub(crate) struct DataKey {
    pub(crate) key: LessSafeKey,
    pub(crate) encrypted: Bytes,
}

/// Whose messages to which queue a data key seals, and under which KMS key it is.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct UsedBy {
    pub(crate) queue: String,
    pub(crate) key: String,
    pub(crate) principal: String,
}

/// For whom a data key was opened.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct OpenedBy {
    pub(crate) encrypted: Bytes,
    pub(crate) principal: String,
}

/// The data keys of a cloud.
#[derive(Default)]
pub(crate) struct DataKeys {
    sealing: Mutex<Kept<UsedBy, Arc<DataKey>>>,
    opening: Mutex<Kept<OpenedBy, Arc<LessSafeKey>>>,
}

impl DataKeys {
    pub(crate) fn to_seal(&self, by: &UsedBy, now: Timestamp) -> Option<Arc<DataKey>> {
        self.sealing.lock().unwrap_or_else(PoisonError::into_inner).get(by, now)
    }

    pub(crate) fn keep_to_seal(&self, by: UsedBy, key: Arc<DataKey>, until: Timestamp) {
        self.sealing.lock().unwrap_or_else(PoisonError::into_inner).put(by, key, until);
    }

    pub(crate) fn to_open(&self, by: &OpenedBy, now: Timestamp) -> Option<Arc<LessSafeKey>> {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner).get(by, now)
    }

    pub(crate) fn keep_to_open(&self, by: OpenedBy, key: Arc<LessSafeKey>, until: Timestamp) {
        self.opening.lock().unwrap_or_else(PoisonError::into_inner).put(by, key, until);
    }
}

/// What was put lately, in two generations, each until its time.
struct Kept<K, V> {
    new: HashMap<K, (V, Timestamp)>,
    old: HashMap<K, (V, Timestamp)>,
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Kept<K, V> {
        Kept { new: HashMap::new(), old: HashMap::new() }
    }
}

impl<K: Eq + Hash + Clone, V: Clone> Kept<K, V> {
    fn get(&mut self, key: &K, now: Timestamp) -> Option<V> {
        if !self.new.contains_key(key) {
            let (value, until) = self.old.remove(key)?;
            self.put(key.clone(), value, until);
        }
        let (value, until) = self.new.get(key)?;
        if now < *until {
            return Some(value.clone());
        }
        self.new.remove(key);
        None
    }

    fn put(&mut self, key: K, value: V, until: Timestamp) {
        if self.new.len() >= CAPACITY {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(key, (value, until));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kept_until_their_time_and_no_more_than_fit() {
        let at = Timestamp::from_secs;
        let mut kept = Kept::default();
        kept.put(0, "first", at(100));
        assert_eq!(kept.get(&0, at(99)), Some("first"));
        assert_eq!(kept.get(&0, at(100)), None);
        kept.put(0, "first", at(100));
        for n in 1..5 * CAPACITY {
            kept.put(n, "more", at(100));
            assert_eq!(kept.get(&0, at(1)), Some("first"), "in use, yet gone after {n}");
        }
        assert!(kept.new.len() + kept.old.len() <= 2 * CAPACITY);
    }
}
