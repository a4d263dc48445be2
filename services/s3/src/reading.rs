//! Bodies given out as they are asked for, decrypted on the way; memory does not grow with size.
//!
//! What is small is read when it is asked for. Large bodies are read ahead on another thread, a piece while the one before it is
//! being sent: a download then has two cores to go by, and the small calls beside it do not wait for its decryption.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use kernel::{ApiError, ApiResult, Kernel};
use schema::ByteStream;
use store::{BlobError, BlobHold, Blobs};

use crate::body::{Segment, Source, file_name};
use crate::cipher::{CHUNK, Cipher, chunk_at, sealed_len};

/// Chunks that are read ahead at once, 64 KiB each.
const CHUNKS_AHEAD: usize = 4;

/// From how many bytes on a body is read ahead: below it, handing the work over costs more than the work.
const AHEAD_FROM: u64 = 1 << 20;

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
    let mut lying = Lying { blobs, segments: segments.into(), current: None, _hold: hold };
    match lying.advance() {
        Ok(()) if len >= AHEAD_FROM => {
            Ok(Some(ByteStream::new(Ahead::begin(kernel, lying), Some(len))))
        }
        Ok(()) => Ok(Some(ByteStream::new(lying, Some(len)))),
        Err(BlobError::NotFound { .. }) => Ok(None),
        Err(error) => Err(ApiError::bug(error)),
    }
}

/// What was not read yet, where it lies.
struct Lying {
    blobs: Blobs,
    segments: VecDeque<Segment>,
    current: Option<(Segment, Cipher)>,
    _hold: BlobHold,
}

impl Lying {
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

    /// The next chunks, at most `CHUNKS_AHEAD`; none at the end.
    fn read_ahead(&mut self) -> io::Result<VecDeque<Bytes>> {
        let mut chunks = VecDeque::with_capacity(CHUNKS_AHEAD);
        while chunks.len() < CHUNKS_AHEAD {
            match self.read()? {
                Some(chunk) => chunks.push_back(chunk),
                None => break,
            }
        }
        Ok(chunks)
    }
}

/// The chunk at the segment's start, as far as it is wanted.
fn read_chunk(segment: &mut Segment, cipher: &Cipher) -> io::Result<Bytes> {
    let (chunk, at) = chunk_at(segment.start);
    let chunk_start = chunk * CHUNK as u64;
    let plain = usize::try_from(segment.size - chunk_start).unwrap_or(CHUNK).min(CHUNK);
    let mut sealed: Vec<u8> = match &segment.source {
        Source::Row(bytes) => bytes.to_vec(),
        Source::File(reader) => reader.read(at, sealed_len(plain))?.into(),
        Source::Later(_) => return Err(io::Error::other("a segment was not opened")),
    };
    cipher.open(chunk, &mut sealed).map_err(io::Error::other)?;
    let from = usize::try_from(segment.start - chunk_start).unwrap_or(0);
    let to = usize::try_from(segment.end - chunk_start).unwrap_or(usize::MAX).min(plain);
    segment.start = chunk_start + to as u64;
    Ok(Bytes::from(sealed).slice(from..to))
}

impl Stream for Lying {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.read().transpose())
    }
}

/// What reading a piece on another thread comes to: the piece, and what lies behind it.
type Next = Pin<Box<dyn Future<Output = ApiResult<(io::Result<VecDeque<Bytes>>, Lying)>> + Send>>;

/// A body whose next piece is read while this one is sent.
struct Ahead {
    kernel: Kernel,
    ready: VecDeque<Bytes>,
    /// `None` at the end, and after an error.
    next: Option<Next>,
}

impl Ahead {
    fn begin(kernel: &Kernel, lying: Lying) -> Ahead {
        let next = Some(next(kernel, lying));
        Ahead { kernel: kernel.clone(), ready: VecDeque::new(), next }
    }
}

fn next(kernel: &Kernel, mut lying: Lying) -> Next {
    Box::pin(kernel.begin_off_thread(move || (lying.read_ahead(), lying)))
}

impl Stream for Ahead {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(chunk) = self.ready.pop_front() {
            return Poll::Ready(Some(Ok(chunk)));
        }
        let Some(under_way) = &mut self.next else { return Poll::Ready(None) };
        let read = ready!(under_way.as_mut().poll(cx));
        self.next = None;
        let (chunks, lying) = read.map_err(io::Error::other)?;
        self.ready = chunks?;
        let first = self.ready.pop_front();
        if first.is_some() {
            self.next = Some(next(&self.kernel, lying));
        }
        Poll::Ready(first.map(Ok))
    }
}
