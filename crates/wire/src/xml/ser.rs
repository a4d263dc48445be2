//! Writes typed values as XML.

use base64::Engine;
use schema::{
    ByteStream, Document, EachElement, EachEntry, EventStream, Member, Ser, SerError, SerResult,
    Service, ShapeSer, Timestamp, TimestampFormat, XmlNamespace,
};

use super::mixed::Mixed;
use crate::{room, scalar, scan};

/// Which names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// The model's.
    Plain,
    /// The query protocol's, which differ where a service moved from it to JSON.
    Query,
}

/// What of a structure is being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pass {
    Attributes,
    Elements,
}

/// A writer of XML.
pub(crate) struct XmlSer {
    out: Vec<u8>,
    style: Style,
    pass: Pass,
    /// Whether times are written with milliseconds even when these are zero.
    millis: bool,
    /// The element name of the next value, where it is not the member's.
    next_name: Option<&'static str>,
    /// The edge of the next key.
    key_edge: Option<&'static Member>,
    /// The namespace of the next element that has none of its own: the root's.
    root_namespace: Option<XmlNamespace>,
    /// A member that is left out.
    skipped: Option<&'static Member>,
    /// Whether a root without content is written as `<Name/>`.
    self_closing: bool,
    mixed: Mixed,
}

impl XmlSer {
    pub(crate) fn new(style: Style) -> XmlSer {
        XmlSer {
            out: Vec::with_capacity(512),
            style,
            pass: Pass::Elements,
            millis: false,
            next_name: None,
            key_edge: None,
            root_namespace: None,
            skipped: None,
            self_closing: false,
            mixed: Mixed::default(),
        }
    }

    /// In the manner of a service: S3 and EC2 always write milliseconds.
    pub(crate) fn for_service(style: Style, service: &Service) -> XmlSer {
        let millis = matches!(service.name, "s3" | "ec2");
        XmlSer { millis, ..XmlSer::new(style) }
    }

    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Sets the namespace of the next element that has none of its own.
    pub(crate) fn root_namespace(&mut self, namespace: Option<XmlNamespace>) {
        self.root_namespace = namespace;
    }

    /// A payload member as the root.
    pub(crate) fn payload(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        let shape = member.target();
        let name = match member.wire {
            wire if wire != member.name => wire,
            _ if shape.xml_name.is_empty() => shape.name,
            _ => shape.xml_name,
        };
        self.root(name, self.namespace_of(member), &shape.members, value)
    }

    /// Begins a root whose members are written one by one: its attributes come first.
    pub(crate) fn begin_root(&mut self, name: &str, namespace: Option<XmlNamespace>) {
        self.begin(name, namespace);
        self.pass = Pass::Attributes;
    }

    /// Ends the attributes of such a root.
    pub(crate) fn end_attributes(&mut self) {
        self.out.push(b'>');
        self.pass = Pass::Elements;
    }

    /// The XML declaration, as S3 and EC2 write it.
    pub(crate) fn declaration(&mut self) {
        self.out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /// Leaves out `member`, which the caller writes by itself.
    pub(crate) fn skip(&mut self, member: Option<&'static Member>) {
        self.skipped = member;
    }

    /// Opens an element.
    pub(crate) fn open(&mut self, name: &str, namespace: Option<XmlNamespace>) {
        self.begin(name, namespace);
        self.out.push(b'>');
    }

    /// Closes it.
    pub(crate) fn close(&mut self, name: &str) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
    }

    /// An element with text that no model names.
    pub(crate) fn extra(&mut self, name: &str, text: &str) {
        self.open(name, None);
        escape(&mut self.out, text);
        self.close(name);
    }

    /// A structure as an element of its own: attributes, then members.
    pub(crate) fn root(
        &mut self,
        name: &str,
        namespace: Option<XmlNamespace>,
        members: &'static [Member],
        value: &dyn ShapeSer,
    ) -> SerResult {
        self.begin(name, namespace);
        if members.iter().any(|m| m.xml_attribute) {
            self.pass = Pass::Attributes;
            value.write(members, self)?;
            self.pass = Pass::Elements;
        }
        self.out.push(b'>');
        let empty = self.out.len();
        value.write(members, self)?;
        if self.self_closing && self.out.len() == empty {
            self.out.truncate(empty - 1);
            self.out.extend_from_slice(b"/>");
        } else {
            self.close(name);
        }
        Ok(())
    }

    /// Writes a root without content as `<Name/>`, as query services do.
    pub(crate) fn self_closing(&mut self) {
        self.self_closing = true;
    }

    fn begin(&mut self, name: &str, namespace: Option<XmlNamespace>) {
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        let root = self.root_namespace.take();
        let Some(namespace) = namespace.or(root) else { return };
        self.out.extend_from_slice(b" xmlns");
        if !namespace.prefix.is_empty() {
            self.out.push(b':');
            self.out.extend_from_slice(namespace.prefix.as_bytes());
        }
        self.out.extend_from_slice(b"=\"");
        escape(&mut self.out, namespace.uri);
        self.out.push(b'"');
    }

    fn wire(&self, member: &'static Member) -> &'static str {
        if self.style == Style::Query { member.query } else { member.wire }
    }

    /// The namespace of a member's element: its own, or else in REST its shape's.
    fn namespace_of(&self, member: &'static Member) -> Option<XmlNamespace> {
        match self.style {
            Style::Plain => member.xml_namespace.or(member.target().xml_namespace),
            Style::Query => member.xml_namespace,
        }
    }

    /// Whether this member's turn has not come, or never does.
    fn passes_over(&self, member: &'static Member) -> bool {
        member.xml_attribute != (self.pass == Pass::Attributes)
            || self.skipped.is_some_and(|skipped| std::ptr::eq(skipped, member))
    }

    /// A number, a truth or a time: text that needs no escaping.
    fn plain(&mut self, member: &'static Member, text: &str) -> SerResult {
        let is_root = self.root_namespace.is_some();
        if is_root || self.pass == Pass::Attributes || self.passes_over(member) {
            return self.scalar(member, text);
        }
        let name = self.next_name.take().unwrap_or(self.wire(member));
        self.open(name, self.namespace_of(member));
        self.out.extend_from_slice(text.as_bytes());
        self.close(name);
        Ok(())
    }

    fn scalar(&mut self, member: &'static Member, text: &str) -> SerResult {
        if self.passes_over(member) {
            return Ok(());
        }
        if self.pass == Pass::Attributes {
            self.out.push(b' ');
            self.out.extend_from_slice(member.wire.as_bytes());
            self.out.extend_from_slice(b"=\"");
            escape(&mut self.out, text);
            self.out.push(b'"');
            return Ok(());
        }
        let name = self.next_name.take().unwrap_or(self.wire(member));
        // A root that is text: S3's location.
        let is_root = self.root_namespace.is_some();
        self.begin(name, self.namespace_of(member));
        if is_root && text.is_empty() {
            self.out.extend_from_slice(b"/>");
            return Ok(());
        }
        self.out.push(b'>');
        escape(&mut self.out, text);
        self.close(name);
        Ok(())
    }
}

impl Ser for XmlSer {
    fn null(&mut self, member: &'static Member) -> SerResult {
        self.scalar(member, "")
    }

    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.plain(member, if value { "true" } else { "false" })
    }

    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        if member.rank {
            self.mixed.next = Some(value);
            return Ok(());
        }
        self.plain(member, itoa::Buffer::new().format(value))
    }

    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        self.scalar(member, &scalar::write_float(value, member.kind()))
    }

    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        self.scalar(member, value)
    }

    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult {
        self.scalar(member, &scalar::BASE64.encode(value))
    }

    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        let text = match scalar::format_of(member, TimestampFormat::Iso8601) {
            TimestampFormat::Iso8601 if self.millis => value.iso8601_millis(),
            format => scalar::write_timestamp(value, format),
        };
        self.plain(member, &text)
    }

    fn document(&mut self, member: &'static Member, _: &Document) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "a document within XML" })
    }

    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        if self.passes_over(member) {
            return Ok(());
        }
        let Some(element) = member.target().members.first() else { return Ok(()) };
        let name = self.next_name.take().unwrap_or(self.wire(member));
        if member.is_flattened() {
            let begin = self.out.len();
            for i in 0..len {
                self.next_name = Some(name);
                let start = self.out.len();
                each(i, self, element)?;
                self.mixed.ended(start, self.out.len());
                room::for_the_rest(&mut self.out, begin, i, len);
            }
            self.mixed.put_in_order(&mut self.out);
            return Ok(());
        }
        self.open(name, self.namespace_of(member));
        let begin = self.out.len();
        for i in 0..len {
            self.next_name = Some(element.wire);
            each(i, self, element)?;
            room::for_the_rest(&mut self.out, begin, i, len);
        }
        self.close(name);
        Ok(())
    }

    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        if self.passes_over(member) {
            return Ok(());
        }
        let [key, value] = member.target().members.as_slice() else { return Ok(()) };
        let name = self.next_name.take().unwrap_or(self.wire(member));
        let flattened = member.is_flattened();
        let entry = if flattened { name } else { "entry" };
        let namespace = self.namespace_of(member);
        if !flattened {
            self.open(name, namespace);
        }
        for i in 0..len {
            self.open(entry, namespace.filter(|_| flattened));
            self.key_edge = Some(key);
            self.next_name = Some(self.wire(value));
            each(i, self, value)?;
            self.next_name = None;
            self.close(entry);
        }
        if !flattened {
            self.close(name);
        }
        Ok(())
    }

    fn key(&mut self, key: &str) -> SerResult {
        let name = self.key_edge.map_or("key", |edge| self.wire(edge));
        self.open(name, self.key_edge.and_then(|edge| self.namespace_of(edge)));
        escape(&mut self.out, key);
        self.close(name);
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        if self.passes_over(member) {
            return Ok(());
        }
        let name = self.next_name.take().unwrap_or(self.wire(member));
        self.root(name, self.namespace_of(member), &member.target().members, value)
    }

    fn byte_stream(&mut self, member: &'static Member, _: &ByteStream) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "a stream within XML" })
    }

    fn event_stream(&mut self, member: &'static Member, _: &EventStream) -> SerResult {
        Err(SerError::Unrepresentable { member: member.name, what: "an event stream within XML" })
    }
}

/// Appends text with what XML reserves escaped, line ends included: a parser would turn a bare `\r` into
/// `\n`. Characters that XML 1.0 cannot hold are written as references, as AWS does.
pub(crate) fn escape(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    let control = |b: u8| (b < 0x20) & (b != b'\n') & (b != b'\t');
    let markup = |b: u8| (b == b'<') | (b == b'>') | (b == b'&') | (b == b'"');
    while let Some(at) = scan::position(rest, |b| control(b) | markup(b)) {
        out.extend_from_slice(&rest[..at]);
        match rest[at] {
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            b'&' => out.extend_from_slice(b"&amp;"),
            b'"' => out.extend_from_slice(b"&quot;"),
            control => out.extend_from_slice(format!("&#x{control:x};").as_bytes()),
        }
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}
