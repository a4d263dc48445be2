//! Bodies: taken in as they come, encrypted where they lie, and found again; memory does not grow with size. How they are given
//! out: `reading`.

use std::io;

use bytes::Bytes;
use kernel::{ApiError, ApiResult, Cx, Kernel, UnkeptFile};
use schema::BoxStream;
use store::{BlobReader, BlobWriter, Blobs};

use crate::checksum::Algorithm;
use crate::cipher::{CHUNK, Cipher, DataKey, sealed_len};
use crate::digest::{Digesting, Digests};
use crate::object::{ManifestPart, Place};
use crate::tables::{BODIES, Body, FILES, MANIFESTS};
use crate::{errors, limits};

/// The name of the file of a body.
pub(crate) fn file_name(number: u64) -> String {
    format!("s3-{number:016x}")
}

/// The number of the body that a file is of.
pub(crate) fn number_of_file(name: &str) -> Option<u64> {
    u64::from_str_radix(name.strip_prefix("s3-")?, 16).ok()
}

/// A body that was taken in. Nothing names it until a transaction that keeps it is committed; what is not kept leaves
/// nothing.
pub(crate) struct Taken {
    pub(crate) size: u64,
    pub(crate) digests: Digests,
    pub(crate) place: Place,
    /// A small body, encrypted.
    row: Option<Bytes>,
    file: Option<UnkeptFile>,
}

impl Taken {
    /// Has a transaction name the body. May run more than once.
    pub(crate) fn keep(&self, cx: &mut Cx<'_>) {
        match (self.place, &self.row) {
            (Place::Row(number), Some(bytes)) => cx.put(&BODIES, &number, &Body(bytes.clone())),
            (Place::File(number), _) => cx.put(&FILES, &number, &()),
            _ => {}
        }
        if let Some(file) = &self.file {
            file.keep(cx);
        }
    }
}

/// Takes a body in: at most `most` bytes, encrypted with `key`.
pub(crate) async fn take(
    kernel: &Kernel,
    mut stream: BoxStream<io::Result<Bytes>>,
    most: u64,
    algorithms: &[Algorithm],
    key: &DataKey,
) -> ApiResult<Taken> {
    let number = kernel.next_sequence();
    let mut digesting = Digesting::new(kernel, algorithms);
    let mut sink = Sink::new(kernel, number, key.cipher());
    let mut size = 0u64;
    while let Some(piece) = next(&mut stream).await? {
        size += piece.len() as u64;
        if size > most {
            return Err(errors::entity_too_large(size, most));
        }
        digesting.update(&piece).await?;
        sink.write(&piece)?;
    }
    let (place, row, file) = sink.finish()?;
    let digests = digesting.finish().await?;
    Ok(Taken { size, digests, place, row, file })
}

/// The next piece of a body.
pub(crate) async fn next(stream: &mut BoxStream<io::Result<Bytes>>) -> ApiResult<Option<Bytes>> {
    let piece = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await;
    piece.transpose().map_err(|error| match error.downcast::<ApiError>() {
        Ok(error) => error,
        Err(error) => ApiError::bug(error),
    })
}

/// Bytes that one write gives the file: whole pages, at whole pages, which file systems take at two thirds of the cost of
/// as many in chunks, whose tags put them out of step. So much of each body on its way lies in memory.
const WRITE: usize = 256 * 1024;

/// Where bytes go: into memory while they are few, then encrypted chunk by chunk and into a file.
struct Sink {
    blobs: Blobs,
    number: u64,
    cipher: Cipher,
    /// Sealed chunks that are not written yet, then the chunk that fills.
    bytes: Vec<u8>,
    /// Where in `bytes` that chunk begins.
    chunk: usize,
    chunks: u64,
    writer: Option<BlobWriter>,
}

impl Sink {
    fn new(kernel: &Kernel, number: u64, cipher: Cipher) -> Sink {
        let blobs = kernel.store().blobs().clone();
        Sink { blobs, number, cipher, bytes: Vec::new(), chunk: 0, chunks: 0, writer: None }
    }

    fn write(&mut self, mut piece: &[u8]) -> ApiResult<()> {
        while !piece.is_empty() {
            let filled = self.bytes.len() - self.chunk;
            if filled == CHUNK {
                self.seal();
                self.write_out(WRITE)?;
                continue;
            }
            let taken = piece.len().min(CHUNK - filled);
            self.bytes.extend_from_slice(&piece[..taken]);
            piece = &piece[taken..];
        }
        Ok(())
    }

    /// Encrypts the chunk that fills and begins the next.
    fn seal(&mut self) {
        self.cipher.seal(self.chunks, &mut self.bytes, self.chunk);
        self.chunk = self.bytes.len();
        self.chunks += 1;
    }

    /// Writes what there is of sealed chunks, in multiples of `unit` bytes.
    fn write_out(&mut self, unit: usize) -> ApiResult<()> {
        let ready = self.chunk / unit * unit;
        if ready == 0 {
            return Ok(());
        }
        let writer = match &mut self.writer {
            Some(writer) => writer,
            empty => {
                let writer = self.blobs.writer(&file_name(self.number)).map_err(ApiError::bug)?;
                empty.insert(writer)
            }
        };
        writer.write(&self.bytes[..ready]).map_err(ApiError::bug)?;
        self.bytes.drain(..ready);
        self.chunk -= ready;
        Ok(())
    }

    fn finish(mut self) -> ApiResult<(Place, Option<Bytes>, Option<UnkeptFile>)> {
        if self.chunks == 0 && self.bytes.is_empty() {
            return Ok((Place::Nowhere, None, None));
        }
        self.seal();
        if self.chunks == 1 && self.bytes.len() <= sealed_len(limits::INLINE) {
            return Ok((Place::Row(self.number), Some(self.bytes.into()), None));
        }
        self.write_out(1)?;
        if let Some(writer) = self.writer {
            writer.finish().map_err(ApiError::bug)?;
        }
        let name = file_name(self.number);
        let file = UnkeptFile::new(self.blobs, name);
        Ok((Place::File(self.number), None, Some(file)))
    }
}

/// Forgets a body, in the transaction that unnames it.
pub(crate) async fn forget(cx: &mut Cx<'_>, place: Place) -> ApiResult<()> {
    match place {
        Place::Nowhere => {}
        Place::Row(number) => cx.delete(&BODIES, &number),
        Place::File(number) => {
            cx.delete(&FILES, &number);
            let blobs = cx.kernel().store().blobs().clone();
            cx.on_commit(move || {
                // When that fails, the sweep at the next start finds it.
                let _swept_later = blobs.delete(&file_name(number));
            });
        }
        Place::Parts(number) => {
            for part in cx.get(&MANIFESTS, &number).await?.unwrap_or_default() {
                Box::pin(forget(cx, part.body)).await?;
            }
            cx.delete(&MANIFESTS, &number);
        }
    }
    Ok(())
}

/// A piece of a body that is to be read: where it lies, its key, how long it is, and which bytes of it.
pub(crate) struct Segment {
    pub(crate) source: Source,
    pub(crate) key: DataKey,
    /// Whether plain bytes may stay in memory for the next reader: not those of a key that is the client's alone.
    pub(crate) keeps: bool,
    pub(crate) size: u64,
    pub(crate) start: u64,
    pub(crate) end: u64,
}

/// Where a segment's bytes come from.
pub(crate) enum Source {
    Row(Bytes),
    File(BlobReader),
    /// Opened when its turn comes, so that a body of many parts holds one file open.
    Later(u64),
}

/// Finds the bytes of a body that lies in one place.
pub(crate) async fn source(cx: &mut Cx<'_>, place: Place) -> ApiResult<Source> {
    match place {
        Place::Nowhere => Ok(Source::Row(Bytes::new())),
        Place::Row(number) => {
            let body = cx.get(&BODIES, &number).await?;
            let body = body.ok_or_else(|| ApiError::bug(format!("body {number} is gone")))?;
            Ok(Source::Row(body.0))
        }
        Place::File(number) => Ok(Source::Later(number)),
        Place::Parts(number) => Err(ApiError::bug(format!("body {number} is in parts"))),
    }
}

/// The parts of a body that touch `start..end`, each with its own part of that range.
pub(crate) fn parts_within(
    parts: Vec<ManifestPart>,
    start: u64,
    end: u64,
) -> Vec<(ManifestPart, u64, u64)> {
    let mut found = Vec::new();
    let mut offset = 0;
    for part in parts {
        let (first, last) = (start.max(offset), end.min(offset + part.size));
        let base = offset;
        offset += part.size;
        if first < last {
            found.push((part, first - base, last - base));
        }
    }
    found
}

/// How often a body that was deleted is looked for again before something else must be wrong.
const MAX_TRIES: u32 = 64;

/// Counts the tries of a read whose body was deleted before it was opened.
#[derive(Default)]
pub(crate) struct Tries(u32);

impl Tries {
    pub(crate) fn again(&mut self) -> ApiResult<()> {
        self.0 += 1;
        match self.0 < MAX_TRIES {
            true => Ok(()),
            false => Err(ApiError::bug("a body's file is missing")),
        }
    }
}
