//! The two caches: items by key, pages of queries and scans by request. Both end what is old by the cloud's clock, and let go of
//! what was used longest ago when they are full. They are one for all clusters of the cloud; names within keep clusters
//! apart.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.consistency.html>

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use dax_protocol::Item;
use gen_dynamodb::{AttributeValue, QueryOutput};
use kernel::Timestamp;
use parking_lot::Mutex;
use tokio::sync::{Mutex as Turn, MutexGuard};

/// Bytes of each cache.
const MAX_BYTES: usize = 64 << 20;
/// What an entry takes beside its parts.
const ENTRY: usize = 200;
const SHARDS: usize = 256;

/// An item, or that there is none.
pub(crate) type Cached = Option<Arc<Item>>;

/// Both caches.
pub(crate) struct Caches {
    items: Mutex<Lru<Cached>>,
    queries: Mutex<Lru<Arc<QueryOutput>>>,
    /// How often items of each shard were written: what was read before a write must not be kept after it.
    written: Vec<AtomicU64>,
    /// Writes of the same item take turns, so that the last one's item is what stays.
    turns: Vec<Turn<()>>,
}

impl Default for Caches {
    fn default() -> Caches {
        Caches {
            items: Mutex::new(Lru::new(MAX_BYTES)),
            queries: Mutex::new(Lru::new(MAX_BYTES)),
            written: (0..SHARDS).map(|_| AtomicU64::new(0)).collect(),
            turns: (0..SHARDS).map(|_| Turn::new(())).collect(),
        }
    }
}

fn shard(slot: &[u8]) -> usize {
    let hash = slot.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    usize::from(hash.to_le_bytes()[3]) % SHARDS
}

impl Caches {
    /// What is known of an item.
    pub(crate) fn item(&self, slot: &[u8], now: Timestamp) -> Option<Cached> {
        self.items.lock().get(slot, now)
    }

    /// Must be asked before reading what [`Caches::fill`] is to keep.
    pub(crate) fn mark(&self, slot: &[u8]) -> u64 {
        self.written[shard(slot)].load(Ordering::Acquire)
    }

    /// Keeps what was read, unless something was written meanwhile.
    pub(crate) fn fill(&self, slot: &[u8], mark: u64, item: Cached, until: Option<Timestamp>) {
        let mut items = self.items.lock();
        if self.mark(slot) == mark {
            let weight = item.as_deref().map_or(0, item_weight);
            items.put(slot, item, weight, until);
        }
    }

    /// Keeps what was written: `Some(None)` of an item that was deleted, `None` when what it is now is not known.
    pub(crate) fn wrote(&self, slot: &[u8], item: Option<Cached>, until: Option<Timestamp>) {
        let mut items = self.items.lock();
        self.written[shard(slot)].fetch_add(1, Ordering::AcqRel);
        match item {
            Some(item) => {
                let weight = item.as_deref().map_or(0, item_weight);
                items.put(slot, item, weight, until);
            }
            None => items.remove(slot),
        }
    }

    /// The turn to write these items.
    pub(crate) async fn turn(&self, slots: &[Vec<u8>]) -> Vec<MutexGuard<'_, ()>> {
        // In one order for all, so that nobody waits for each other.
        let shards: BTreeSet<usize> = slots.iter().map(|slot| shard(slot)).collect();
        let mut turns = Vec::with_capacity(shards.len());
        for shard in shards {
            turns.push(self.turns[shard].lock().await);
        }
        turns
    }

    /// A page that was asked for before.
    pub(crate) fn query(&self, slot: &[u8], now: Timestamp) -> Option<Arc<QueryOutput>> {
        self.queries.lock().get(slot, now)
    }

    /// Keeps a page.
    pub(crate) fn fill_query(&self, slot: &[u8], page: Arc<QueryOutput>, until: Option<Timestamp>) {
        let weight = page.items.iter().flatten().map(item_weight).sum();
        self.queries.lock().put(slot, page, weight, until);
    }
}

/// When what is kept now ends; a life of zero has no end.
pub(crate) fn until(now: Timestamp, life: Duration) -> Option<Timestamp> {
    (!life.is_zero()).then(|| now.plus(life))
}

fn item_weight(item: &Item) -> usize {
    item.iter().map(|(name, value)| name.len() + weight(value)).sum()
}

fn weight(value: &AttributeValue) -> usize {
    let inner = match value {
        AttributeValue::S(text) | AttributeValue::N(text) => text.len(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::SS(parts) | AttributeValue::NS(parts) => {
            parts.iter().map(|part| part.len() + size_of::<String>()).sum()
        }
        AttributeValue::BS(parts) => {
            parts.iter().map(|part| part.len() + size_of::<String>()).sum()
        }
        AttributeValue::M(map) => item_weight(map),
        AttributeValue::L(parts) => parts.iter().map(weight).sum(),
        AttributeValue::BOOL(_) | AttributeValue::NULL(_) | AttributeValue::Unset => 0,
    };
    inner + size_of::<(String, AttributeValue)>()
}

struct Entry<V> {
    value: V,
    used: u64,
    weight: usize,
    until: Option<Timestamp>,
}

/// Values by name, bounded by what they weigh.
struct Lru<V> {
    entries: HashMap<Vec<u8>, Entry<V>>,
    /// Names by when they were used.
    order: BTreeMap<u64, Vec<u8>>,
    uses: u64,
    held: usize,
    bound: usize,
}

impl<V: Clone> Lru<V> {
    fn new(bound: usize) -> Lru<V> {
        Lru { entries: HashMap::new(), order: BTreeMap::new(), uses: 0, held: 0, bound }
    }

    fn get(&mut self, name: &[u8], now: Timestamp) -> Option<V> {
        let entry = self.entries.get_mut(name)?;
        if entry.until.is_some_and(|until| until <= now) {
            self.remove(name);
            return None;
        }
        self.uses += 1;
        if let Some(name) = self.order.remove(&entry.used) {
            self.order.insert(self.uses, name);
        }
        entry.used = self.uses;
        Some(entry.value.clone())
    }

    fn put(&mut self, name: &[u8], value: V, weight: usize, until: Option<Timestamp>) {
        self.remove(name);
        let weight = weight + 2 * name.len() + ENTRY;
        if weight > self.bound / 4 {
            return;
        }
        self.uses += 1;
        self.order.insert(self.uses, name.to_vec());
        self.entries.insert(name.to_vec(), Entry { value, used: self.uses, weight, until });
        self.held += weight;
        while self.held > self.bound {
            let Some((_, oldest)) = self.order.first_key_value() else { break };
            let oldest = oldest.clone();
            self.remove(&oldest);
        }
    }

    fn remove(&mut self, name: &[u8]) {
        if let Some(entry) = self.entries.remove(name) {
            self.order.remove(&entry.used);
            self.held -= entry.weight;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_secs(second)
    }

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let mut lru = Lru::new(4 * (ENTRY + 2));
        for name in [b"a", b"b", b"c", b"d"] {
            lru.put(name, name[0], 0, None);
        }
        assert_eq!(lru.get(b"a", at(0)), Some(b'a'));
        lru.put(b"e", b'e', 0, None);
        let there = |lru: &mut Lru<u8>, name: &[u8]| lru.get(name, at(0)).is_some();
        assert!(there(&mut lru, b"a") && !there(&mut lru, b"b") && there(&mut lru, b"e"));
        assert_eq!((lru.entries.len(), lru.order.len(), lru.held), (4, 4, 4 * (ENTRY + 2)));
        lru.put(b"x", b'x', 4 * ENTRY, None);
        assert!(!there(&mut lru, b"x"), "what is too large is not kept");
    }

    #[test]
    fn what_is_old_is_gone() {
        let mut lru = Lru::new(MAX_BYTES);
        lru.put(b"a", 1, 0, Some(at(10)));
        assert_eq!((lru.get(b"a", at(9)), lru.get(b"a", at(10))), (Some(1), None));
        assert_eq!(lru.held, 0);
    }

    #[test]
    fn what_was_read_before_a_write_is_not_kept_after_it() {
        let caches = Caches::default();
        let mark = caches.mark(b"k");
        caches.wrote(b"k", Some(None), None);
        caches.fill(b"k", mark, Some(Arc::default()), None);
        assert_eq!(caches.item(b"k", at(0)), Some(None));
    }
}
