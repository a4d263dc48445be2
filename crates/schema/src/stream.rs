//! Bodies that are never held whole: bytes as they come, and events as they happen.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::{ApiError, ShapeSer};

/// A boxed stream that can move between threads.
pub type BoxStream<T> = Pin<Box<dyn Stream<Item = T> + Send>>;

/// Bytes as they come. It is taken once: writing it out leaves it empty.
pub struct ByteStream {
    inner: Mutex<Option<BoxStream<io::Result<Bytes>>>>,
    len: Option<u64>,
    trailers: Trailers,
}

/// Headers that follow a body: there are none before it has been read to its end. Names in small letters.
#[derive(Clone, Debug, Default)]
pub struct Trailers {
    announced: Arc<[String]>,
    values: Arc<Mutex<Vec<(String, String)>>>,
}

impl Trailers {
    /// Those with these names are to come.
    pub fn announced(names: Vec<String>) -> Trailers {
        Trailers { announced: names.into(), values: Arc::default() }
    }

    /// Whether a trailer `name` is to come.
    pub fn announces(&self, name: &str) -> bool {
        self.announced.iter().any(|own| own == name)
    }

    /// Says which there are: for who reads the body off the wire.
    pub fn set(&self, trailers: Vec<(String, String)>) {
        *self.values.lock().unwrap_or_else(PoisonError::into_inner) = trailers;
    }

    /// The value of the trailer `name`.
    pub fn get(&self, name: &str) -> Option<String> {
        let trailers = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        trailers.iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    }
}

impl ByteStream {
    /// From a stream, with its length in bytes when that is known beforehand.
    pub fn new(
        stream: impl Stream<Item = io::Result<Bytes>> + Send + 'static,
        len: Option<u64>,
    ) -> ByteStream {
        let trailers = Trailers::default();
        ByteStream { inner: Mutex::new(Some(Box::pin(stream))), len, trailers }
    }

    /// The same with headers that may follow.
    #[must_use]
    pub fn with_trailers(mut self, trailers: Trailers) -> ByteStream {
        self.trailers = trailers;
        self
    }

    /// The headers that may follow.
    pub fn trailers(&self) -> &Trailers {
        &self.trailers
    }

    /// From bytes that are all there.
    pub fn from_bytes(bytes: Bytes) -> ByteStream {
        let len = bytes.len() as u64;
        ByteStream::new(Once(Some(bytes)), Some(len))
    }

    /// Length in bytes, when known beforehand.
    pub fn len_hint(&self) -> Option<u64> {
        self.len
    }

    /// Takes the stream out; `None` the second time.
    pub fn take(&self) -> Option<BoxStream<io::Result<Bytes>>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl Default for ByteStream {
    fn default() -> Self {
        ByteStream::from_bytes(Bytes::new())
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ByteStream({:?})", self.len)
    }
}

struct Once(Option<Bytes>);

impl Stream for Once {
    type Item = io::Result<Bytes>;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().filter(|b| !b.is_empty()).map(Ok))
    }
}

/// One event: a value of the event-stream union with exactly one member set.
pub type Event = Result<Box<dyn ShapeSer>, ApiError>;

/// Events as they happen. Taken once, like [`ByteStream`].
pub struct EventStream {
    inner: Mutex<Option<BoxStream<Event>>>,
}

impl EventStream {
    /// From a stream of events.
    pub fn new(stream: impl Stream<Item = Event> + Send + 'static) -> EventStream {
        EventStream { inner: Mutex::new(Some(Box::pin(stream))) }
    }

    /// Takes the stream out; `None` the second time.
    pub fn take(&self) -> Option<BoxStream<Event>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for EventStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EventStream")
    }
}
