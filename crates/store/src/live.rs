//! Which snapshots are being read: what they may still see must neither be pruned nor forgotten.

use std::collections::VecDeque;

use parking_lot::Mutex;

/// The current version and the versions that live transactions read.
#[derive(Debug, Default)]
pub(crate) struct Live {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    version: u64,
    /// Version and number of its readers, ascending; the first entry always has readers.
    open: VecDeque<(u64, u32)>,
}

impl Live {
    pub(crate) fn new(version: u64) -> Self {
        Self { state: Mutex::new(State { version, open: VecDeque::new() }) }
    }

    /// The number of the last published commit.
    pub(crate) fn version(&self) -> u64 {
        self.state.lock().version
    }

    /// Enters a reader of the current version, which it returns.
    pub(crate) fn enter(&self) -> u64 {
        let mut state = self.state.lock();
        let version = state.version;
        match state.open.back_mut() {
            Some((last, readers)) if *last == version => *readers += 1,
            _ => state.open.push_back((version, 1)),
        }
        version
    }

    /// Takes a reader of `version` out again.
    pub(crate) fn leave(&self, version: u64) {
        let mut state = self.state.lock();
        if let Ok(at) = state.open.binary_search_by_key(&version, |(version, _)| *version) {
            state.open[at].1 = state.open[at].1.saturating_sub(1);
        }
        while state.open.front().is_some_and(|(_, readers)| *readers == 0) {
            state.open.pop_front();
        }
    }

    /// The oldest version that is read, or will be.
    pub(crate) fn oldest(&self) -> u64 {
        let state = self.state.lock();
        state.open.front().map_or(state.version, |(version, _)| *version)
    }

    /// Makes `version` current and answers the oldest version that is still read, when there is any.
    ///
    /// One lock covers both, so a reader either counts in the answer or starts at `version`.
    pub(crate) fn publish(&self, version: u64) -> Option<u64> {
        let mut state = self.state.lock();
        state.version = version;
        state.open.front().map(|(version, _)| *version)
    }

    /// How many snapshots are being read.
    pub(crate) fn readers(&self) -> usize {
        self.state.lock().open.iter().map(|(_, readers)| *readers as usize).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Live;

    #[test]
    fn the_oldest_reader_is_known() {
        let live = Live::new(7);
        let (first, second) = (live.enter(), live.enter());
        assert_eq!((first, second), (7, 7));
        assert_eq!(live.publish(8), Some(7));
        let third = live.enter();
        live.leave(first);
        assert_eq!(live.publish(9), Some(7));
        live.leave(second);
        assert_eq!(live.publish(10), Some(8));
        live.leave(third);
        assert_eq!(live.publish(11), None);
        assert_eq!(live.readers(), 0);
    }
}
