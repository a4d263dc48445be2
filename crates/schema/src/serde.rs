//! The traits between generated types and codecs. The schema edge is passed down; types answer by index.

use std::borrow::Cow;
use std::fmt::Debug;

use bytes::Bytes;
use thiserror::Error;

use crate::stream::{ByteStream, EventStream};
use crate::{Document, Member, Timestamp};

/// Why a value could not be written.
#[derive(Debug, Error)]
pub enum SerError {
    /// The value has no form in this place of this protocol.
    #[error("{member}: {what}")]
    Unrepresentable {
        /// The member's name.
        member: &'static str,
        /// What is wrong.
        what: &'static str,
    },
}

/// Why a request could not be read: it is malformed, not merely invalid.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct DeError {
    /// What is wrong, in words that a client may see.
    pub message: Cow<'static, str>,
}

impl DeError {
    /// From words that a client may see.
    pub fn new(message: impl Into<Cow<'static, str>>) -> DeError {
        DeError { message: message.into() }
    }

    /// A value of a kind that its place in the request cannot hold.
    pub fn misplaced(member: &Member) -> DeError {
        DeError::new(format!("{} cannot travel in this place of a request", member.wire))
    }
}

/// Outcome of writing.
pub type SerResult = Result<(), SerError>;
/// Outcome of reading.
pub type DeResult<T = ()> = Result<T, DeError>;

/// Writes one element of a list: its position, the writer, the element's edge.
pub type EachElement<'a> = &'a mut dyn FnMut(usize, &mut dyn Ser, &'static Member) -> SerResult;
/// Writes one entry of a map: first [`Ser::key`], then the value with the edge given.
pub type EachEntry<'a> = &'a mut dyn FnMut(usize, &mut dyn Ser, &'static Member) -> SerResult;

/// A codec that writes. Every method is told the member that it writes: names, locations and formats
/// come from there.
pub trait Ser {
    /// A null: only in sparse lists and maps.
    fn null(&mut self, member: &'static Member) -> SerResult;
    /// A boolean.
    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult;
    /// Any of the integer kinds.
    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult;
    /// Either float kind.
    fn float(&mut self, member: &'static Member, value: f64) -> SerResult;
    /// Text.
    fn string(&mut self, member: &'static Member, value: &str) -> SerResult;
    /// Bytes.
    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult;
    /// A point in time.
    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult;
    /// Untyped data.
    fn document(&mut self, member: &'static Member, value: &Document) -> SerResult;
    /// A list of `len` elements: calls `each` for 0..len.
    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult;
    /// A map of `len` entries: calls `each` for 0..len.
    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult;
    /// The key of the map entry that is being written.
    fn key(&mut self, key: &str) -> SerResult;
    /// A structure or union.
    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult;
    /// A body that streams: only as an HTTP payload.
    fn byte_stream(&mut self, member: &'static Member, value: &ByteStream) -> SerResult;
    /// A stream of events: only as an output's payload.
    fn event_stream(&mut self, member: &'static Member, value: &EventStream) -> SerResult;
}

/// A structure or union that can be written.
pub trait ShapeSer: Send + Sync {
    /// Writes each member that is set; `members` are those of this type's shape.
    fn write(&self, members: &'static [Member], ser: &mut dyn Ser) -> SerResult;
}

/// Reads one element of a list.
pub type OnElement<'a> = &'a mut dyn FnMut(&'static Member, &mut dyn De) -> DeResult;
/// Reads one entry of a map: its key, the value's edge, the reader.
pub type OnEntry<'a> = &'a mut dyn FnMut(&str, &'static Member, &mut dyn De) -> DeResult;

/// A codec that reads, standing before one value. It checks constraints as it goes, and overrides what its
/// place can hold: a header holds no structure, and says so.
pub trait De {
    /// Whether the value is a null, which is then consumed.
    fn null(&mut self) -> DeResult<bool> {
        Ok(false)
    }
    /// A boolean.
    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        Err(DeError::misplaced(member))
    }
    /// Any of the integer kinds, within that kind's range.
    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        Err(DeError::misplaced(member))
    }
    /// Either float kind.
    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        Err(DeError::misplaced(member))
    }
    /// Text.
    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        Err(DeError::misplaced(member))
    }
    /// Bytes.
    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        Err(DeError::misplaced(member))
    }
    /// A point in time.
    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        Err(DeError::misplaced(member))
    }
    /// Untyped data.
    fn document(&mut self, member: &'static Member) -> DeResult<Document> {
        Err(DeError::misplaced(member))
    }
    /// A list: calls `each` standing before every element.
    fn list(&mut self, member: &'static Member, _: OnElement<'_>) -> DeResult {
        Err(DeError::misplaced(member))
    }
    /// A map: calls `each` standing before every value.
    fn map(&mut self, member: &'static Member, _: OnEntry<'_>) -> DeResult {
        Err(DeError::misplaced(member))
    }
    /// A structure or union: calls [`ShapeDe::set`] for every known member; unknown ones are skipped.
    fn structure(&mut self, member: &'static Member, _: &mut dyn ShapeDe) -> DeResult {
        Err(DeError::misplaced(member))
    }
    /// The body as a stream: only for an HTTP payload that streams.
    fn byte_stream(&mut self, member: &'static Member) -> DeResult<ByteStream> {
        Err(DeError::misplaced(member))
    }
}

/// A structure or union that can be read.
pub trait ShapeDe: Send {
    /// Reads member `index` of this type's shape from `de`.
    fn set(&mut self, index: usize, member: &'static Member, de: &mut dyn De) -> DeResult;
}

/// One operation of one service, as generated code declares it.
pub trait Operation: 'static {
    /// Our name of the service.
    const SERVICE: &'static str;
    /// AWS's name of the operation.
    const NAME: &'static str;
    /// Position in [`crate::Service::operations`].
    const INDEX: usize;
    /// What it takes.
    type Input: ShapeDe + ShapeSer + Default + Debug + Send + Sync + 'static;
    /// What it returns.
    type Output: ShapeSer + Debug + Send + 'static;
}
