//! Random values of every kind survive being written and read again, by every codec.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::fmt::Write as _;

use bytes::Bytes;
use clock::Random;
use http::HeaderMap;
use schema::dynamic::{Struct, Value};
use schema::{Document, Kind, Member, Protocol, Shape, Timestamp};
use support::canonical;
use wire::uri::{Labels, RouteTable};
use wire::{Body, DecodeContext, RequestParts, ResponseBody, fuzz};

const ROUNDS: u64 = 400;

/// Makes values that satisfy the constraints of their shapes.
struct Maker {
    random: Random,
    /// XML 1.0 cannot hold control characters, and lists there cannot be told from absent when empty.
    markup: bool,
}

impl Maker {
    fn new(seed: u64, markup: bool) -> Maker {
        Maker { random: Random::from_seed(seed), markup }
    }

    fn below(&self, n: u64) -> u64 {
        self.random.below(n)
    }

    fn text(&self) -> String {
        let alphabet = match self.markup {
            true => "ab Z09-_.~<>&\"'%+=é€😹\n\t",
            false => "ab Z09-_.~<>&\"'%+=é€😹\n\t\r\\/\u{1}\u{8}\u{c}",
        };
        let len = usize::try_from(self.below(12)).unwrap();
        self.random.text(len, alphabet)
    }

    fn name(&self) -> String {
        let len = usize::try_from(1 + self.below(6)).unwrap();
        format!("{}{}", self.random.text(1, "abc"), self.random.text(len, "abcXYZ019_"))
    }

    fn structure(&self, shape: &'static Shape, depth: u64) -> Struct {
        let mut out = Struct::default();
        if shape.kind == Kind::Union {
            let at = self.below(shape.members.len() as u64 - u64::from(depth == 0));
            let at = usize::try_from(at).unwrap();
            out.put(at, self.value(&shape.members[at], depth));
            return out;
        }
        for (index, member) in shape.members.iter().enumerate() {
            let nested = matches!(
                member.target().name,
                "Everything" | "EverythingList" | "EverythingMap" | "Choice"
            );
            let wanted = if nested { depth > 0 && self.below(4) == 0 } else { self.below(3) > 0 };
            if wanted || shape.requires(index) {
                out.put(index, self.value(member, depth.saturating_sub(u64::from(nested))));
            }
        }
        out
    }

    fn value(&self, member: &'static Member, depth: u64) -> Value {
        let shape = member.target();
        let n = self.random.u64().cast_signed();
        match shape.kind {
            Kind::Boolean => Value::Boolean(n & 1 == 0),
            Kind::Byte => Value::Integer(i64::from(n as i8)),
            Kind::Short => Value::Integer(i64::from(n as i16)),
            Kind::Integer => Value::Integer(i64::from(n as i32)),
            Kind::Long => Value::Integer(n % 1_000_000_000_000),
            Kind::Float => Value::Float(f64::from(self.float() as f32)),
            Kind::Double => Value::Float(self.float()),
            Kind::String => Value::String(match shape.name {
                "Name" => self.name(),
                "Level" => ["LOW", "HIGH"][usize::from(n & 1 == 0)].to_owned(),
                _ => self.text(),
            }),
            Kind::Blob => {
                let mut bytes = vec![0; usize::try_from(self.below(64)).unwrap()];
                self.random.fill(&mut bytes);
                Value::Blob(Bytes::from(bytes))
            }
            Kind::Timestamp => Value::Timestamp(Timestamp::from_millis(n % 4_000_000_000_000)),
            Kind::Document => Value::Document(self.document(3)),
            Kind::Structure | Kind::Union => Value::Struct(self.structure(shape, depth)),
            Kind::List => Value::List(self.elements(shape, depth)),
            Kind::Map => Value::Map(
                self.elements(shape, depth)
                    .into_iter()
                    .enumerate()
                    .map(|(i, v)| (format!("{}{i}", self.random.text(1, "abc")), v))
                    .collect(),
            ),
        }
    }

    fn elements(&self, shape: &'static Shape, depth: u64) -> Vec<Value> {
        let edge = shape.members.last().unwrap();
        let count = u64::from(self.markup || shape.name == "Words") + self.below(3);
        let null = |_: &u64| shape.sparse && !self.markup && self.below(3) == 0;
        (0..count).map(|i| if null(&i) { Value::Null } else { self.value(edge, depth) }).collect()
    }

    fn float(&self) -> f64 {
        match self.below(8) {
            0 => f64::INFINITY,
            1 => f64::NEG_INFINITY,
            2 => f64::NAN,
            3 => 1e300,
            4 => -0.001,
            _ => self.random.unit() * 1000.0,
        }
    }

    fn document(&self, depth: u64) -> Document {
        match self.below(if depth == 0 { 5 } else { 7 }) {
            0 => Document::Null,
            1 => Document::Bool(true),
            2 => Document::Integer(self.random.u64().cast_signed()),
            3 => Document::Float(self.random.unit()),
            4 => Document::String(self.text()),
            5 => Document::Array((0..self.below(3)).map(|_| self.document(depth - 1)).collect()),
            _ => Document::Object(
                (0..self.below(3)).map(|i| (format!("k{i}"), self.document(depth - 1))).collect(),
            ),
        }
    }
}

fn bytes(response: &wire::Response) -> Bytes {
    match &response.body {
        ResponseBody::Bytes(bytes) => bytes.clone(),
        ResponseBody::Stream(stream) => Bytes::from(support::collect(stream)),
    }
}

/// Writes as the output of `name` and reads back as a structure.
fn through(protocol: Protocol, name: &str, value: &Struct) -> Struct {
    let op = fuzz::operation(name);
    let response = wire::encode(protocol, fuzz::service(), op, value, "id").unwrap();
    let mut out = Struct::default();
    let body = bytes(&response);
    wire::decode_structure(protocol, op.output(), &body, &mut out)
        .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&body)));
    out
}

#[test]
fn json_cbor_and_xml() {
    let shape = fuzz::operation("Cook").output();
    for protocol in [Protocol::AwsJson, Protocol::RestJson, Protocol::RpcV2Cbor, Protocol::RestXml]
    {
        for seed in 0..ROUNDS {
            let value = Maker::new(seed, protocol == Protocol::RestXml).structure(shape, 3);
            let back = through(protocol, "Cook", &value);
            let (want, got) = (canonical(shape, &value), canonical(shape, &back));
            assert_eq!(got, want, "{protocol:?} {seed}");
        }
    }
}

#[test]
fn documents() {
    let shape = fuzz::operation("Untyped").output();
    for seed in 0..ROUNDS {
        let value = Maker::new(seed, false).structure(shape, 1);
        let back = through(Protocol::AwsJson, "Untyped", &value);
        assert_eq!(canonical(shape, &back), canonical(shape, &value), "{seed}");
    }
}

/// What a response binds to headers and payload, a request that carries the same reads back.
#[test]
fn bindings() {
    let op = fuzz::operation("Bind");
    for protocol in [Protocol::RestJson, Protocol::RestXml] {
        for seed in 0..ROUNDS {
            let mut value = Maker::new(seed, true).structure(op.output(), 2);
            value.put(3, Value::Integer(201));
            let response = wire::encode(protocol, fuzz::service(), op, &value, "id").unwrap();
            assert_eq!(response.status, 201);
            let mut headers = HeaderMap::new();
            for (name, header) in &response.headers {
                headers.append(name, header.clone());
            }
            let back = bind(protocol, &headers, &bytes(&response));
            for name in ["Size", "Names", "Meta", "Body"] {
                let (i, member) = op.output().member(name).unwrap();
                let (j, _) = op.input().member(name).unwrap();
                let one = |index, value: Option<&Value>| {
                    let mut only = Struct::default();
                    let Some(value) = value else { return canonical(op.output(), &only) };
                    only.put(index, reread(member, value));
                    canonical(op.output(), &only)
                };
                assert_eq!(one(i, back.get(j)), one(i, value.get(i)), "{protocol:?} {seed} {name}");
            }
        }
    }
}

/// A copy by way of JSON: values that hold streams cannot be cloned.
fn reread(member: &'static Member, value: &Value) -> Value {
    let op = fuzz::operation("Bind");
    let (index, _) = op.output().member(member.name).unwrap();
    struct One<'a>(&'a Value, usize);
    impl schema::ShapeSer for One<'_> {
        fn write(
            &self,
            members: &'static [Member],
            ser: &mut dyn schema::Ser,
        ) -> schema::SerResult {
            self.0.write(&members[self.1], ser)
        }
    }
    let response =
        wire::encode(Protocol::AwsJson, fuzz::service(), op, &One(value, index), "id").unwrap();
    let mut out = Struct::default();
    wire::decode_structure(Protocol::AwsJson, op.output(), &bytes(&response), &mut out).unwrap();
    let mut taken = Value::Null;
    for (i, value) in out.into_members() {
        if i == index {
            taken = value;
        }
    }
    taken
}

fn bind(protocol: Protocol, headers: &HeaderMap, body: &Bytes) -> Struct {
    let op = fuzz::operation("Bind");
    let table = RouteTable::of(fuzz::service());
    let (index, labels) = table.find("PUT", "/bind/id/a//b/", "cook").unwrap();
    assert_eq!(index, op.index);
    let request = RequestParts { method: "PUT", path: "/bind/id/a//b/", query: "cook", headers };
    let mut token = || "token".to_owned();
    let mut cx = DecodeContext::new(&mut token);
    let mut out = Struct::default();
    let body = Body::Bytes(body);
    wire::decode(protocol, fuzz::service(), op, &labels, &request, body, &mut out, &mut cx)
        .unwrap();
    assert_eq!(out.get(1).and_then(Value::as_str), Some("a//b/"));
    out
}

/// A client's form for a structure.
fn form(out: &mut String, prefix: &str, member: &'static Member, value: &Value) {
    let mut pair = |text: &str| {
        let _infallible = write!(out, "&{prefix}=");
        for byte in text.bytes() {
            let _infallible = write!(out, "%{byte:02X}");
        }
    };
    match value {
        Value::Boolean(v) => pair(&v.to_string()),
        Value::Integer(v) => pair(&v.to_string()),
        Value::Float(v) if v.is_nan() => pair("NaN"),
        Value::Float(v) if v.is_infinite() => pair(if *v > 0.0 { "Infinity" } else { "-Infinity" }),
        Value::Float(v) => pair(&format!("{v:e}")),
        Value::String(v) => pair(v),
        Value::Blob(v) => {
            pair(&base64::Engine::encode(&base64::engine::general_purpose::STANDARD, v))
        }
        Value::Timestamp(v) => pair(&match member.timestamp_format() {
            Some(schema::TimestampFormat::Epoch) => v.as_secs_f64().to_string(),
            Some(schema::TimestampFormat::HttpDate) => v.http_date(),
            _ => v.iso8601(),
        }),
        Value::List(all) => {
            let infix = if member.is_flattened() { "" } else { ".member" };
            for (i, value) in all.iter().enumerate() {
                form(
                    out,
                    &format!("{prefix}{infix}.{}", i + 1),
                    &member.target().members[0],
                    value,
                );
            }
        }
        Value::Map(all) => {
            let infix = if member.is_flattened() { "" } else { ".entry" };
            for (i, (key, value)) in all.iter().enumerate() {
                let entry = format!("{prefix}{infix}.{}", i + 1);
                let _infallible = write!(out, "&{entry}.key={key}");
                form(out, &format!("{entry}.value"), &member.target().members[1], value);
            }
        }
        Value::Struct(v) => members(out, &format!("{prefix}."), member.target(), v),
        Value::Null | Value::Document(_) | Value::ByteStream(_) | Value::EventStream(_) => {}
    }
}

fn members(out: &mut String, prefix: &str, shape: &'static Shape, value: &Struct) {
    for (index, value) in value.iter() {
        let member = &shape.members[index];
        form(out, &format!("{prefix}{}", member.wire), member, value);
    }
}

/// A structure without members leaves no trace in a form.
fn without_empty(json: serde_json::Value) -> serde_json::Value {
    match json {
        serde_json::Value::Object(all) => serde_json::Value::Object(
            all.into_iter()
                .map(|(k, v)| (k, without_empty(v)))
                .filter(|(_, v)| *v != serde_json::json!({}))
                .collect(),
        ),
        other => other,
    }
}

#[test]
fn forms() {
    let op = fuzz::operation("Cook");
    let shape = op.input();
    let headers = HeaderMap::new();
    for seed in 0..ROUNDS {
        // Lists of empty structures cannot be told in a form either, so nesting stays shallow.
        let mut value = Maker::new(seed, true).structure(shape, 0);
        let (token, _) = shape.member("Token").unwrap();
        value.put(token, Value::String("token".into()));
        let mut body = "Action=Cook&Version=2020-01-01".to_owned();
        members(&mut body, "", shape, &value);
        let body = Bytes::from(body);
        let request = RequestParts { method: "POST", path: "/", query: "", headers: &headers };
        let mut token = || "token".to_owned();
        let mut cx = DecodeContext::new(&mut token);
        let mut out = Struct::default();
        let labels = Labels::default();
        let (service, given) = (fuzz::service(), Body::Bytes(&body));
        wire::decode(Protocol::AwsQuery, service, op, &labels, &request, given, &mut out, &mut cx)
            .unwrap_or_else(|e| panic!("{e:?}: {body:?}"));
        let want = without_empty(canonical(shape, &value));
        assert_eq!(without_empty(canonical(shape, &out)), want, "{seed} {body:?}");
    }
}
