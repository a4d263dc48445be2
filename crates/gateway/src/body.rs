//! Request bodies: held whole within limits, or passed on as they come; `aws-chunked` taken off.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body_util::BodyExt as _;
use hyper::body::{Body as _, Incoming};
use schema::{ApiError, ByteStream, Trailers};
use sha2::{Digest as _, Sha256};
use sigv4::ChunkedDecoder;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Sleep, timeout};

use crate::config::Limits;

/// A body that is held whole, and its share of the memory for such bodies.
pub(crate) struct Held<'a> {
    pub(crate) bytes: Bytes,
    _share: Option<SemaphorePermit<'a>>,
}

/// Bodies up to this size are not counted: the number of connections bounds them.
const FREE: usize = 64 * 1024;

/// Reads a body whole.
pub(crate) async fn read_whole<'a>(
    mut body: Incoming,
    limits: &Limits,
    memory: &'a Semaphore,
) -> Result<Held<'a>, ApiError> {
    let announced = body.size_hint().exact();
    if announced == Some(0) {
        return Ok(Held { bytes: Bytes::new(), _share: None });
    }
    if announced.is_some_and(|n| n > limits.body_bytes as u64) {
        return Err(too_large(limits));
    }
    let expected =
        announced.map_or(limits.body_bytes, |n| usize::try_from(n).unwrap_or(usize::MAX));
    let share = if expected > FREE {
        let n = u32::try_from(expected.min(limits.held_bytes) / 1024).unwrap_or(u32::MAX);
        Some(memory.acquire_many(n).await.map_err(ApiError::bug)?)
    } else {
        None
    };
    let Some(first) = next_chunk(&mut body, limits.body_idle).await? else {
        return Ok(Held { bytes: Bytes::new(), _share: share });
    };
    if body.is_end_stream() {
        return Ok(Held { bytes: first, _share: share });
    }
    // Grown as bytes come, not by what the client announces.
    let mut all = BytesMut::from(first);
    while let Some(chunk) = next_chunk(&mut body, limits.body_idle).await? {
        if all.len() + chunk.len() > limits.body_bytes {
            return Err(too_large(limits));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(Held { bytes: all.freeze(), _share: share })
}

async fn next_chunk(body: &mut Incoming, idle: Duration) -> Result<Option<Bytes>, ApiError> {
    loop {
        let frame = timeout(idle, body.frame()).await.map_err(|_| late())?;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => {
                return Err(incomplete());
            }
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

fn late() -> ApiError {
    ApiError::new(
        "RequestTimeout",
        400,
        "Your socket connection to the server was not read from or written to within the timeout period. Idle \
         connections will be closed.",
    )
}

fn incomplete() -> ApiError {
    ApiError::new(
        "IncompleteBody",
        400,
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )
}

/// What is wrong with a body in chunks.
pub(crate) fn chunk_error(error: sigv4::ChunkError) -> ApiError {
    let fault = error.fault();
    ApiError::new(fault.code, fault.status, fault.message)
}

/// Compares the hash that a client announced with that of what came.
pub(crate) fn check_sha256(expected: &[u8; 32], computed: &[u8; 32]) -> Result<(), ApiError> {
    if expected == computed {
        return Ok(());
    }
    let hex = |bytes: &[u8; 32]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    Err(ApiError::new("XAmzContentSHA256Mismatch", 400, message)
        .with_extra("ClientComputedContentSHA256", hex(expected))
        .with_extra("S3ComputedContentSHA256", hex(computed)))
}

fn too_large(limits: &Limits) -> ApiError {
    ApiError::new(
        "RequestEntityTooLarge",
        413,
        format!("The request body is larger than {} bytes.", limits.body_bytes),
    )
}

/// What is checked of a body on its way.
#[derive(Default)]
pub(crate) struct OnTheWay {
    /// Takes chunks off and checks them, and the length that comes out.
    pub(crate) chunked: Option<(ChunkedDecoder, Option<u64>)>,
    /// The names of trailers that are to come.
    pub(crate) trailers: Vec<String>,
    /// The hash that was signed, or announced, of the whole body.
    pub(crate) sha256: Option<[u8; 32]>,
}

/// A body as it comes, with chunk signatures and the signed hash checked on the way. Errors are [`ApiError`]s within.
pub(crate) fn as_stream(body: Incoming, idle: Duration, checks: OnTheWay) -> ByteStream {
    let (decoder, len) = match checks.chunked {
        Some((decoder, len)) => (Some(decoder), len),
        None => (None, body.size_hint().exact()),
    };
    let trailers = Trailers::announced(checks.trailers);
    let stream = BodyStream {
        body,
        decoder,
        sha256: checks.sha256.map(|expected| (Sha256::new(), expected)),
        trailers: trailers.clone(),
        idle,
        silence: None,
        done: false,
    };
    ByteStream::new(stream, len).with_trailers(trailers)
}

struct BodyStream {
    body: Incoming,
    decoder: Option<ChunkedDecoder>,
    sha256: Option<(Sha256, [u8; 32])>,
    trailers: Trailers,
    idle: Duration,
    silence: Option<Pin<Box<Sleep>>>,
    done: bool,
}

impl Stream for BodyStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if this.done {
                return Poll::Ready(None);
            }
            let frame = match Pin::new(&mut this.body).poll_frame(cx) {
                Poll::Ready(frame) => frame,
                Poll::Pending => return this.poll_silence(cx),
            };
            this.silence = None;
            let piece = match frame {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => this.decode(data),
                    Err(_trailers) => continue,
                },
                Some(Err(_)) => Err(io::Error::other(incomplete())),
                None => {
                    this.done = true;
                    match this.end() {
                        Ok(()) => return Poll::Ready(None),
                        Err(error) => Err(io::Error::other(error)),
                    }
                }
            };
            match piece {
                Ok(data) if data.is_empty() => {}
                Ok(data) => return Poll::Ready(Some(Ok(data))),
                Err(error) => {
                    this.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl BodyStream {
    fn decode(&mut self, data: Bytes) -> io::Result<Bytes> {
        if let Some((hash, _)) = &mut self.sha256 {
            hash.update(&data);
        }
        let Some(decoder) = &mut self.decoder else { return Ok(data) };
        let mut rest = &data[..];
        let mut pieces = Vec::new();
        let mut first: Option<Bytes> = None;
        loop {
            match decoder.decode(&mut rest) {
                Ok(None) => break,
                // Most frames lie within one chunk: their data needs no copy.
                Ok(Some(piece)) if first.is_none() => first = Some(data.slice_ref(piece)),
                Ok(Some(piece)) => pieces.extend_from_slice(piece),
                Err(error) => return Err(io::Error::other(chunk_error(error))),
            }
        }
        Ok(match first {
            None => Bytes::new(),
            Some(first) if pieces.is_empty() => first,
            Some(first) => [&first[..], &pieces].concat().into(),
        })
    }

    /// What only the end tells.
    fn end(&mut self) -> Result<(), ApiError> {
        if let Some(decoder) = self.decoder.take() {
            let trailers = decoder.finish().map_err(chunk_error)?;
            let own = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
            self.trailers.set(trailers.iter().map(own).collect());
        }
        match self.sha256.take() {
            Some((hash, expected)) => check_sha256(&expected, &hash.finalize().into()),
            None => Ok(()),
        }
    }

    fn poll_silence(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let idle = self.idle;
        #[expect(clippy::disallowed_methods, reason = "a peer's silence is real time")]
        let silence = self.silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
        match silence.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.done = true;
                Poll::Ready(Some(Err(io::Error::other(late()))))
            }
        }
    }
}
