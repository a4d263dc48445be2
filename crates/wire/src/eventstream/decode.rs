//! Reads an input's frames as they come, and their events.

use std::borrow::Cow;

use bytes::{Buf, Bytes, BytesMut};
use schema::{De, DeError, DeResult, Member, Protocol, Shape, ShapeDe, Timestamp};

use super::frame::{FrameError, HeaderValue, Message};
use crate::cbor::CborDe;
use crate::json::JsonDe;
use crate::request::Limits;
use crate::scalar;
use crate::validate::{Checks, Seen};
use crate::xml::XmlBody;

/// Cuts bytes into frames, however they come.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: BytesMut,
}

impl Decoder {
    /// With nothing read yet.
    pub fn new() -> Decoder {
        Decoder::default()
    }

    /// Adds bytes that came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
    }

    /// The next frame, when all of it is there.
    ///
    /// # Errors
    /// When the bytes are no frames; the stream cannot be read on then.
    pub fn next_message(&mut self) -> Result<Option<Message>, FrameError> {
        let Some((message, len)) = Message::read(&self.pending)? else { return Ok(None) };
        self.pending.advance(len);
        Ok(Some(message))
    }

    /// Whether the stream ends here in good order.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }
}

/// Reads one event into a value of the union `union`; a frame of a kind that the union does not know sets
/// nothing.
///
/// # Errors
/// When the frame's payload or headers cannot be read as the event.
pub fn decode_event(
    protocol: Protocol,
    union: &'static Shape,
    message: &Message,
    into: &mut dyn ShapeDe,
    limits: Limits,
) -> DeResult {
    let name = message.text(":event-type").or_else(|| message.text(":exception-type"));
    let Some(name) = name else { return Err(DeError::new("The event frame names no event")) };
    let Some((index, member)) = union.member_by_wire(name) else { return Ok(()) };
    into.set(index, member, &mut EventDe { protocol, message, limits })
}

/// A reader standing before an event as a whole.
struct EventDe<'a> {
    protocol: Protocol,
    message: &'a Message,
    limits: Limits,
}

impl EventDe<'_> {
    fn body(&self, shape: &'static Shape, value: &mut dyn ShapeDe) -> DeResult {
        let payload = &self.message.payload;
        let mut checks = Checks::new(false, self.limits);
        let mut seen = Seen::default();
        match self.protocol {
            Protocol::RpcV2Cbor => CborDe::new(payload, &mut checks, self.limits.depth)
                .top_level(shape, value, &mut seen),
            Protocol::RestXml => XmlBody::parse(payload, self.limits.depth, &mut checks)?
                .top_level(&mut checks, shape, value, &mut seen, false),
            _ => JsonDe::new(payload, &mut checks, self.limits.depth)?
                .top_level(shape, value, &mut seen, false),
        }
    }

    fn payload_member(
        &self,
        index: usize,
        member: &'static Member,
        value: &mut dyn ShapeDe,
    ) -> DeResult {
        let scalar = matches!(member.kind(), schema::Kind::Blob | schema::Kind::String);
        if scalar {
            let header = HeaderValue::Bytes(self.message.payload.clone());
            return value.set(index, member, &mut HeaderDe(&header));
        }
        value.set(
            index,
            member,
            &mut EventDe { protocol: self.protocol, message: self.message, limits: self.limits },
        )
    }
}

impl De for EventDe<'_> {
    fn structure(&mut self, member: &'static Member, value: &mut dyn ShapeDe) -> DeResult {
        let shape = member.target();
        let mut apart = false;
        for (index, member) in shape.members.iter().enumerate() {
            if member.event_header {
                if let Some(header) = self.message.header(member.wire) {
                    value.set(index, member, &mut HeaderDe(header))?;
                }
            } else if member.event_payload {
                apart = true;
                self.payload_member(index, member, value)?;
            }
        }
        if apart || self.message.payload.is_empty() {
            return Ok(());
        }
        self.body(shape, value)
    }
}

/// A reader of one header, or of a payload that is plain bytes or text.
struct HeaderDe<'a>(&'a HeaderValue);

impl De for HeaderDe<'_> {
    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        match self.0 {
            HeaderValue::Bool(value) => Ok(*value),
            _ => Err(DeError::misplaced(member)),
        }
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        let value = match self.0 {
            HeaderValue::Byte(n) => i64::from(*n),
            HeaderValue::Short(n) => i64::from(*n),
            HeaderValue::Integer(n) => i64::from(*n),
            HeaderValue::Long(n) => *n,
            _ => return Err(DeError::misplaced(member)),
        };
        scalar::in_range(value, member.kind())
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        match self.0 {
            HeaderValue::String(text) => Ok(Cow::Borrowed(text)),
            HeaderValue::Bytes(bytes) => std::str::from_utf8(bytes)
                .map(Cow::Borrowed)
                .map_err(|_| DeError::new("An event's text is not valid UTF-8")),
            _ => Err(DeError::misplaced(member)),
        }
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        match self.0 {
            HeaderValue::Bytes(bytes) => Ok(bytes.clone()),
            HeaderValue::String(text) => Ok(Bytes::copy_from_slice(text.as_bytes())),
            _ => Err(DeError::misplaced(member)),
        }
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        match self.0 {
            HeaderValue::Timestamp(millis) => Ok(Timestamp::from_millis(*millis)),
            _ => Err(DeError::misplaced(member)),
        }
    }
}
