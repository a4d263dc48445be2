//! Reading one blob, at any offset.

use std::{fs::File, io, os::unix::fs::MetadataExt as _, path::Path, sync::Arc};

use bytes::Bytes;
use rustix::{buffer::spare_capacity, io::Errno};

use super::pieces::{MAX_BLOB, Pieces, Stamp};

/// A blob open for reading.
#[derive(Debug)]
pub struct BlobReader {
    len: u64,
    source: Source,
    warm: Warm,
    stamp: Stamp,
}

/// Where pieces of a blob are kept.
#[derive(Debug)]
pub(super) struct Warm {
    pub(super) pieces: Arc<Pieces>,
    pub(super) id: String,
}

#[derive(Debug)]
enum Source {
    Memory(Bytes),
    File(File),
}

impl BlobReader {
    pub(super) fn memory(content: Bytes, warm: Warm) -> Self {
        let stamp = (content.as_ptr().addr() as u64, 0);
        Self { len: content.len() as u64, source: Source::Memory(content), warm, stamp }
    }

    pub(super) fn file(path: &Path, warm: Warm) -> io::Result<Self> {
        let file = File::open(path)?;
        let facts = file.metadata()?;
        let stamp = (
            facts.ino(),
            facts.mtime().wrapping_mul(1_000_000_000).wrapping_add(facts.mtime_nsec()),
        );
        Ok(Self { len: facts.len(), source: Source::File(file), warm, stamp })
    }

    /// The length in bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether the blob has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Up to `len` bytes from `offset`; fewer only at the end of the blob. Memory grows by `len`:
    /// read large blobs in pieces.
    pub fn read(&self, offset: u64, len: usize) -> io::Result<Bytes> {
        let left = self.len.saturating_sub(offset);
        let len = len.min(usize::try_from(left).unwrap_or(usize::MAX));
        match &self.source {
            Source::Memory(content) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX).min(content.len());
                Ok(content.slice(start..start + len))
            }
            Source::File(file) => {
                // Into memory as it is: clearing what is overwritten at once took a twentieth of a large download.
                let mut buffer = Vec::with_capacity(len);
                while buffer.len() < len {
                    let at = offset + buffer.len() as u64;
                    match rustix::io::pread(file, spare_capacity(&mut buffer), at) {
                        Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                        Ok(_) | Err(Errno::INTR) => {}
                        Err(error) => return Err(error.into()),
                    }
                }
                buffer.truncate(len);
                Ok(buffer.into())
            }
        }
    }

    /// What [`BlobReader::keep`] was given as piece `number`, by this reader or another one of the blob, while it is kept.
    pub fn kept(&self, number: u64) -> Option<Bytes> {
        if self.len > MAX_BLOB {
            None
        } else {
            self.warm.pieces.get(&self.warm.id, self.stamp, number)
        }
    }

    /// Keeps what the caller made of a part of the blob, such as its plain bytes, for later readers, as long as memory set
    /// aside for that lasts; of long blobs nothing is kept. The caller numbers the pieces.
    pub fn keep(&self, number: u64, piece: Bytes) {
        if self.len <= MAX_BLOB {
            self.warm.pieces.keep(&self.warm.id, self.stamp, number, piece);
        }
    }

    /// The file behind the blob, for callers that hand it to the system; `None` in memory.
    pub fn as_file(&self) -> Option<&File> {
        match &self.source {
            Source::Memory(_) => None,
            Source::File(file) => Some(file),
        }
    }
}
