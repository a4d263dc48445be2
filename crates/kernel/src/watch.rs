//! Waking those who wait for a change: by a key, after the commit that made the change.
//!
//! A wake is a hint: who is woken looks again. As many waiters wake as changes were announced, so that a
//! message does not rouse a thousand pollers.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use hashbrown::HashMap;
use parking_lot::Mutex;
use tokio::sync::Notify;

/// What is waited for: a hash of whatever the service likes, such as a queue's id.
pub type WakeKey = u64;

/// The key of what is named by these parts: for what happens in one service and is waited for in another, which both
/// name in the same way.
pub fn wake_key(parts: &[&str]) -> WakeKey {
    let mut hash = DefaultHasher::new();
    parts.hash(&mut hash);
    hash.finish()
}

/// Who waits for what.
#[derive(Default)]
pub(crate) struct Watch {
    waiting: Mutex<HashMap<WakeKey, Entry>>,
}

struct Entry {
    notify: Arc<Notify>,
    watchers: usize,
}

impl Watch {
    /// Wakes up to `count` of those who wait for `key`.
    pub(crate) fn wake(&self, key: WakeKey, count: usize) {
        let waiting = self.waiting.lock();
        if let Some(entry) = waiting.get(&key) {
            for _ in 0..count.min(entry.watchers) {
                entry.notify.notify_one();
            }
        }
    }

    /// Wakes everyone: the state was replaced.
    pub(crate) fn wake_all(&self) {
        for entry in self.waiting.lock().values() {
            entry.notify.notify_waiters();
        }
    }

    pub(crate) fn watch(self: &Arc<Self>, key: WakeKey) -> Watcher {
        let mut waiting = self.waiting.lock();
        let entry =
            waiting.entry(key).or_insert_with(|| Entry { notify: Arc::default(), watchers: 0 });
        entry.watchers += 1;
        Watcher { watch: self.clone(), key, notify: entry.notify.clone() }
    }

    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.lock().values().map(|e| e.watchers).sum()
    }
}

/// Waits for one key. Make it before looking at the state, so that no change falls in between.
pub struct Watcher {
    watch: Arc<Watch>,
    key: WakeKey,
    notify: Arc<Notify>,
}

impl Watcher {
    /// Waits until the key is woken; a wake since the last call counts.
    pub async fn woken(&self) {
        self.notify.notified().await;
    }

    /// Passes a wake on: for who was woken and leaves something for the next.
    pub fn pass_on(&self) {
        self.watch.wake(self.key, 1);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        let mut waiting = self.watch.waiting.lock();
        if let Some(entry) = waiting.get_mut(&self.key) {
            entry.watchers -= 1;
            if entry.watchers == 0 {
                waiting.remove(&self.key);
            } else {
                // A wake that this one took and did not use must not be lost.
                entry.notify.notify_one();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_change_wakes_one_waiter() {
        let watch = Arc::new(Watch::default());
        let (a, b) = (watch.watch(7), watch.watch(7));
        watch.wake(7, 1);
        a.woken().await;
        let at_once = std::time::Duration::ZERO;
        assert!(tokio::time::timeout(at_once, b.woken()).await.is_err(), "only one was woken");
        drop(a);
        b.woken().await;
        drop(b);
        assert_eq!(watch.len(), 0);
    }
}
