//! What the tests share: values between JSON and shapes, canonical forms of bodies.
#![allow(dead_code, unreachable_pub, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schema::dynamic::{Struct, Value};
use schema::{ByteStream, Bytes, Document, Kind, Member, Shape, Timestamp};
use serde_json::Value as Json;

/// The structure that `params` describes, in the notation of the published cases.
pub fn structure(shape: &'static Shape, params: &Json) -> Struct {
    let mut out = Struct::default();
    for (name, json) in params.as_object().expect("params are an object") {
        let (index, member) = shape.member(name).unwrap_or_else(|| panic!("no member {name}"));
        if json.is_null() {
            continue;
        }
        out.put(index, value(member, json));
    }
    out
}

fn value(member: &'static Member, json: &Json) -> Value {
    let shape = member.target();
    match shape.kind {
        Kind::Boolean => Value::Boolean(json.as_bool().unwrap()),
        Kind::Byte | Kind::Short | Kind::Integer | Kind::Long => {
            Value::Integer(json.as_i64().unwrap())
        }
        Kind::Float | Kind::Double => Value::Float(float(json)),
        Kind::String if member.json_value && !json.is_string() => Value::String(json.to_string()),
        Kind::String => Value::String(json.as_str().unwrap().to_owned()),
        Kind::Blob => {
            let bytes = Bytes::from(json.as_str().unwrap().to_owned());
            if shape.streaming {
                Value::ByteStream(ByteStream::from_bytes(bytes))
            } else {
                Value::Blob(bytes)
            }
        }
        Kind::Timestamp => Value::Timestamp(timestamp(member, json)),
        Kind::Document => Value::Document(document(json)),
        Kind::Structure | Kind::Union => Value::Struct(structure(shape, json)),
        Kind::List => Value::List(
            json.as_array().unwrap().iter().map(|v| nullable(&shape.members[0], v)).collect(),
        ),
        Kind::Map => Value::Map(
            json.as_object()
                .unwrap()
                .iter()
                .map(|(k, v)| (k.clone(), nullable(&shape.members[1], v)))
                .collect(),
        ),
    }
}

fn nullable(member: &'static Member, json: &Json) -> Value {
    if json.is_null() { Value::Null } else { value(member, json) }
}

fn float(json: &Json) -> f64 {
    match json.as_str() {
        Some("NaN") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some(other) => panic!("{other} is no float"),
        None => json.as_f64().unwrap(),
    }
}

fn timestamp(_member: &Member, json: &Json) -> Timestamp {
    match json.as_str() {
        Some(text) => Timestamp::parse_iso8601(text).unwrap(),
        None => Timestamp::from_secs_f64(json.as_f64().unwrap()).unwrap(),
    }
}

fn document(json: &Json) -> Document {
    match json {
        Json::Null => Document::Null,
        Json::Bool(b) => Document::Bool(*b),
        Json::Number(n) => match n.as_i64() {
            Some(n) => Document::Integer(n),
            None => Document::Float(n.as_f64().unwrap()),
        },
        Json::String(text) => Document::String(text.clone()),
        Json::Array(all) => Document::Array(all.iter().map(document).collect()),
        Json::Object(all) => {
            Document::Object(all.iter().map(|(k, v)| (k.clone(), document(v))).collect())
        }
    }
}

fn document_json(value: &Document) -> Json {
    match value {
        Document::Null => Json::Null,
        Document::Bool(b) => Json::Bool(*b),
        Document::Integer(n) => Json::from(*n),
        Document::Float(n) => Json::from(*n),
        Document::String(text) => Json::from(text.as_str()),
        Document::Array(all) => all.iter().map(document_json).collect(),
        Document::Object(all) => {
            Json::Object(all.iter().map(|(k, v)| (k.clone(), document_json(v))).collect())
        }
    }
}

/// A structure as JSON in one fixed notation, so that two can be compared.
pub fn canonical(shape: &'static Shape, value: &Struct) -> Json {
    let members = value.iter().map(|(index, value)| {
        let member = &shape.members[index];
        (member.name.to_owned(), canonical_value(member, value))
    });
    Json::Object(members.collect())
}

fn canonical_value(member: &'static Member, value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(v) => Json::Bool(*v),
        Value::Integer(v) => Json::from(*v),
        Value::Float(v) if v.is_finite() => Json::from(*v as f32),
        Value::Float(v) => Json::from(v.to_string()),
        Value::String(v) if member.json_value => serde_json::from_str(v).unwrap(),
        Value::String(v) => Json::from(v.as_str()),
        Value::Blob(v) => Json::from(STANDARD.encode(v)),
        Value::Timestamp(v) => Json::from(v.as_millis()),
        Value::Document(v) => document_json(v),
        Value::List(v) => {
            v.iter().map(|v| canonical_value(&member.target().members[0], v)).collect()
        }
        Value::Map(v) => Json::Object(
            v.iter()
                .map(|(k, v)| (k.to_owned(), canonical_value(&member.target().members[1], v)))
                .collect(),
        ),
        Value::Struct(v) => canonical(member.target(), v),
        Value::ByteStream(v) => Json::from(STANDARD.encode(collect(v))),
        Value::EventStream(_) => Json::from("events"),
    }
}

/// All bytes of a stream that never waits.
pub fn collect(stream: &ByteStream) -> Vec<u8> {
    let mut out = Vec::new();
    let Some(mut stream) = stream.take() else { return out };
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        match stream.as_mut().poll_next(&mut cx) {
            std::task::Poll::Ready(Some(chunk)) => out.extend_from_slice(&chunk.unwrap()),
            std::task::Poll::Ready(None) => return out,
            std::task::Poll::Pending => panic!("a stream of a test waits"),
        }
    }
}

/// An XML document as text in one fixed notation: attributes and siblings sorted.
pub fn xml(text: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut stack = vec![Node::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => stack.push(Node::open(&start)),
            Event::Empty(start) => {
                let node = Node::open(&start).done();
                stack.last_mut().unwrap().children.push(node);
            }
            Event::End(_) => {
                let node = stack.pop().unwrap().done();
                stack.last_mut().unwrap().children.push(node);
            }
            Event::Text(text) => stack.last_mut().unwrap().text += &text.decode().unwrap(),
            Event::CData(text) => stack.last_mut().unwrap().text += &text.decode().unwrap(),
            Event::GeneralRef(name) => {
                let name = name.decode().unwrap();
                let text = quick_xml::escape::unescape(&format!("&{name};")).unwrap().into_owned();
                stack.last_mut().unwrap().text += &text;
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(stack.len(), 1, "{text}");
    stack.pop().unwrap().done()
}

#[derive(Default)]
struct Node {
    name: String,
    attributes: Vec<String>,
    children: Vec<String>,
    text: String,
}

impl Node {
    fn open(start: &quick_xml::events::BytesStart<'_>) -> Node {
        let utf8 = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut attributes: Vec<String> = start
            .attributes()
            .map(|a| a.unwrap())
            .map(|a| format!("{}={}", utf8(a.key.as_ref()), utf8(&a.value)))
            .collect();
        attributes.sort();
        Node { name: utf8(start.name().as_ref()), attributes, ..Node::default() }
    }

    /// The node as text; what depends on the service's name or on the request is left out.
    fn done(mut self) -> String {
        self.children.sort();
        let blank = self.text.trim().is_empty() && self.text.contains('\n');
        let text = if self.children.is_empty() && !blank { self.text } else { String::new() };
        self.attributes.retain(|a| a != "xmlns=https://example.com/");
        let attributes: String = self.attributes.iter().map(|a| format!(" {a}")).collect();
        if ["requestId", "RequestId", "RequestID", "ResponseMetadata"].contains(&&*self.name) {
            return String::new();
        }
        format!("<{}{attributes}>{}{text}</>", self.name, self.children.concat())
    }
}
