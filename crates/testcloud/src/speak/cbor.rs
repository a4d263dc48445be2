//! rpcv2Cbor: JSON to CBOR by shape and back.
//! Ref: <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use ciborium::Value as Cbor;
use clock::Timestamp;
use schema::{Kind, Member, OperationSchema, Service, Shape};
use serde_json::{Map, Number, Value, json};

use super::{
    ApiFailure, HttpReply, HttpRequest, Result, SpeakError, bare_code, malformed, member_of, xml,
};

/// CBOR's tag of seconds since 1970.
const EPOCH_TAG: u64 = 1;

pub(super) fn encode(
    service: &Service,
    op: &'static OperationSchema,
    input: &Value,
) -> Result<HttpRequest> {
    let name = if service.target_prefix.is_empty() { service.name } else { service.target_prefix };
    let mut body = Vec::new();
    ciborium::into_writer(&write_structure(op.input(), input)?, &mut body)
        .map_err(|e| SpeakError::Input(e.to_string()))?;
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Ok(HttpRequest {
        method: "POST",
        target: format!("/service/{name}/operation/{}", op.name),
        headers: vec![
            header("smithy-protocol", "rpc-v2-cbor"),
            header("content-type", "application/cbor"),
            header("accept", "application/cbor"),
        ],
        body: Bytes::from(body),
    })
}

fn write_structure(shape: &'static Shape, value: &Value) -> Result<Cbor> {
    let members = value.as_object();
    let members = members.ok_or_else(|| SpeakError::Input(format!("{value} is no structure")))?;
    let entries = members.iter().map(|(name, value)| {
        let written = match member_of(shape, name) {
            Some(member) => write(member, value)?,
            None => Cbor::serialized(value).map_err(|e| SpeakError::Input(e.to_string()))?,
        };
        Ok((Cbor::Text(name.clone()), written))
    });
    entries.collect::<Result<_>>().map(Cbor::Map)
}

fn write(member: &'static Member, value: &Value) -> Result<Cbor> {
    let shape = member.target();
    Ok(match (shape.kind, value, shape.members.as_slice()) {
        (Kind::Structure | Kind::Union, Value::Object(_), _) => write_structure(shape, value)?,
        (Kind::List, Value::Array(items), [element]) => {
            Cbor::Array(items.iter().map(|item| write(element, item)).collect::<Result<_>>()?)
        }
        (Kind::Map, Value::Object(entries), [_, edge]) => {
            let entries = entries.iter().map(|(k, v)| Ok((Cbor::Text(k.clone()), write(edge, v)?)));
            Cbor::Map(entries.collect::<Result<_>>()?)
        }
        (Kind::Blob, Value::String(text), _) => {
            let bytes = BASE64.decode(text).map_err(|e| SpeakError::Input(e.to_string()))?;
            Cbor::Bytes(bytes)
        }
        (Kind::Timestamp, Value::Number(number), _) => {
            Cbor::Tag(EPOCH_TAG, Box::new(Cbor::Float(number.as_f64().unwrap_or_default())))
        }
        _ => Cbor::serialized(value).map_err(|e| SpeakError::Input(e.to_string()))?,
    })
}

fn parse(reply: &HttpReply) -> Result<Cbor> {
    if reply.header("smithy-protocol") != Some("rpc-v2-cbor") {
        return Err(malformed("there is no smithy-protocol header"));
    }
    if reply.body.is_empty() {
        return Ok(Cbor::Map(Vec::new()));
    }
    ciborium::from_reader(reply.body.as_ref()).map_err(malformed)
}

pub(super) fn output(op: &'static OperationSchema, reply: &HttpReply) -> Result<Value> {
    read_structure(op.output(), &parse(reply)?)
}

pub(super) fn error(reply: &HttpReply) -> Result<ApiFailure> {
    let body = parse(reply)?;
    let text = |name: &str| {
        let entry = body.as_map()?.iter().find(|(k, _)| k.as_text() == Some(name))?;
        entry.1.as_text().map(str::to_owned)
    };
    let code = text("__type").ok_or_else(|| malformed("an error without __type"))?;
    Ok(ApiFailure {
        code: bare_code(&code),
        message: text("message").or_else(|| text("Message")),
        ..ApiFailure::default()
    })
}

fn read_structure(shape: &'static Shape, value: &Cbor) -> Result<Value> {
    let entries = value.as_map().ok_or_else(|| malformed(format!("no map: {value:?}")))?;
    let mut out = Map::new();
    for (key, value) in entries {
        let name = key.as_text().ok_or_else(|| malformed("a key that is no text"))?;
        let member = member_of(shape, name);
        let member = member.ok_or_else(|| malformed(format!("{} has no {name}", shape.name)))?;
        out.insert(name.to_owned(), read(member, value)?);
    }
    Ok(Value::Object(out))
}

fn read(member: &'static Member, value: &Cbor) -> Result<Value> {
    let shape = member.target();
    let wrong = || malformed(format!("{} is no {:?}: {value:?}", member.wire, shape.kind));
    Ok(match (shape.kind, value, shape.members.as_slice()) {
        (_, Cbor::Null, _) => Value::Null,
        (Kind::Structure | Kind::Union, _, _) => read_structure(shape, value)?,
        (Kind::List, Cbor::Array(items), [element]) => {
            Value::Array(items.iter().map(|item| read(element, item)).collect::<Result<_>>()?)
        }
        (Kind::Map, Cbor::Map(entries), [_, edge]) => {
            let entries = entries.iter().map(|(key, value)| {
                Ok((key.as_text().ok_or_else(wrong)?.to_owned(), read(edge, value)?))
            });
            Value::Object(entries.collect::<Result<_>>()?)
        }
        (Kind::Blob, Cbor::Bytes(bytes), _) => Value::String(BASE64.encode(bytes)),
        (Kind::Timestamp, Cbor::Tag(EPOCH_TAG, inner), _) => {
            let whole = inner.as_integer().and_then(|n| i64::try_from(n).ok());
            let at = inner.as_float().and_then(Timestamp::from_secs_f64);
            xml::seconds(at.or(whole.map(Timestamp::from_secs)).ok_or_else(wrong)?)
        }
        (Kind::Boolean, Cbor::Bool(value), _) => json!(value),
        (Kind::String, Cbor::Text(text), _) => json!(text),
        (_, Cbor::Integer(number), _) => json!(i64::try_from(*number).map_err(|_| wrong())?),
        (Kind::Float | Kind::Double, Cbor::Float(number), _) => {
            Number::from_f64(*number).map_or_else(|| json!(number.to_string()), Value::Number)
        }
        (Kind::Document, other, _) => other.deserialized().map_err(malformed)?,
        _ => return Err(wrong()),
    })
}
