//! Pieces of blobs as readers made them of what is stored (decrypted, say), kept in memory while they are asked for again
//! and again. A blob never changes, so a piece never does; it goes when its blob does, or when others are asked for more.

use std::collections::HashMap;

use bytes::Bytes;
use parking_lot::Mutex;

/// How many bytes of pieces are kept.
const MAX_BYTES: usize = 64 << 20;
/// Of longer blobs nothing is kept: one of them would drive out all others.
pub(super) const MAX_BLOB: u64 = 16 << 20;

/// Tells a blob from one that was written later under the same id.
pub(super) type Stamp = (u64, i64);

/// What is kept of one blob, by the pieces' numbers.
#[derive(Debug, Default)]
struct Kept {
    stamp: Stamp,
    pieces: HashMap<u64, Bytes>,
    bytes: usize,
}

/// The pieces that are kept, in two halves: what was asked for since the halves changed, and what was before. When the first
/// is full the second is forgotten, and the first takes its place.
#[derive(Debug, Default)]
pub(crate) struct Pieces {
    state: Mutex<Halves>,
}

#[derive(Debug, Default)]
struct Halves {
    recent: HashMap<String, Kept>,
    recent_bytes: usize,
    earlier: HashMap<String, Kept>,
}

impl Halves {
    /// What is kept of this blob, among what was asked for recently.
    fn touch(&mut self, id: &str, stamp: Stamp) -> Option<&mut Kept> {
        if let Some(kept) = self.earlier.remove(id) {
            self.make_room(kept.bytes);
            self.recent_bytes += kept.bytes;
            self.recent.insert(id.to_owned(), kept);
        }
        self.recent.get_mut(id).filter(|kept| kept.stamp == stamp)
    }

    fn forget(&mut self, id: &str) {
        self.earlier.remove(id);
        if let Some(kept) = self.recent.remove(id) {
            self.recent_bytes -= kept.bytes;
        }
    }

    fn make_room(&mut self, bytes: usize) {
        if self.recent_bytes + bytes > MAX_BYTES / 2 {
            self.earlier = std::mem::take(&mut self.recent);
            self.recent_bytes = 0;
        }
    }
}

impl Pieces {
    /// Piece `number` of blob `id`, if it is kept.
    pub(super) fn get(&self, id: &str, stamp: Stamp, number: u64) -> Option<Bytes> {
        self.state.lock().touch(id, stamp)?.pieces.get(&number).cloned()
    }

    /// Keeps piece `number` of blob `id`.
    pub(super) fn keep(&self, id: &str, stamp: Stamp, number: u64, piece: Bytes) {
        let mut state = self.state.lock();
        if state.touch(id, stamp).is_some_and(|kept| kept.pieces.contains_key(&number)) {
            return;
        }
        if state.recent.get(id).is_some_and(|kept| kept.stamp != stamp) {
            state.forget(id);
        }
        state.make_room(piece.len());
        state.recent_bytes += piece.len();
        // Making room may have put the blob among the earlier ones: what is kept there goes with them.
        let kept = state.recent.entry(id.to_owned()).or_default();
        kept.stamp = stamp;
        kept.bytes += piece.len();
        kept.pieces.insert(number, piece);
    }

    /// Forgets blob `id`, which is deleted or written.
    pub(super) fn forget(&self, id: &str) {
        self.state.lock().forget(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Stamp = (1, 1);

    fn piece(len: usize) -> Bytes {
        Bytes::from(vec![7; len])
    }

    #[test]
    fn what_is_asked_for_stays_and_all_is_bounded() {
        let pieces = Pieces::default();
        pieces.keep("hot", NOW, 0, piece(1 << 20));
        for n in 0..256 {
            pieces.keep(&format!("cold-{n}"), NOW, 0, piece(1 << 20));
            assert!(pieces.get("hot", NOW, 0).is_some(), "after {n}");
        }
        assert_eq!(pieces.get("cold-0", NOW, 0), None);
        assert!(pieces.get("cold-255", NOW, 0).is_some());
        let state = pieces.state.lock();
        let all: usize = state.recent.values().chain(state.earlier.values()).map(|k| k.bytes).sum();
        assert!(all <= MAX_BYTES, "{all}");
        assert_eq!(state.recent_bytes, state.recent.values().map(|kept| kept.bytes).sum::<usize>());
    }

    #[test]
    fn a_blob_is_forgotten_with_all_its_pieces() {
        let pieces = Pieces::default();
        pieces.keep("a", NOW, 0, piece(10));
        pieces.keep("a", NOW, 1, piece(10));
        pieces.keep("a", NOW, 1, piece(10));
        assert_eq!(
            (pieces.get("a", NOW, 0).map(|p| p.len()), pieces.get("a", NOW, 2)),
            (Some(10), None)
        );
        pieces.forget("a");
        assert_eq!((pieces.get("a", NOW, 0), pieces.get("a", NOW, 1)), (None, None));
        assert_eq!(pieces.state.lock().recent_bytes, 0);
    }

    #[test]
    fn a_blob_written_anew_is_another() {
        let pieces = Pieces::default();
        let later = (1, 2);
        pieces.keep("a", NOW, 0, piece(10));
        assert_eq!(pieces.get("a", later, 0), None);
        pieces.keep("a", later, 1, piece(20));
        let found = |stamp, number| pieces.get("a", stamp, number).map(|piece| piece.len());
        assert_eq!((found(NOW, 0), found(later, 0), found(later, 1)), (None, None, Some(20)));
        // A reader of the earlier one keeps what no reader of the later one sees.
        pieces.keep("a", NOW, 1, piece(30));
        assert_eq!(found(later, 1), None);
        assert_eq!(pieces.state.lock().recent_bytes, 30);
    }
}
