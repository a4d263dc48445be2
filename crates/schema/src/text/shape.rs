//! Shape blocks and their members.

use super::Result;
use super::lines::{Attr, Lines, Top, next_attr};
use super::link::Edges;
use crate::{
    Constraints, ErrorFacts, Kind, Location, Member, Shape, ShapeRef, TimestampFormat, WireIndex,
    XmlNamespace,
};

/// The word for a kind, both ways.
const KINDS: [(&str, Kind); 15] = [
    ("bool", Kind::Boolean),
    ("byte", Kind::Byte),
    ("short", Kind::Short),
    ("int", Kind::Integer),
    ("long", Kind::Long),
    ("float", Kind::Float),
    ("double", Kind::Double),
    ("string", Kind::String),
    ("blob", Kind::Blob),
    ("timestamp", Kind::Timestamp),
    ("document", Kind::Document),
    ("struct", Kind::Structure),
    ("union", Kind::Union),
    ("list", Kind::List),
    ("map", Kind::Map),
];

fn kind(word: &str) -> Option<Kind> {
    KINDS.iter().find(|(name, _)| *name == word).map(|(_, kind)| *kind)
}

/// The word for a kind.
pub fn kind_word(kind: Kind) -> &'static str {
    KINDS.iter().find(|(_, k)| *k == kind).map_or("", |(word, _)| *word)
}

/// Reads one shape. The edges of its members go to `edges` in order.
pub(super) fn parse(lines: &mut Lines, line: Top, edges: &mut Edges) -> Result<Shape> {
    let kind = kind(line.head).ok_or_else(|| lines.error("unknown kind of shape"))?;
    let mut rest = line.rest;
    let name = lines.word(&mut rest, "shape name")?;
    let mut shape = Shape {
        name,
        kind,
        members: Vec::new(),
        required: Vec::new(),
        constraints: None,
        payload: None,
        error: None,
        sparse: false,
        flattened: false,
        streaming: false,
        requires_length: false,
        event: false,
        sensitive: false,
        timestamp_format: None,
        xml_namespace: None,
        xml_name: "",
        unwrapped_output: false,
        by_wire: WireIndex::default(),
        by_query: None,
    };
    let payload = attributes(lines, rest, &mut shape)?;
    match kind {
        Kind::Structure | Kind::Union | Kind::List | Kind::Map => {
            members(lines, &mut shape, edges)?;
        }
        _ => texts(lines, &mut shape)?,
    }
    if let Some(payload) = payload {
        let (at, _) = shape.member(payload).ok_or_else(|| lines.error("no such payload member"))?;
        shape.payload = u16::try_from(at).ok();
    }
    check_collection(lines, &shape)?;
    shape.by_wire = WireIndex::of(&shape.members);
    shape.by_query = WireIndex::of_query(&shape.members);
    Ok(shape)
}

/// Reads the words after a shape's name; returns the payload member's name.
fn attributes(
    lines: &Lines,
    mut rest: &'static str,
    shape: &mut Shape,
) -> Result<Option<&'static str>> {
    let mut payload = None;
    let mut error = ErrorFacts { code: shape.name, status: 0, sender: true };
    let (mut uri, mut prefix) = ("", "");
    while let Some(attr) = next_attr(&mut rest) {
        match attr.name {
            "min" => constraints(shape).min = Some(lines.number(&attr)?),
            "max" => constraints(shape).max = Some(lines.number(&attr)?),
            "payload" => payload = Some(lines.value(&attr)?),
            "error" => error.code = lines.value(&attr)?,
            "status" => error.status = lines.number(&attr)?,
            "fault" => error.sender = false,
            "sparse" => shape.sparse = true,
            "flat" => shape.flattened = true,
            "stream" => shape.streaming = true,
            "length" => shape.requires_length = true,
            "event" => shape.event = true,
            "sensitive" => shape.sensitive = true,
            "ts" => shape.timestamp_format = Some(timestamp_format(lines, &attr)?),
            "ns" => uri = lines.value(&attr)?,
            "nsp" => prefix = lines.value(&attr)?,
            "xml" => shape.xml_name = lines.value(&attr)?,
            "unwrapped" => shape.unwrapped_output = true,
            _ => return Err(lines.unknown(&attr)),
        }
    }
    shape.error = (error.status != 0).then(|| Box::new(error));
    shape.xml_namespace = namespace(uri, prefix);
    Ok(payload)
}

fn constraints(shape: &mut Shape) -> &mut Constraints {
    shape.constraints.get_or_insert_default()
}

fn namespace(uri: &'static str, prefix: &'static str) -> Option<XmlNamespace> {
    (!uri.is_empty()).then_some(XmlNamespace { uri, prefix })
}

/// The word for a timestamp format, both ways.
const FORMATS: [(&str, TimestampFormat); 3] = [
    ("epoch", TimestampFormat::Epoch),
    ("iso8601", TimestampFormat::Iso8601),
    ("http", TimestampFormat::HttpDate),
];

/// The word for a timestamp format.
pub fn format_word(format: TimestampFormat) -> &'static str {
    FORMATS.iter().find(|(_, f)| *f == format).map_or("", |(word, _)| *word)
}

fn timestamp_format(lines: &Lines, attr: &Attr) -> Result<TimestampFormat> {
    let word = lines.value(attr)?;
    let found = FORMATS.iter().find(|(name, _)| *name == word).map(|(_, format)| *format);
    found.ok_or_else(|| lines.error("unknown timestamp format"))
}

/// The word for a place in an HTTP message, both ways.
const LOCATIONS: [(&str, Location); 5] = [
    ("uri", Location::Uri),
    ("query", Location::Query),
    ("header", Location::Header),
    ("prefix", Location::PrefixHeaders),
    ("status", Location::Status),
];

/// The word for a place in an HTTP message; the body has none.
pub fn location_word(location: Location) -> Option<&'static str> {
    LOCATIONS.iter().find(|(_, l)| *l == location).map(|(word, _)| *word)
}

fn location(lines: &Lines, attr: &Attr) -> Result<Location> {
    let word = lines.value(attr)?;
    let found = LOCATIONS.iter().find(|(name, _)| *name == word).map(|(_, location)| *location);
    found.ok_or_else(|| lines.error("unknown location"))
}

/// Pattern and values of a string; other simple shapes have none.
fn texts(lines: &mut Lines, shape: &mut Shape) -> Result<()> {
    while let Some(line) = lines.next_indented() {
        if shape.kind != Kind::String {
            return Err(lines.error("only strings have patterns and values"));
        }
        if let Some(value) = line.strip_prefix('=') {
            constraints(shape).values.push(value);
        } else if let Some(pattern) = line.strip_prefix('~') {
            constraints(shape).pattern = Some(pattern);
        } else {
            return Err(lines.error("expected ` =value` or ` ~pattern`"));
        }
    }
    Ok(())
}

fn members(lines: &mut Lines, shape: &mut Shape, edges: &mut Edges) -> Result<()> {
    while let Some(line) = lines.next_indented() {
        let index = u16::try_from(shape.members.len());
        let index = index.map_err(|_| lines.error("more than 65,536 members"))?;
        let (member, required) = member(lines, line, edges)?;
        shape.members.push(member);
        if required {
            shape.required.push(index);
        }
    }
    Ok(())
}

fn member(lines: &Lines, mut rest: &'static str, edges: &mut Edges) -> Result<(Member, bool)> {
    let name = lines.word(&mut rest, "member name")?;
    edges.push(lines.word(&mut rest, "target shape")?);
    let mut member = Member {
        name,
        wire: name,
        query: "",
        ec2: "",
        target: ShapeRef::unset(),
        location: Location::Body,
        timestamp_format: None,
        flattened: false,
        xml_attribute: false,
        xml_namespace: None,
        idempotency_token: false,
        json_value: false,
        event_payload: false,
        event_header: false,
        host_label: false,
        rank: false,
    };
    let mut required = false;
    let (mut uri, mut prefix) = ("", "");
    while let Some(attr) = next_attr(&mut rest) {
        match attr.name {
            "req" => required = true,
            "wire" => member.wire = lines.value(&attr)?,
            "query" => member.query = lines.value(&attr)?,
            "ec2" => member.ec2 = lines.value(&attr)?,
            "in" => member.location = location(lines, &attr)?,
            "ts" => member.timestamp_format = Some(timestamp_format(lines, &attr)?),
            "flat" => member.flattened = true,
            "attr" => member.xml_attribute = true,
            "ns" => uri = lines.value(&attr)?,
            "nsp" => prefix = lines.value(&attr)?,
            "token" => member.idempotency_token = true,
            "json" => member.json_value = true,
            "payload" => member.event_payload = true,
            "header" => member.event_header = true,
            "host" => member.host_label = true,
            "rank" => member.rank = true,
            _ => return Err(lines.unknown(&attr)),
        }
    }
    member.xml_namespace = namespace(uri, prefix);
    if member.query.is_empty() {
        member.query = member.wire;
    }
    if member.ec2.is_empty() {
        member.ec2 = ec2_name(name, member.wire);
    }
    Ok((member, required))
}

/// The ec2Query name where the text gives none: the model's name if that is the wire name capitalised (so
/// that nothing is allocated), or else the wire name.
fn ec2_name(name: &'static str, wire: &'static str) -> &'static str {
    let capitalised = name.len() == wire.len()
        && name.get(1..) == wire.get(1..)
        && name.as_bytes().first().map(u8::to_ascii_lowercase) == wire.as_bytes().first().copied();
    if capitalised { name } else { wire }
}

fn check_collection(lines: &Lines, shape: &Shape) -> Result<()> {
    let names = |expected: &[&str]| {
        shape.members.len() == expected.len()
            && shape.members.iter().zip(expected).all(|(m, e)| m.name == *e)
    };
    match shape.kind {
        Kind::List if !names(&["member"]) => Err(lines.error("a list has one line, ` member`")),
        Kind::Map if !names(&["key", "value"]) => {
            Err(lines.error("a map has two lines, ` key` and ` value`"))
        }
        _ => Ok(()),
    }
}
