//! Writes the members of a REST response to where each travels.

use base64::Engine;
use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use schema::{
    BoxStream, ByteStream, Document, EachElement, EachEntry, Event, EventStream, Kind, Location,
    Member, Ser, SerError, SerResult, Shape, ShapeSer, Timestamp, TimestampFormat,
};

use super::header_list;
use crate::json::JsonSer;
use crate::response::header_value;
use crate::scalar;
use crate::xml::XmlSer;

/// The writer of what stands in the body.
pub(crate) enum BodyFormat {
    Json(JsonSer),
    Xml(XmlSer),
}

impl BodyFormat {
    fn as_ser(&mut self) -> &mut dyn Ser {
        match self {
            BodyFormat::Json(ser) => ser,
            BodyFormat::Xml(ser) => ser,
        }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        match self {
            BodyFormat::Json(ser) => ser.into_bytes(),
            BodyFormat::Xml(ser) => ser.into_bytes(),
        }
    }
}

/// A payload that was written.
pub(crate) enum Payload {
    /// In the protocol's format: the body's writer holds it.
    Formatted,
    /// Text as it is.
    Text(String),
    /// Bytes as they are.
    Raw(Bytes),
    /// A stream of bytes.
    Stream(ByteStream),
    /// A stream of events: the union that describes them, and the events.
    Events(&'static Shape, BoxStream<Event>),
}

/// Which members are written in a pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    /// Those that travel outside of the body, and the payload.
    Head,
    /// Those in the body.
    Body,
}

/// A writer that routes every top-level member to where it travels.
pub(crate) struct BoundSer {
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) status: Option<u16>,
    pub(crate) payload: Option<Payload>,
    pub(crate) body: BodyFormat,
    payload_member: Option<&'static Member>,
    pass: Pass,
    /// The key of the prefix header that is being written.
    key: String,
}

impl BoundSer {
    /// A router of the members of `shape`; an error that nobody models has none.
    pub(crate) fn new(shape: Option<&'static Shape>, body: BodyFormat) -> BoundSer {
        let payload_member = shape.and_then(|shape| shape.members.get(usize::from(shape.payload?)));
        BoundSer {
            headers: Vec::new(),
            status: None,
            payload: None,
            body,
            payload_member,
            pass: Pass::Head,
            key: String::new(),
        }
    }

    /// Writes status, headers and payload.
    pub(crate) fn head(&mut self, members: &'static [Member], value: &dyn ShapeSer) -> SerResult {
        self.pass = Pass::Head;
        value.write(members, self)
    }

    /// Writes what stands in the body, into its writer.
    pub(crate) fn body(&mut self, members: &'static [Member], value: &dyn ShapeSer) -> SerResult {
        self.pass = Pass::Body;
        value.write(members, self)
    }

    fn is_payload(&self, member: &'static Member) -> bool {
        self.payload_member.is_some_and(|payload| std::ptr::eq(payload, member))
    }

    /// The writer of a member in the body, when it is its turn; a structured payload is written in the
    /// first pass.
    fn in_body(&mut self, member: &'static Member) -> Option<&mut dyn Ser> {
        if self.is_payload(member) {
            if self.pass == Pass::Body {
                return None;
            }
            self.payload = Some(Payload::Formatted);
            return Some(self.body.as_ser());
        }
        let wanted = member.location == Location::Body && self.pass == Pass::Body;
        wanted.then(|| self.body.as_ser())
    }

    fn in_head(&self, member: &'static Member) -> bool {
        self.pass == Pass::Head && member.location != Location::Body
    }

    fn header(&mut self, member: &'static Member, text: &str) -> SerResult {
        let prefixed;
        let name = match member.location {
            Location::PrefixHeaders => {
                prefixed = format!("{}{}", member.wire, self.key);
                prefixed.as_str()
            }
            _ => member.wire,
        };
        let name =
            HeaderName::from_bytes(name.as_bytes()).map_err(|_| SerError::Unrepresentable {
                member: member.name,
                what: "a name that no header can have",
            })?;
        self.headers.push((name, header_value(text)));
        Ok(())
    }

    fn scalar(
        &mut self,
        member: &'static Member,
        in_body: impl FnOnce(&mut dyn Ser) -> SerResult,
        text: impl FnOnce() -> String,
    ) -> SerResult {
        if let Some(ser) = self.in_body(member) {
            return in_body(ser);
        }
        if self.in_head(member) && member.location == Location::Header {
            return self.header(member, &text());
        }
        Ok(())
    }
}

/// A scalar as a header holds it.
fn header_timestamp(member: &Member, value: Timestamp) -> String {
    scalar::write_timestamp(value, scalar::format_of(member, TimestampFormat::HttpDate))
}

fn misplaced(member: &'static Member) -> SerError {
    SerError::Unrepresentable { member: member.name, what: "a value that no header can hold" }
}

impl Ser for BoundSer {
    fn null(&mut self, member: &'static Member) -> SerResult {
        self.in_body(member).map_or(Ok(()), |ser| ser.null(member))
    }

    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.scalar(member, |ser| ser.boolean(member, value), || value.to_string())
    }

    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        if member.location == Location::Status {
            self.status = u16::try_from(value).ok().filter(|status| (100..=999).contains(status));
            return Ok(());
        }
        self.scalar(member, |ser| ser.integer(member, value), || value.to_string())
    }

    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        let text = || scalar::write_float(value, member.kind()).into_owned();
        self.scalar(member, |ser| ser.float(member, value), text)
    }

    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        if self.is_payload(member) {
            if self.pass == Pass::Head {
                self.payload = Some(Payload::Text(value.to_owned()));
            }
            return Ok(());
        }
        let text = || match member.json_value {
            true => scalar::BASE64.encode(value),
            false => value.to_owned(),
        };
        self.scalar(member, |ser| ser.string(member, value), text)
    }

    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult {
        if self.is_payload(member) {
            if self.pass == Pass::Head {
                self.payload = Some(Payload::Raw(Bytes::copy_from_slice(value)));
            }
            return Ok(());
        }
        self.scalar(member, |ser| ser.blob(member, value), || scalar::BASE64.encode(value))
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        let text = || header_timestamp(member, value);
        self.scalar(member, |ser| ser.timestamp(member, value), text)
    }

    fn document(&mut self, member: &'static Member, value: &Document) -> SerResult {
        self.in_body(member).map_or(Ok(()), |ser| ser.document(member, value))
    }

    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        if let Some(ser) = self.in_body(member) {
            return ser.list(member, len, each);
        }
        let Some(element) = member.target().members.first() else { return Ok(()) };
        if !self.in_head(member) || len == 0 {
            return Ok(());
        }
        let mut text = TextSer::default();
        for i in 0..len {
            each(i, &mut text, element)?;
        }
        self.header(member, &text.joined)
    }

    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        if let Some(ser) = self.in_body(member) {
            return ser.map(member, len, each);
        }
        let Some(edge) = member.target().members.get(1) else { return Ok(()) };
        if !self.in_head(member) {
            return Ok(());
        }
        for i in 0..len {
            let mut text = TextSer { plain: true, ..TextSer::default() };
            each(i, &mut text, edge)?;
            self.key = std::mem::take(&mut text.key);
            self.header(member, &text.joined)?;
        }
        Ok(())
    }

    fn key(&mut self, _: &str) -> SerResult {
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        if self.is_payload(member)
            && self.pass == Pass::Head
            && let BodyFormat::Xml(xml) = &mut self.body
        {
            self.payload = Some(Payload::Formatted);
            return xml.payload(member, value);
        }
        self.in_body(member).map_or(Ok(()), |ser| ser.structure(member, value))
    }

    fn byte_stream(&mut self, member: &'static Member, value: &ByteStream) -> SerResult {
        if !self.is_payload(member) {
            return Err(misplaced(member));
        }
        if self.pass == Pass::Head
            && let Some(stream) = value.take()
        {
            self.payload = Some(Payload::Stream(ByteStream::new(stream, value.len_hint())));
        }
        Ok(())
    }

    fn event_stream(&mut self, member: &'static Member, value: &EventStream) -> SerResult {
        if !self.is_payload(member) {
            return Err(misplaced(member));
        }
        if self.pass == Pass::Head
            && let Some(events) = value.take()
        {
            self.payload = Some(Payload::Events(member.target(), events));
        }
        Ok(())
    }
}

/// Collects scalars as the text of one header.
#[derive(Default)]
struct TextSer {
    joined: String,
    key: String,
    /// Whether elements are written without quotes.
    plain: bool,
}

impl TextSer {
    fn push(&mut self, text: &str, quotable: bool) -> SerResult {
        header_list::join(&mut self.joined, text, quotable && !self.plain);
        Ok(())
    }
}

impl Ser for TextSer {
    fn null(&mut self, _: &'static Member) -> SerResult {
        Ok(())
    }

    fn boolean(&mut self, _: &'static Member, value: bool) -> SerResult {
        self.push(if value { "true" } else { "false" }, false)
    }

    fn integer(&mut self, _: &'static Member, value: i64) -> SerResult {
        self.push(itoa::Buffer::new().format(value), false)
    }

    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        self.push(&scalar::write_float(value, member.kind()), false)
    }

    fn string(&mut self, _: &'static Member, value: &str) -> SerResult {
        self.push(value, true)
    }

    fn blob(&mut self, _: &'static Member, value: &[u8]) -> SerResult {
        self.push(&scalar::BASE64.encode(value), false)
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        self.push(&header_timestamp(member, value), false)
    }

    fn key(&mut self, key: &str) -> SerResult {
        key.clone_into(&mut self.key);
        Ok(())
    }

    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        debug_assert_eq!(member.kind(), Kind::List);
        let Some(element) = member.target().members.first() else { return Ok(()) };
        (0..len).try_for_each(|i| each(i, self, element))
    }

    fn document(&mut self, member: &'static Member, _: &Document) -> SerResult {
        Err(misplaced(member))
    }

    fn map(&mut self, member: &'static Member, _: usize, _: EachEntry<'_>) -> SerResult {
        Err(misplaced(member))
    }

    fn structure(&mut self, member: &'static Member, _: &dyn ShapeSer) -> SerResult {
        Err(misplaced(member))
    }

    fn byte_stream(&mut self, member: &'static Member, _: &ByteStream) -> SerResult {
        Err(misplaced(member))
    }

    fn event_stream(&mut self, member: &'static Member, _: &EventStream) -> SerResult {
        Err(misplaced(member))
    }
}
