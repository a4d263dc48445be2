//! XML to JSON by shape, for answers of the query protocols and restXml.

use clock::Timestamp;
use roxmltree::{Document, Node};
use schema::{Kind, Location, Member, Shape, TimestampFormat};
use serde_json::{Map, Number, Value};

use super::{ApiFailure, HttpReply, Result, malformed};

/// Which names of members stand in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// The query names.
    Query,
    /// The wire names.
    Wire,
    /// The wire names; members are shown by their own.
    Model,
}

impl Names {
    fn of(self, member: &Member) -> &'static str {
        match self {
            Names::Query => member.query,
            Names::Wire | Names::Model => member.wire,
        }
    }

    /// The name under which a member is shown.
    fn place(self, member: &Member) -> String {
        match self {
            Names::Model => member.name.to_owned(),
            Names::Query | Names::Wire => member.wire.to_owned(),
        }
    }
}

pub(super) fn parse(body: &[u8]) -> Result<Document<'_>> {
    let text = std::str::from_utf8(body).map_err(malformed)?;
    Document::parse(text).map_err(|e| malformed(format!("{e} in {text:?}")))
}

/// The first error element with a code, wherever the protocol puts it.
pub(super) fn error(reply: &HttpReply) -> Result<ApiFailure> {
    if reply.body.is_empty() {
        // An answer to HEAD has a status alone.
        return Ok(ApiFailure { code: reply.status.to_string(), ..ApiFailure::default() });
    }
    let document = parse(&reply.body)?;
    let child = |node: Node<'_, '_>, name: &str| {
        let found = node.children().find(|n| n.tag_name().name() == name)?;
        Some(found.text().unwrap_or("").to_owned())
    };
    let found = document.descendants().find(|n| child(*n, "Code").is_some());
    let error = found.ok_or_else(|| malformed("an error without a code"))?;
    Ok(ApiFailure {
        code: child(error, "Code").unwrap_or_default(),
        message: child(error, "Message"),
        ..ApiFailure::default()
    })
}

fn elements<'a, 'd>(node: Node<'a, 'd>) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(|child| child.is_element())
}

pub(super) fn structure(node: Node<'_, '_>, shape: &'static Shape, names: Names) -> Result<Value> {
    let mut out = Map::new();
    let in_body = shape.members.iter().filter(|m| m.location == Location::Body);
    for member in in_body.clone().filter(|m| m.xml_attribute) {
        let local = member.wire.rsplit(':').next().unwrap_or(member.wire);
        if let Some(found) = node.attributes().find(|a| a.name() == local) {
            out.insert(names.place(member), scalar(member, found.value())?);
        }
    }
    for child in elements(node) {
        let name = child.tag_name().name();
        let is_element_of = |m: &Member| {
            m.kind() == Kind::List
                && m.is_flattened()
                && m.target().members.first().is_some_and(|e| names.of(e) == name)
        };
        let mut members = in_body.clone();
        let Some(member) = members
            .find(|m| names.of(m) == name)
            .or_else(|| in_body.clone().find(|m| is_element_of(m)))
        else {
            if matches!(name, "requestId" | "RequestId" | "ResponseMetadata") {
                continue;
            }
            return Err(malformed(format!("{} has no member for <{name}>", shape.name)));
        };
        insert(&mut out, member, child, names)?;
    }
    Ok(Value::Object(out))
}

/// Adds an element to a structure; flattened collections grow with each of theirs.
fn insert(
    out: &mut Map<String, Value>,
    member: &'static Member,
    child: Node<'_, '_>,
    names: Names,
) -> Result<()> {
    let place = names.place(member);
    match (member.kind(), member.is_flattened(), member.target().members.as_slice()) {
        (Kind::List, true, [element]) => {
            let item = value(child, element, names)?;
            if let Value::Array(items) = out.entry(place).or_insert_with(|| Value::Array(vec![])) {
                items.push(item);
            }
        }
        (Kind::Map, true, [key, edge]) => {
            let (k, v) = entry(child, key, edge, names)?;
            if let Value::Object(map) =
                out.entry(place).or_insert_with(|| Value::Object(Map::new()))
            {
                map.insert(k, v);
            }
        }
        _ => {
            let item = value(child, member, names)?;
            if out.insert(place, item).is_some() {
                return Err(malformed(format!("<{}> comes twice", names.of(member))));
            }
        }
    }
    Ok(())
}

fn value(node: Node<'_, '_>, member: &'static Member, names: Names) -> Result<Value> {
    let shape = member.target();
    match (shape.kind, shape.members.as_slice()) {
        (Kind::Structure | Kind::Union, _) => structure(node, shape, names),
        (Kind::List, [element]) => {
            let items = elements(node).map(|item| {
                let (name, expected) = (item.tag_name().name(), names.of(element));
                if name != expected {
                    return Err(malformed(format!(
                        "a list's element is <{name}>, not <{expected}>"
                    )));
                }
                value(item, element, names)
            });
            items.collect::<Result<_>>().map(Value::Array)
        }
        (Kind::Map, [key, edge]) => {
            let entries = elements(node).map(|item| entry(item, key, edge, names));
            entries.collect::<Result<_>>().map(Value::Object)
        }
        _ => scalar(member, node.text().unwrap_or("")),
    }
}

fn entry(
    node: Node<'_, '_>,
    key: &'static Member,
    edge: &'static Member,
    names: Names,
) -> Result<(String, Value)> {
    let child = |member: &Member| {
        let name = names.of(member);
        let found = elements(node).find(|n| n.tag_name().name() == name);
        found.ok_or_else(|| malformed(format!("an entry without <{name}>")))
    };
    let name = child(key)?.text().unwrap_or("").to_owned();
    Ok((name, value(child(edge)?, edge, names)?))
}

/// A scalar as JSON has it: numbers as numbers, timestamps in seconds, blobs in base64.
pub(super) fn scalar(member: &Member, text: &str) -> Result<Value> {
    let wrong = || malformed(format!("{} is no {:?}: {text:?}", member.wire, member.kind()));
    Ok(match member.kind() {
        Kind::Boolean => Value::Bool(text.parse().map_err(|_| wrong())?),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::Long => {
            Value::Number(text.parse::<i64>().map_err(|_| wrong())?.into())
        }
        Kind::Float | Kind::Double => {
            let number = text.parse::<f64>().map_err(|_| wrong())?;
            Number::from_f64(number).map_or_else(|| Value::String(text.to_owned()), Value::Number)
        }
        Kind::Timestamp => {
            let at = match member.timestamp_format() {
                Some(TimestampFormat::Epoch) => {
                    text.parse().ok().and_then(Timestamp::from_secs_f64)
                }
                Some(TimestampFormat::HttpDate) => Timestamp::parse_http_date(text).ok(),
                _ => Timestamp::parse_iso8601(text).ok(),
            };
            seconds(at.ok_or_else(wrong)?)
        }
        _ => Value::String(text.to_owned()),
    })
}

/// A time as JSON has it: whole seconds where they are whole.
pub(super) fn seconds(at: Timestamp) -> Value {
    if at.as_micros() % 1_000_000 == 0 {
        return Value::Number(at.as_secs().into());
    }
    Number::from_f64(at.as_secs_f64()).map_or(Value::Null, Value::Number)
}
