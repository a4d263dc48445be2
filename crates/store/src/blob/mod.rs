//! Blobs: large immutable contents in files beside the rows, written once under an id that the caller gives.
//!
//! A writer streams into a temporary file; finishing renames it, and only then the caller commits the row
//! that names it. So a row never names a blob that is not whole, and a crash in between leaves an unused
//! file, which [`Blobs::sweep`] finds. All operations block on the file system.

mod area;
mod pieces;
mod reader;
mod writer;

pub(crate) use area::BlobArea;
pub use reader::BlobReader;
pub use writer::BlobWriter;

use std::sync::Arc;

use crate::{
    error::BlobError,
    generation::{Current, Generation},
};

/// The blobs of a store.
#[derive(Debug, Clone)]
pub struct Blobs {
    current: Current,
}

impl Blobs {
    pub(crate) fn new(current: Current) -> Self {
        Self { current }
    }

    /// Starts writing blob `id`: 1 to 128 of `A-Z a-z 0-9 . _ -`, not starting with a dot.
    pub fn writer(&self, id: &str) -> Result<BlobWriter, BlobError> {
        check_id(id)?;
        BlobWriter::start(self.current.get(), id)
    }

    /// Opens blob `id` for reading. A reader stays usable when the blob is deleted meanwhile.
    pub fn open(&self, id: &str) -> Result<BlobReader, BlobError> {
        check_id(id)?;
        self.current.get().blobs.open(id)
    }

    /// Deletes blob `id`; deleting what does not exist is fine. Delete after the commit that unnames it.
    pub fn delete(&self, id: &str) -> Result<(), BlobError> {
        check_id(id)?;
        let generation = self.current.get();
        // The commit that unnames it must survive whatever the deletion does.
        generation.write_out().map_err(BlobError::Unwritten)?;
        generation.blobs.delete(id)
    }

    /// Keeps these blobs readable, though they be deleted, until the answer is dropped: for readers that open many,
    /// one after the other.
    pub fn hold(&self, ids: Vec<String>) -> BlobHold {
        let generation = self.current.get();
        generation.blobs.hold(&ids);
        BlobHold { generation, ids }
    }

    /// Deletes every blob that `is_used` does not claim, and answers how many. For the start, before
    /// anything is written: a blob whose row is not committed yet looks unused.
    pub fn sweep(&self, mut is_used: impl FnMut(&str) -> bool) -> Result<u64, BlobError> {
        let generation = self.current.get();
        let mut deleted = 0;
        for id in generation.blobs.list()? {
            if !is_used(&id) {
                generation.blobs.delete(&id)?;
                deleted += 1;
            }
        }
        Ok(deleted)
    }
}

/// Keeps blobs readable: see [`Blobs::hold`].
#[derive(Debug)]
pub struct BlobHold {
    generation: Arc<Generation>,
    ids: Vec<String>,
}

impl Drop for BlobHold {
    fn drop(&mut self) {
        self.generation.blobs.release(&self.ids);
    }
}

fn check_id(id: &str) -> Result<(), BlobError> {
    let fits = (1..=128).contains(&id.len())
        && !id.starts_with('.')
        && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'));
    if fits { Ok(()) } else { Err(BlobError::BadId { id: id.to_owned() }) }
}
