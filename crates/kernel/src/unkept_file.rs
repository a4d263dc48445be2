//! A file beside the rows that no row names yet: it goes again unless a transaction that names it is committed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use store::Blobs;

use crate::cx::Cx;

/// A file that is to be kept by a transaction, or to go. Clones are of the same file.
#[derive(Clone)]
pub struct UnkeptFile(Arc<Inner>);

struct Inner {
    blobs: Blobs,
    name: String,
    kept: AtomicBool,
}

impl Drop for Inner {
    fn drop(&mut self) {
        if !self.kept.load(Ordering::Acquire) {
            // When that fails, it is for the service's sweep at the next start.
            let _swept_later = self.blobs.delete(&self.name);
        }
    }
}

impl UnkeptFile {
    /// The file of this name, which may still have to be written.
    pub fn new(blobs: Blobs, name: String) -> UnkeptFile {
        UnkeptFile(Arc::new(Inner { blobs, name, kept: AtomicBool::new(false) }))
    }

    /// Has the file stay once this transaction, in which a row names it, is committed. The transaction holds the file
    /// too, so that it is still there at the commit. May run more than once.
    pub fn keep(&self, cx: &mut Cx<'_>) {
        let file = self.clone();
        cx.on_commit(move || file.0.kept.store(true, Ordering::Release));
    }
}
