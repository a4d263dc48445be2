//! What a codec is given to read: the parts of a request, its body, limits, and what a reading can fail with.

use bytes::Bytes;
use http::HeaderMap;
use schema::{ByteStream, DeError, Violation};

/// The parts of a request that a codec reads, borrowed from the HTTP layer.
#[derive(Clone, Copy, Debug)]
pub struct RequestParts<'a> {
    /// Such as `GET`.
    pub method: &'a str,
    /// The path as sent, percent-encoded, without the query string.
    pub path: &'a str,
    /// The query string as sent, without its question mark; empty when there is none.
    pub query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
}

/// A request's body.
#[derive(Debug)]
pub enum Body<'a> {
    /// All of it.
    Bytes(&'a Bytes),
    /// As it comes: only for an operation whose input streams.
    Stream(ByteStream),
}

/// How much a request may ask of us. The defaults suit every AWS service.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How deep values may nest: an attribute of DynamoDB has 32 levels of its own, each two of the request's.
    pub depth: usize,
    /// How many values (members, elements, entries) a body may hold.
    pub values: usize,
    /// Size in bytes to which a compressed body may expand.
    pub expanded: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { depth: 128, values: 500_000, expanded: 16 << 20 }
    }
}

/// What a decoding needs besides the request.
pub struct DecodeContext<'a> {
    /// Whether constraints are checked; required members, lengths, ranges, patterns, enumerations.
    pub validate: bool,
    /// Limits to what is read.
    pub limits: Limits,
    /// Makes up an idempotency token (a UUID) where the client sent none.
    pub token: &'a mut dyn FnMut() -> String,
}

impl<'a> DecodeContext<'a> {
    /// A checking context with default limits.
    pub fn new(token: &'a mut dyn FnMut() -> String) -> DecodeContext<'a> {
        DecodeContext { validate: true, limits: Limits::default(), token }
    }
}

/// Why a request was not accepted.
#[derive(Clone, Debug, PartialEq)]
pub enum Rejection {
    /// It could not be read.
    Malformed(DeError),
    /// It could be read, and breaks constraints of the model: never empty.
    Invalid(Vec<Violation>),
}

impl From<DeError> for Rejection {
    fn from(error: DeError) -> Rejection {
        Rejection::Malformed(error)
    }
}
