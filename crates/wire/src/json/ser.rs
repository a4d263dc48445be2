//! Writes typed values as JSON.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>

use base64::Engine;
use schema::{
    BoxStream, ByteStream, Document, EachElement, EachEntry, Event, EventStream, Kind, Member, Ser,
    SerError, SerResult, Shape, ShapeSer, Timestamp, TimestampFormat,
};

use crate::{scalar, scan};

/// A writer of JSON.
#[derive(Default)]
pub(crate) struct JsonSer {
    out: Vec<u8>,
    /// Whether what comes next is a member of a structure, so that its name is written before it.
    named: bool,
    /// Whether a comma comes before the next member, element or entry.
    comma: bool,
    /// The events of an output that streams them; they are framed apart from its other members.
    events: Option<(&'static Shape, BoxStream<Event>)>,
    /// Whether this is query JSON: maps as lists of pairs, lists by names that begin small.
    query: bool,
    /// The map that is written, in query JSON.
    pairs: Option<&'static Shape>,
}

impl JsonSer {
    pub(crate) fn with_capacity(bytes: usize) -> JsonSer {
        JsonSer { out: Vec::with_capacity(bytes), ..JsonSer::default() }
    }

    /// For the JSON that query services write on demand.
    pub(crate) fn query() -> JsonSer {
        JsonSer { query: true, ..JsonSer::with_capacity(512) }
    }

    /// A member of a name of ours that is an object; [`JsonSer::close`] ends it.
    pub(crate) fn open_named(&mut self, name: &str) {
        self.separate();
        write_string(&mut self.out, name);
        self.out.push(b':');
        self.open();
    }

    /// The events, when the output had any to stream.
    pub(crate) fn take_events(&mut self) -> Option<(&'static Shape, BoxStream<Event>)> {
        self.events.take()
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// A whole structure, without a name.
    pub(crate) fn top_level(
        &mut self,
        members: &'static [Member],
        value: &dyn ShapeSer,
    ) -> SerResult {
        self.open();
        value.write(members, self)?;
        self.close();
        Ok(())
    }

    /// Begins an object that is written member by member.
    pub(crate) fn open(&mut self) {
        self.out.push(b'{');
        self.named = true;
        self.comma = false;
    }

    /// Ends it.
    pub(crate) fn close(&mut self) {
        self.out.push(b'}');
        self.comma = true;
    }

    /// A text member that no model names, such as `__type`.
    pub(crate) fn extra(&mut self, name: &str, value: &str) {
        self.separate();
        write_string(&mut self.out, name);
        self.out.push(b':');
        write_string(&mut self.out, value);
    }

    fn separate(&mut self) {
        if self.comma {
            self.out.push(b',');
        }
        self.comma = true;
    }

    /// The member's name, when there is one to write.
    #[inline]
    fn name(&mut self, member: &'static Member) {
        if self.named {
            self.separate();
            self.out.push(b'"');
            let first = self.out.len();
            self.out.extend_from_slice(member.wire.as_bytes());
            if self.query && member.kind() == Kind::List {
                self.out[first].make_ascii_lowercase();
            }
            self.out.extend_from_slice(b"\":");
        }
    }

    fn nested(&mut self, member: &'static Member, open: u8) -> bool {
        self.name(member);
        self.out.push(open);
        self.comma = false;
        self.named
    }

    /// A map as a list of `{"Name":..,"Value":..}`.
    fn pairs(
        &mut self,
        member: &'static Member,
        edge: &'static Member,
        len: usize,
        each: EachEntry<'_>,
    ) -> SerResult {
        let named = self.nested(member, b'[');
        let outer = self.pairs.replace(member.target());
        for i in 0..len {
            if i > 0 {
                self.out.push(b',');
            }
            self.named = false;
            each(i, self, edge)?;
            self.out.push(b'}');
            self.pairs = Some(member.target());
        }
        self.pairs = outer;
        self.leave(b']', named);
        Ok(())
    }

    fn leave(&mut self, close: u8, named: bool) {
        self.out.push(close);
        self.named = named;
        self.comma = true;
    }
}

impl Ser for JsonSer {
    fn null(&mut self, member: &'static Member) -> SerResult {
        self.name(member);
        self.out.extend_from_slice(b"null");
        Ok(())
    }

    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.name(member);
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        self.name(member);
        self.out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
        Ok(())
    }

    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        self.name(member);
        write_float(&mut self.out, value, member.kind());
        Ok(())
    }

    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        self.name(member);
        write_string(&mut self.out, value);
        Ok(())
    }

    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult {
        self.name(member);
        self.out.push(b'"');
        self.out.extend_from_slice(scalar::BASE64.encode(value).as_bytes());
        self.out.push(b'"');
        Ok(())
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        self.name(member);
        let format = scalar::format_of(member, TimestampFormat::Epoch);
        let text = scalar::write_timestamp(value, format);
        if format == TimestampFormat::Epoch {
            self.out.extend_from_slice(text.as_bytes());
        } else {
            write_string(&mut self.out, &text);
        }
        Ok(())
    }

    fn document(&mut self, member: &'static Member, value: &Document) -> SerResult {
        self.name(member);
        write_document(&mut self.out, value);
        Ok(())
    }

    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        let Some(element) = member.target().members.first() else { return Ok(()) };
        let named = self.nested(member, b'[');
        for i in 0..len {
            if i > 0 {
                self.out.push(b',');
            }
            self.named = false;
            each(i, self, element)?;
        }
        self.leave(b']', named);
        Ok(())
    }

    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        let Some(edge) = member.target().members.get(1) else { return Ok(()) };
        if self.query {
            return self.pairs(member, edge, len, each);
        }
        let named = self.nested(member, b'{');
        for i in 0..len {
            self.named = false;
            each(i, self, edge)?;
            self.comma = true;
        }
        self.leave(b'}', named);
        Ok(())
    }

    fn key(&mut self, key: &str) -> SerResult {
        if let Some([name, value]) =
            self.pairs.map(|map| [map.members[0].query, map.members[1].query])
        {
            self.out.push(b'{');
            write_string(&mut self.out, name);
            self.out.push(b':');
            write_string(&mut self.out, key);
            self.out.push(b',');
            write_string(&mut self.out, value);
            self.out.push(b':');
            return Ok(());
        }
        self.separate();
        write_string(&mut self.out, key);
        self.out.push(b':');
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        let named = self.nested(member, b'{');
        self.named = true;
        value.write(&member.target().members, self)?;
        self.leave(b'}', named);
        Ok(())
    }

    fn byte_stream(&mut self, member: &'static Member, _: &ByteStream) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "a stream within JSON" })
    }

    fn event_stream(&mut self, member: &'static Member, value: &EventStream) -> SerResult {
        self.events = value.take().map(|events| (member.target(), events));
        Ok(())
    }
}

fn write_float(out: &mut Vec<u8>, value: f64, kind: Kind) {
    let text = scalar::write_float(value, kind);
    if value.is_finite() {
        out.extend_from_slice(text.as_bytes());
    } else {
        write_string(out, &text);
    }
}

fn write_document(out: &mut Vec<u8>, value: &Document) {
    match value {
        Document::Null => out.extend_from_slice(b"null"),
        Document::Bool(b) => out.extend_from_slice(if *b { b"true" } else { b"false" }),
        Document::Integer(n) => out.extend_from_slice(itoa::Buffer::new().format(*n).as_bytes()),
        Document::Float(n) => write_float(out, *n, Kind::Double),
        Document::String(text) => write_string(out, text),
        Document::Array(elements) => {
            out.push(b'[');
            for (i, element) in elements.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_document(out, element);
            }
            out.push(b']');
        }
        Document::Object(entries) => {
            out.push(b'{');
            for (i, (key, value)) in entries.iter().enumerate() {
                if i > 0 {
                    out.push(b',');
                }
                write_string(out, key);
                out.push(b':');
                write_document(out, value);
            }
            out.push(b'}');
        }
    }
}

/// Appends a string in quotes, escaped. Runs without escapes are copied whole.
pub(crate) fn write_string(out: &mut Vec<u8>, text: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = scan::position(rest, |b| (b < 0x20) | (b == b'"') | (b == b'\\')) {
        out.extend_from_slice(&rest[..at]);
        let byte = rest[at];
        match byte {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            _ => {
                out.extend_from_slice(b"\\u00");
                out.push(HEX[usize::from(byte >> 4)]);
                out.push(HEX[usize::from(byte & 15)]);
            }
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}
