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
use schema::{ApiError, ByteStream};
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
        let frame = timeout(idle, body.frame()).await.map_err(|_| {
            ApiError::new("RequestTimeout", 400, "The body did not arrive in time.")
        })?;
        match frame {
            None => return Ok(None),
            Some(Err(_)) => {
                return Err(ApiError::new("IncompleteBody", 400, "The body ended early."));
            }
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

fn too_large(limits: &Limits) -> ApiError {
    ApiError::new(
        "RequestEntityTooLarge",
        413,
        format!("The request body is larger than {} bytes.", limits.body_bytes),
    )
}

/// A body as it comes, with its chunk signatures checked on the way.
pub(crate) fn as_stream(
    body: Incoming,
    idle: Duration,
    chunked: Option<(ChunkedDecoder, Option<u64>)>,
) -> ByteStream {
    let (decoder, len) = match chunked {
        Some((decoder, len)) => (Some(decoder), len),
        None => (None, body.size_hint().exact()),
    };
    ByteStream::new(BodyStream { body, decoder, idle, silence: None, done: false }, len)
}

struct BodyStream {
    body: Incoming,
    decoder: Option<ChunkedDecoder>,
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
                Some(Err(error)) => Err(io::Error::new(io::ErrorKind::UnexpectedEof, error)),
                None => {
                    this.done = true;
                    match this.decoder.take().map(ChunkedDecoder::finish) {
                        Some(Err(error)) => Err(io::Error::new(io::ErrorKind::InvalidData, error)),
                        _ => return Poll::Ready(None),
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
        let Some(decoder) = &mut self.decoder else { return Ok(data) };
        let mut out = Vec::with_capacity(data.len());
        decoder
            .decode_into(&data, &mut out)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(out.into())
    }

    fn poll_silence(&mut self, cx: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let idle = self.idle;
        #[expect(clippy::disallowed_methods, reason = "a peer's silence is real time")]
        let silence = self.silence.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
        match silence.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                self.done = true;
                let late =
                    io::Error::new(io::ErrorKind::TimedOut, "the body did not arrive in time");
                Poll::Ready(Some(Err(late)))
            }
        }
    }
}
