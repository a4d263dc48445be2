//! Keys that were used lately, read and ready: unsealing and parsing a key costs more than most uses of it.
//! Bounded; what is let go is wiped by the types that hold it. Keys are found by how they are kept, sealed with a
//! nonce of its own each, so that a key whose material was deleted or replaced is never found again.

use std::sync::{Arc, LazyLock};

use hashbrown::HashMap;
use parking_lot::Mutex;

use super::Key;

/// How many keys are kept.
const CAPACITY: usize = 1024;

/// What identifies a sealed row: its nonce and the end of its tag.
pub(crate) type Handle = [u8; 24];

/// The handle of sealed key material; `None` when it is too short to be any.
pub(crate) fn handle(sealed: &[u8]) -> Option<Handle> {
    let (nonce, tag) = (sealed.first_chunk::<12>()?, sealed.last_chunk::<12>()?);
    let mut handle = [0; 24];
    handle[..12].copy_from_slice(nonce);
    handle[12..].copy_from_slice(tag);
    Some(handle)
}

/// Two generations: what is found in the old one moves to the new one; the old one is dropped when the new is full.
#[derive(Default)]
struct Generations {
    new: HashMap<Handle, Arc<Key>>,
    old: HashMap<Handle, Arc<Key>>,
}

static KEYS: LazyLock<Mutex<Generations>> = LazyLock::new(Mutex::default);

/// The key with this handle, if it is still kept.
pub(crate) fn get(handle: &Handle) -> Option<Arc<Key>> {
    let mut keys = KEYS.lock();
    if let Some(key) = keys.new.get(handle) {
        return Some(key.clone());
    }
    let key = keys.old.remove(handle)?;
    keys.keep(*handle, key.clone());
    Some(key)
}

/// Keeps a key.
pub(crate) fn put(handle: Handle, key: Arc<Key>) {
    KEYS.lock().keep(handle, key);
}

/// Lets a key go at once: its material was deleted.
pub(crate) fn forget(handle: &Handle) {
    let mut keys = KEYS.lock();
    keys.new.remove(handle);
    keys.old.remove(handle);
}

impl Generations {
    fn keep(&mut self, handle: Handle, key: Arc<Key>) {
        if self.new.len() >= CAPACITY / 2 {
            self.old = std::mem::take(&mut self.new);
        }
        self.new.insert(handle, key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_spec::KeySpec;

    #[test]
    fn the_number_of_keys_is_bounded_and_those_in_use_stay() {
        let key = Arc::new(Key::parse(KeySpec::Hmac256, &[1; 32]).expect("a key"));
        let numbered = |n: u32| {
            let mut handle = [0xcc; 24];
            handle[..4].copy_from_slice(&n.to_be_bytes());
            handle
        };
        put(numbered(0), key.clone());
        for n in 1..5000 {
            put(numbered(n), key.clone());
            assert!(get(&numbered(0)).is_some(), "used all the time, yet gone after {n}");
        }
        let kept = (0..5000).filter(|n| get(&numbered(*n)).is_some()).count();
        assert!(kept <= CAPACITY, "{kept}");
        forget(&numbered(0));
        assert!(get(&numbered(0)).is_none());
    }
}
