//! restJson and restXml: members go where the model binds them.
//! Ref: <https://smithy.io/2.0/spec/http-bindings.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use schema::{Kind, Location, Member, OperationSchema, Protocol, Service, Shape, TimestampFormat};
use serde_json::{Map, Value};

use super::xml::{self, Names};
use super::{
    HttpReply, HttpRequest, Result, SpeakError, json, malformed, member_of, member_text, percent,
};

pub(super) fn encode(
    protocol: Protocol,
    _service: &Service,
    op: &'static OperationSchema,
    input: &Value,
) -> Result<HttpRequest> {
    let members = input.as_object();
    let members = members.ok_or_else(|| SpeakError::Input(format!("{input} is no structure")))?;
    let mut target = op.uri.to_owned();
    let mut query = Vec::new();
    let mut headers = Vec::new();
    let mut body = Map::new();
    for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
        let Some(member) = member_of(op.input(), name) else {
            body.insert(name.clone(), value.clone());
            continue;
        };
        let text = |format| member_text(member, value, format);
        match member.location {
            Location::Uri => {
                let text = text(TimestampFormat::Iso8601)?;
                let greedy = format!("{{{}+}}", member.wire);
                let slashes = percent(&text).replace("%2F", "/");
                target = target.replace(&greedy, &slashes);
                target = target.replace(&format!("{{{}}}", member.wire), &percent(&text));
            }
            Location::Query => bind_query(&mut query, member, value)?,
            Location::Header => {
                let text = match (value, member.target().members.first()) {
                    (Value::Array(items), Some(element)) => {
                        let texts = items
                            .iter()
                            .map(|item| member_text(element, item, TimestampFormat::HttpDate));
                        texts.collect::<Result<Vec<String>>>()?.join(",")
                    }
                    _ => text(TimestampFormat::HttpDate)?,
                };
                headers.push((member.wire.to_owned(), text));
            }
            Location::PrefixHeaders => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    let text = super::scalar_text(value)?;
                    headers.push((format!("{}{key}", member.wire), text));
                }
            }
            Location::Status => {}
            Location::Body => {
                body.insert(name.clone(), value.clone());
            }
        }
    }
    if !query.is_empty() {
        target.push(if target.contains('?') { '&' } else { '?' });
        target.push_str(&query.join("&"));
    }
    let body = write_body(protocol, op, body, &mut headers)?;
    Ok(HttpRequest { method: op.method, target, headers, body })
}

fn bind_query(query: &mut Vec<String>, member: &'static Member, value: &Value) -> Result<()> {
    let mut push = |name: &str, value: &Value| {
        let text = member_text(member, value, TimestampFormat::Iso8601)?;
        query.push(format!("{}={}", percent(name), percent(&text)));
        Ok(())
    };
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| push(member.wire, item)),
        Value::Object(entries) => entries.iter().try_for_each(|(name, value)| match value {
            Value::Array(items) => items.iter().try_for_each(|item| push(name, item)),
            value => push(name, value),
        }),
        scalar => push(member.wire, scalar),
    }
}

fn write_body(
    protocol: Protocol,
    op: &'static OperationSchema,
    body: Map<String, Value>,
    headers: &mut Vec<(String, String)>,
) -> Result<Bytes> {
    let shape = op.input();
    let xml = protocol == Protocol::RestXml;
    let mut content_type = |text: &str| {
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            headers.push(("content-type".to_owned(), text.to_owned()));
        }
    };
    let structured = if xml { "application/xml" } else { "application/json" };
    if let Some(index) = shape.payload {
        let member = &shape.members[usize::from(index)];
        let Some(value) = body.get(member.wire).or_else(|| body.get(member.name)) else {
            return Ok(Bytes::new());
        };
        return match (member.kind(), value) {
            (Kind::Blob, Value::String(text)) if xml => Ok(Bytes::from(
                STANDARD.decode(text).map_err(|e| SpeakError::Input(format!("{text}: {e}")))?,
            )),
            // A raw payload is given as text, not in base64: scenarios are read by people.
            (Kind::Blob | Kind::String, Value::String(text)) => Ok(Bytes::from(text.clone())),
            _ if xml => {
                content_type(structured);
                let shape = member.target();
                let own = if shape.xml_name.is_empty() { shape.name } else { shape.xml_name };
                let name = if member.wire == member.name { own } else { member.wire };
                Ok(Bytes::from(xml_root(name, shape, value)?))
            }
            _ => {
                content_type(structured);
                Ok(Bytes::from(value.to_string()))
            }
        };
    }
    if !shape.members.iter().any(|m| m.location == Location::Body) {
        return Ok(Bytes::new());
    }
    content_type(structured);
    let value = Value::Object(body);
    if xml {
        let name = if op.input_element.is_empty() { shape.name } else { op.input_element };
        return Ok(Bytes::from(xml_root(name, shape, &value)?));
    }
    Ok(Bytes::from(value.to_string()))
}

fn xml_root(name: &str, shape: &'static Shape, value: &Value) -> Result<String> {
    let mut out = String::new();
    xml_structure(&mut out, name, shape, value)?;
    Ok(out)
}

fn xml_structure(out: &mut String, name: &str, shape: &'static Shape, value: &Value) -> Result<()> {
    let members = value.as_object();
    let members = members.ok_or_else(|| SpeakError::Input(format!("{value} is no structure")))?;
    out.push_str(&format!("<{name}"));
    for (key, value) in members {
        if let Some(member) = member_of(shape, key).filter(|m| m.xml_attribute) {
            out.push_str(&format!(" {}=\"{}\"", member.wire, escape(&super::scalar_text(value)?)));
        }
    }
    out.push('>');
    for (key, value) in members {
        match member_of(shape, key) {
            Some(member) if member.xml_attribute => {}
            Some(member) => xml_member(out, member.wire, member, value)?,
            None => {
                let text = escape(&super::scalar_text(value)?);
                out.push_str(&format!("<{key}>{text}</{key}>"));
            }
        }
    }
    out.push_str(&format!("</{name}>"));
    Ok(())
}

fn xml_member(out: &mut String, name: &str, member: &'static Member, value: &Value) -> Result<()> {
    let shape = member.target();
    match (shape.kind, value, shape.members.as_slice()) {
        (Kind::Structure | Kind::Union, _, _) => xml_structure(out, name, shape, value),
        (Kind::List, Value::Array(items), [element]) if member.is_flattened() => {
            items.iter().try_for_each(|item| xml_member(out, name, element, item))
        }
        (Kind::List, Value::Array(items), [element]) => {
            out.push_str(&format!("<{name}>"));
            for item in items {
                xml_member(out, element.wire, element, item)?;
            }
            out.push_str(&format!("</{name}>"));
            Ok(())
        }
        (Kind::Map, Value::Object(entries), [key, edge]) => {
            let flat = member.is_flattened();
            let wrap = if flat { name } else { "entry" };
            if !flat {
                out.push_str(&format!("<{name}>"));
            }
            for (k, v) in entries {
                out.push_str(&format!("<{wrap}><{0}>{1}</{0}>", key.wire, escape(k)));
                xml_member(out, edge.wire, edge, v)?;
                out.push_str(&format!("</{wrap}>"));
            }
            if !flat {
                out.push_str(&format!("</{name}>"));
            }
            Ok(())
        }
        _ => {
            let text = escape(&member_text(member, value, TimestampFormat::Iso8601)?);
            out.push_str(&format!("<{name}>{text}</{name}>"));
            Ok(())
        }
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

pub(super) fn output(
    protocol: Protocol,
    op: &'static OperationSchema,
    reply: &HttpReply,
) -> Result<Value> {
    let shape = op.output();
    let mut out = Map::new();
    let place = |member: &Member| place(protocol, member);
    for member in &shape.members {
        match member.location {
            Location::Header => {
                if let Some(text) = reply.header(member.wire) {
                    out.insert(place(member), header_value(member, text)?);
                }
            }
            Location::PrefixHeaders => {
                let found: Map<String, Value> = reply
                    .headers
                    .iter()
                    .filter_map(|(name, value)| {
                        let rest = name.as_str().strip_prefix(&member.wire.to_ascii_lowercase())?;
                        Some((rest.to_owned(), Value::from(value.to_str().ok()?)))
                    })
                    .collect();
                if !found.is_empty() {
                    out.insert(place(member), Value::Object(found));
                }
            }
            Location::Status => {
                out.insert(place(member), Value::from(reply.status));
            }
            Location::Body | Location::Uri | Location::Query => {}
        }
    }
    read_body(protocol, shape, reply, &mut out)?;
    Ok(Value::Object(out))
}

/// The name under which an answer shows a member: restXml's services have no JSON, so there it is the model's.
fn place(protocol: Protocol, member: &Member) -> String {
    if protocol == Protocol::RestXml { member.name.to_owned() } else { member.wire.to_owned() }
}

fn header_value(member: &Member, text: &str) -> Result<Value> {
    match (member.kind(), member.timestamp_format()) {
        (Kind::Timestamp, None) => {
            let at = clock::Timestamp::parse_http_date(text).map_err(|_| malformed(text))?;
            Ok(xml::seconds(at))
        }
        _ => xml::scalar(member, text),
    }
}

fn read_body(
    protocol: Protocol,
    shape: &'static Shape,
    reply: &HttpReply,
    out: &mut Map<String, Value>,
) -> Result<()> {
    let xml = protocol == Protocol::RestXml;
    let payload = shape.payload.map(|index| &shape.members[usize::from(index)]);
    if reply.body.is_empty() {
        return Ok(());
    }
    if let ([member], true) = (shape.members.as_slice(), shape.unwrapped_output) {
        // The root element is the member.
        let document = xml::parse(&reply.body)?;
        let text = document.root_element().text().unwrap_or_default();
        out.insert(place(protocol, member), xml::scalar(member, text)?);
        return Ok(());
    }
    match payload.map(|member| (member, member.kind())) {
        Some((member, Kind::Blob | Kind::String)) => {
            let text = match member.kind() {
                Kind::Blob if xml => STANDARD.encode(&reply.body),
                _ => String::from_utf8_lossy(&reply.body).into_owned(),
            };
            out.insert(place(protocol, member), Value::String(text));
        }
        Some((member, _)) => {
            let value = if xml {
                xml::structure(
                    xml::parse(&reply.body)?.root_element(),
                    member.target(),
                    Names::Model,
                )?
            } else {
                json::output(&reply.body)?
            };
            out.insert(place(protocol, member), value);
        }
        None => {
            let value = if xml {
                xml::structure(xml::parse(&reply.body)?.root_element(), shape, Names::Model)?
            } else {
                json::output(&reply.body)?
            };
            let Value::Object(members) = value else { return Err(malformed("no structure")) };
            out.extend(members);
        }
    }
    Ok(())
}
