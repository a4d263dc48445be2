//! What a codec makes: status, headers, body.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderName, HeaderValue};
use schema::ByteStream;

/// A response, ready for the HTTP layer, which adds `Content-Length`, `Date` and the like.
#[derive(Debug)]
pub struct Response {
    /// HTTP status.
    pub status: u16,
    /// Headers in order; a name may repeat.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// The body.
    pub body: ResponseBody,
}

/// A response's body.
#[derive(Debug)]
pub enum ResponseBody {
    /// All of it.
    Bytes(Bytes),
    /// As it comes: an object's bytes, or framed events.
    Stream(ByteStream),
}

impl Response {
    /// With no headers yet.
    pub(crate) fn new(status: u16, body: Vec<u8>) -> Response {
        Response {
            status,
            headers: Vec::with_capacity(6),
            body: ResponseBody::Bytes(Bytes::from(body)),
        }
    }

    /// The first header called `name`, when it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        let (_, value) =
            self.headers.iter().find(|(n, _)| n.as_str().eq_ignore_ascii_case(name))?;
        value.to_str().ok()
    }

    /// Adds a header whose name and value are ours.
    pub(crate) fn fixed(&mut self, name: HeaderName, value: &'static str) {
        self.headers.push((name, HeaderValue::from_static(value)));
    }

    /// Adds a header with a computed value. Bytes that no header may hold become spaces, so that
    /// neither a message nor a name can break out of its header.
    pub(crate) fn text(&mut self, name: HeaderName, value: &str) {
        self.headers.push((name, header_value(value)));
    }

    pub(crate) fn has(&self, name: &HeaderName) -> bool {
        self.headers.iter().any(|(n, _)| n == name)
    }

    pub(crate) fn content_type_if_absent(&mut self, value: &'static str) {
        if !self.has(&CONTENT_TYPE) {
            self.fixed(CONTENT_TYPE, value);
        }
    }
}

/// A header value from any text: a byte a character, as headers are read. Of what has no such byte the lower one
/// is left, as AWS does, and of what no header may hold a space.
pub(crate) fn header_value(text: &str) -> HeaderValue {
    if text.is_ascii()
        && let Ok(value) = HeaderValue::from_str(text)
    {
        return value;
    }
    let clean: Vec<u8> = text
        .encode_utf16()
        .map(|unit| match unit.to_le_bytes()[0] {
            byte if byte == b'\t' || (byte >= 0x20 && byte != 0x7f) => byte,
            _ => b' ',
        })
        .collect();
    HeaderValue::from_bytes(&clean).unwrap_or(HeaderValue::from_static(""))
}
