//! Bodies given out as they are asked for, decrypted on the way; memory does not grow with size.
//!
//! They are read where they are sent. Read ahead on another thread, large ones came no sooner for a third more of processor time:
//! what a core has just decrypted lies in its own cache. What is asked for again and again is decrypted once: the store keeps
//! chunks of bodies that are not long.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use kernel::{ApiError, ApiResult, Kernel};
use schema::ByteStream;
use store::{BlobError, BlobHold, Blobs};

use crate::body::{Segment, Source, file_name};
use crate::cipher::{CHUNK, Cipher, chunk_at, sealed_len};

/// The bytes of all segments, one after the other. `None`: they were deleted since they were found, so that they are to
/// be looked for again.
pub(crate) fn stream(kernel: &Kernel, segments: Vec<Segment>) -> ApiResult<Option<ByteStream>> {
    let len = segments.iter().map(|s| s.end - s.start).sum();
    let blobs = kernel.store().blobs().clone();
    let files = segments.iter().filter_map(|segment| match segment.source {
        Source::Later(number) => Some(file_name(number)),
        _ => None,
    });
    // Files are opened when their turn comes, and are to be there then. Those of one body are deleted in their order:
    // when the first is there now, all are.
    let hold = blobs.hold(files.collect());
    let mut reading = Reading { blobs, segments: segments.into(), current: None, _hold: hold };
    match reading.advance() {
        Ok(()) => Ok(Some(ByteStream::new(reading, Some(len)))),
        Err(BlobError::NotFound { .. }) => Ok(None),
        Err(error) => Err(ApiError::bug(error)),
    }
}

/// What was not read yet, where it lies.
struct Reading {
    blobs: Blobs,
    segments: VecDeque<Segment>,
    current: Option<(Segment, Cipher)>,
    _hold: BlobHold,
}

impl Reading {
    fn advance(&mut self) -> Result<(), BlobError> {
        self.current = match self.segments.pop_front() {
            None => None,
            Some(mut segment) => {
                if let Source::Later(number) = segment.source {
                    let reader = self.blobs.open(&file_name(number))?;
                    segment.source = Source::File(reader);
                }
                let cipher = segment.key.cipher();
                Some((segment, cipher))
            }
        };
        Ok(())
    }

    /// The next chunk; `None` at the end.
    fn read(&mut self) -> io::Result<Option<Bytes>> {
        loop {
            let Some((segment, cipher)) = &mut self.current else { return Ok(None) };
            if segment.start < segment.end {
                return read_chunk(segment, cipher).map(Some);
            }
            self.advance().map_err(io::Error::other)?;
        }
    }
}

/// The chunk at the segment's start, as far as it is wanted.
fn read_chunk(segment: &mut Segment, cipher: &Cipher) -> io::Result<Bytes> {
    let (chunk, at) = chunk_at(segment.start);
    let chunk_start = chunk * CHUNK as u64;
    let len = usize::try_from(segment.size - chunk_start).unwrap_or(CHUNK).min(CHUNK);
    let open = |mut sealed: Vec<u8>| {
        cipher.open(chunk, &mut sealed).map_err(io::Error::other)?;
        Ok::<_, io::Error>(Bytes::from(sealed).slice(..len))
    };
    let plain = match &segment.source {
        Source::Row(bytes) => open(bytes.to_vec())?,
        Source::File(reader) => match reader.kept(chunk).filter(|_| segment.keeps) {
            Some(plain) => plain,
            None => {
                let plain = open(reader.read(at, sealed_len(len))?.into())?;
                if segment.keeps {
                    reader.keep(chunk, plain.clone());
                }
                plain
            }
        },
        Source::Later(_) => return Err(io::Error::other("a segment was not opened")),
    };
    let from = usize::try_from(segment.start - chunk_start).unwrap_or(0);
    let to = usize::try_from(segment.end - chunk_start).unwrap_or(usize::MAX).min(len);
    segment.start = chunk_start + to as u64;
    Ok(plain.slice(from..to))
}

impl Stream for Reading {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.read().transpose())
    }
}
