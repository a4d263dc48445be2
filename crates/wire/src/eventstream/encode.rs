//! Writes events as frames, as they happen.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use schema::{
    ApiError, BoxStream, ByteStream, Document, EachElement, EachEntry, Event, EventStream, Kind,
    Member, Protocol, Ser, SerError, SerResult, Service, Shape, ShapeSer, Timestamp,
};

use super::frame::{HeaderValue, Message};
use crate::cbor::CborSer;
use crate::error;
use crate::json::JsonSer;
use crate::xml::{Style, XmlSer};

/// In which format payloads are written.
#[derive(Clone, Copy)]
pub(crate) struct EventFormat {
    pub(crate) protocol: Protocol,
    pub(crate) service: &'static Service,
}

impl EventFormat {
    fn content_type(self) -> &'static str {
        match self.protocol {
            Protocol::RpcV2Cbor => "application/cbor",
            Protocol::RestXml | Protocol::AwsQuery | Protocol::Ec2Query => "application/xml",
            Protocol::RestJson => "application/json",
            Protocol::AwsJson => crate::encode::json_content_type(self.service),
        }
    }

    fn structure(self, shape: &'static Shape, value: &dyn ShapeSer) -> Result<Vec<u8>, SerError> {
        match self.protocol {
            Protocol::RpcV2Cbor => {
                let mut ser = CborSer::default();
                ser.top_level(&shape.members, value)?;
                Ok(ser.into_bytes())
            }
            Protocol::RestXml | Protocol::AwsQuery | Protocol::Ec2Query => {
                let mut ser = XmlSer::for_service(Style::Plain, self.service);
                let name = if shape.xml_name.is_empty() { shape.name } else { shape.xml_name };
                ser.root(name, shape.xml_namespace, &shape.members, value)?;
                Ok(ser.into_bytes())
            }
            Protocol::RestJson | Protocol::AwsJson => {
                let mut ser = JsonSer::default();
                ser.top_level(&shape.members, value)?;
                Ok(ser.into_bytes())
            }
        }
    }
}

/// The frame that opens an RPC protocol's stream: the output's other members.
pub(crate) fn initial_response(format: EventFormat, payload: Vec<u8>) -> Message {
    let headers = [
        (":message-type", "event"),
        (":event-type", "initial-response"),
        (":content-type", format.content_type()),
    ];
    Message::new(&headers, payload)
}

/// The frames of an output's events; `first` goes before them. An exception ends the stream.
pub(crate) fn framed(
    format: EventFormat,
    union: &'static Shape,
    events: BoxStream<Event>,
    first: Option<Message>,
) -> ByteStream {
    let first = first.map(frame);
    ByteStream::new(Framed { format, union, events: Some(events), first }, None)
}

struct Framed {
    format: EventFormat,
    union: &'static Shape,
    /// `None` once the stream has ended.
    events: Option<BoxStream<Event>>,
    first: Option<Bytes>,
}

impl Stream for Framed {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(first)));
        }
        let Some(events) = self.events.as_mut() else { return Poll::Ready(None) };
        let message = match ready!(events.as_mut().poll_next(cx)) {
            None => {
                self.events = None;
                return Poll::Ready(None);
            }
            Some(Ok(event)) => encode_event_in(self.format, self.union, &*event),
            Some(Err(error)) => {
                self.events = None;
                Ok(encode_exception(self.format.protocol, self.format.service, &error))
            }
        };
        let message = message.unwrap_or_else(|problem| {
            self.events = None;
            let bug = ApiError::bug(problem);
            encode_exception(self.format.protocol, self.format.service, &bug)
        });
        Poll::Ready(Some(Ok(frame(message))))
    }
}

fn frame(message: Message) -> Bytes {
    let mut out = Vec::with_capacity(message.payload.len() + 128);
    message.write(&mut out);
    Bytes::from(out)
}

/// One event: a value of the union `union` with one member set.
///
/// # Errors
/// When no member is set, or the event holds what it cannot.
pub fn encode_event(
    protocol: Protocol,
    service: &'static Service,
    union: &'static Shape,
    event: &dyn ShapeSer,
) -> Result<Message, SerError> {
    encode_event_in(EventFormat { protocol, service }, union, event)
}

fn encode_event_in(
    format: EventFormat,
    union: &'static Shape,
    event: &dyn ShapeSer,
) -> Result<Message, SerError> {
    let mut ser = UnionSer { format, message: None };
    event.write(&union.members, &mut ser)?;
    ser.message.ok_or(SerError::Unrepresentable { member: union.name, what: "an event of no kind" })
}

/// An error within a stream: modelled ones are exceptions, others plain errors.
pub fn encode_exception(
    protocol: Protocol,
    service: &'static Service,
    error: &ApiError,
) -> Message {
    let format = EventFormat { protocol, service };
    let shape = service.shape(error.code()).filter(|shape| shape.error.is_some());
    let Some(shape) = shape else {
        let headers = [
            (":message-type", "error"),
            (":error-code", error.code()),
            (":error-message", error.message().unwrap_or("")),
        ];
        return Message::new(&headers, Bytes::new());
    };
    let headers = [
        (":message-type", "exception"),
        (":exception-type", error.code()),
        (":content-type", format.content_type()),
    ];
    Message::new(&headers, error::event_payload(protocol, shape, error))
}

/// Takes the one member of the union that is set.
struct UnionSer {
    format: EventFormat,
    message: Option<Message>,
}

/// Takes an event's members apart: headers, payload, or else the body.
struct EventSer {
    message: Message,
    content_type: Option<&'static str>,
    format: EventFormat,
}

impl UnionSer {
    fn event(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        let shape = member.target();
        let exception = shape.error.is_some();
        let (kind, type_header) = match exception {
            true => ("exception", ":exception-type"),
            false => ("event", ":event-type"),
        };
        let headers = [(":message-type", kind), (type_header, member.wire)];
        let mut ser = EventSer {
            message: Message::new(&headers, Bytes::new()),
            content_type: None,
            format: self.format,
        };
        value.write(&shape.members, &mut ser)?;
        let in_body = |m: &Member| !m.event_header && !m.event_payload;
        let has_payload = shape.members.iter().any(|m| m.event_payload);
        if !has_payload && shape.members.iter().any(in_body) {
            ser.message.payload = self.format.structure(shape, &BodyOnly(value))?.into();
            ser.content_type = Some(self.format.content_type());
        }
        if let Some(content_type) = ser.content_type {
            let value = HeaderValue::String(content_type.to_owned());
            ser.message.headers.push((":content-type".to_owned(), value));
        }
        self.message = Some(ser.message);
        Ok(())
    }
}

impl EventSer {
    fn header(&mut self, member: &'static Member, value: HeaderValue) -> SerResult {
        if member.event_header {
            self.message.headers.push((member.wire.to_owned(), value));
        }
        Ok(())
    }

    fn payload(&mut self, content_type: &'static str, payload: impl Into<Bytes>) -> SerResult {
        self.message.payload = payload.into();
        self.content_type = Some(content_type);
        Ok(())
    }
}

macro_rules! nothing_but_structures {
    () => {
        fn null(&mut self, _: &'static Member) -> SerResult {
            Ok(())
        }
        fn key(&mut self, _: &str) -> SerResult {
            Ok(())
        }
        fn document(&mut self, _: &'static Member, _: &Document) -> SerResult {
            Ok(())
        }
        fn list(&mut self, _: &'static Member, _: usize, _: EachElement<'_>) -> SerResult {
            Ok(())
        }
        fn map(&mut self, _: &'static Member, _: usize, _: EachEntry<'_>) -> SerResult {
            Ok(())
        }
        fn byte_stream(&mut self, member: &'static Member, _: &ByteStream) -> SerResult {
            Err(SerError::Unrepresentable { member: member.name, what: "a stream in an event" })
        }
        fn event_stream(&mut self, member: &'static Member, _: &EventStream) -> SerResult {
            Err(SerError::Unrepresentable { member: member.name, what: "a stream in an event" })
        }
    };
}

impl Ser for UnionSer {
    nothing_but_structures!();

    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        self.event(member, value)
    }

    fn boolean(&mut self, member: &'static Member, _: bool) -> SerResult {
        no_event(member)
    }

    fn integer(&mut self, member: &'static Member, _: i64) -> SerResult {
        no_event(member)
    }

    fn float(&mut self, member: &'static Member, _: f64) -> SerResult {
        no_event(member)
    }

    fn string(&mut self, member: &'static Member, _: &str) -> SerResult {
        no_event(member)
    }

    fn blob(&mut self, member: &'static Member, _: &[u8]) -> SerResult {
        no_event(member)
    }

    fn timestamp(&mut self, member: &'static Member, _: Timestamp) -> SerResult {
        no_event(member)
    }
}

fn no_event(member: &'static Member) -> SerResult {
    Err(SerError::Unrepresentable { member: member.name, what: "an event that is no structure" })
}

impl Ser for EventSer {
    nothing_but_structures!();

    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.header(member, HeaderValue::Bool(value))
    }

    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        let header = match member.kind() {
            Kind::Byte => i8::try_from(value).map(HeaderValue::Byte),
            Kind::Short => i16::try_from(value).map(HeaderValue::Short),
            Kind::Integer => i32::try_from(value).map(HeaderValue::Integer),
            _ => Ok(HeaderValue::Long(value)),
        };
        self.header(member, header.unwrap_or(HeaderValue::Long(value)))
    }

    fn float(&mut self, _: &'static Member, _: f64) -> SerResult {
        Ok(())
    }

    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        if member.event_payload {
            return self.payload("text/plain", value.as_bytes().to_vec());
        }
        self.header(member, HeaderValue::String(value.to_owned()))
    }

    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult {
        if member.event_payload {
            return self.payload("application/octet-stream", value.to_vec());
        }
        self.header(member, HeaderValue::Bytes(Bytes::copy_from_slice(value)))
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        self.header(member, HeaderValue::Timestamp(value.as_millis()))
    }

    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        if member.event_payload {
            let payload = self.format.structure(member.target(), value)?;
            return self.payload(self.format.content_type(), payload);
        }
        Ok(())
    }
}

/// An event without the members that are its headers.
struct BodyOnly<'a>(&'a dyn ShapeSer);

impl ShapeSer for BodyOnly<'_> {
    fn write(&self, members: &'static [Member], ser: &mut dyn Ser) -> SerResult {
        self.0.write(members, &mut WithoutHeaders(ser))
    }
}

/// Passes on what is no event header.
struct WithoutHeaders<'a>(&'a mut dyn Ser);

macro_rules! pass_on {
    ($($method:ident($ty:ty);)*) => {$(
        fn $method(&mut self, member: &'static Member, value: $ty) -> SerResult {
            if member.event_header { Ok(()) } else { self.0.$method(member, value) }
        }
    )*};
}

impl Ser for WithoutHeaders<'_> {
    pass_on! {
        boolean(bool);
        integer(i64);
        float(f64);
        string(&str);
        blob(&[u8]);
        timestamp(Timestamp);
        document(&Document);
        structure(&dyn ShapeSer);
        byte_stream(&ByteStream);
        event_stream(&EventStream);
    }

    fn null(&mut self, member: &'static Member) -> SerResult {
        self.0.null(member)
    }

    fn key(&mut self, key: &str) -> SerResult {
        self.0.key(key)
    }

    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        self.0.list(member, len, each)
    }

    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        self.0.map(member, len, each)
    }
}
