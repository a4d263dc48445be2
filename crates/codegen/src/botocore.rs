//! From the source's JSON to a [`Model`].

use schema::{Kind, Location, Protocol, TimestampFormat};
use serde::Deserialize;

use crate::CodegenError;
use crate::model::{ErrorFacts, Member, Model, Namespace, Operation, Shape};
use crate::raw;

type Result<T> = std::result::Result<T, CodegenError>;

/// From a whole `service-2.json` as text: members keep the order of the source. `name` is ours.
pub fn from_botocore_str(name: &str, json: &str) -> Result<Model> {
    let raw = serde_json::from_str(json).map_err(CodegenError::source)?;
    convert(name, raw)
}

/// The same from parsed JSON; members then come in the order in which the value iterates.
pub fn from_botocore(value: &serde_json::Value) -> Result<Model> {
    let raw = raw::Service::deserialize(value).map_err(CodegenError::source)?;
    convert("service", raw)
}

/// A service of one operation, from a suite of protocol cases and one of its cases.
pub fn service_for_case(
    suite: &serde_json::Value,
    case: &serde_json::Value,
) -> Result<&'static schema::Service> {
    let mut raw = raw::Service::deserialize(suite).map_err(CodegenError::source)?;
    let given = raw::Operation::deserialize(&case["given"]).map_err(CodegenError::source)?;
    raw.operations = raw::Ordered(vec![(given.name.clone(), given)]);
    let text = convert("case", raw)?.to_schema_text()?;
    schema::text::load_owned(text).map_err(CodegenError::from)
}

fn convert(name: &str, raw: raw::Service) -> Result<Model> {
    let meta = raw.metadata;
    let words = if meta.protocols.is_empty() { vec![meta.protocol] } else { meta.protocols };
    let mut model = Model {
        name: name.to_owned(),
        id: meta.service_id,
        api_version: meta.api_version,
        protocols: words.iter().map(|word| protocol(word)).collect::<Result<_>>()?,
        target_prefix: meta.target_prefix,
        json_version: meta.json_version,
        xml_namespace: meta.xml_namespace.map_or_else(String::new, |ns| namespace(ns).uri),
        signing_name: meta.signing_name.unwrap_or_else(|| meta.endpoint_prefix.clone()),
        endpoint_prefix: meta.endpoint_prefix,
        query_compatible: meta.aws_query_compatible.is_some(),
        ..Model::default()
    };
    let ec2 = model.protocols.contains(&Protocol::Ec2Query);
    let mut streaming_members = Vec::new();
    for (name, raw) in raw.shapes.0 {
        for (member, edge) in &raw.members.0 {
            if edge.streaming {
                streaming_members.push((name.clone(), member.clone()));
            }
        }
        let shape = shape(&name, raw, ec2)?;
        model.shapes.insert(name, shape);
    }
    for (name, raw) in raw.operations.0 {
        model.operations.insert(name, operation(raw));
    }
    for (shape, member) in streaming_members {
        make_streaming(&mut model, &shape, &member);
    }
    model.check()?;
    Ok(model)
}

/// Some members stream while other uses of their blob do not: those get a shape of their own.
fn make_streaming(model: &mut Model, shape: &str, member: &str) {
    let Some(old) = model.shapes.get(shape) else { return };
    let Some(at) = old.members.iter().position(|m| m.name == member) else { return };
    let target = old.members[at].target.clone();
    let Some(blob) = model.shapes.get(&target) else { return };
    if blob.streaming {
        return;
    }
    let own = format!("Streaming{target}");
    let blob = Shape { streaming: true, ..blob.clone() };
    model.shapes.entry(own.clone()).or_insert(blob);
    if let Some(shape) = model.shapes.get_mut(shape) {
        shape.members[at].target = own;
    }
}

fn protocol(word: &str) -> Result<Protocol> {
    Ok(match word {
        "json" => Protocol::AwsJson,
        "query" => Protocol::AwsQuery,
        "ec2" => Protocol::Ec2Query,
        "rest-json" => Protocol::RestJson,
        "rest-xml" => Protocol::RestXml,
        "smithy-rpc-v2-cbor" => Protocol::RpcV2Cbor,
        _ => return Err(CodegenError::Unknown { what: "protocol", word: word.to_owned() }),
    })
}

fn namespace(raw: raw::Namespace) -> Namespace {
    match raw {
        raw::Namespace::Uri(uri) => Namespace { uri, prefix: String::new() },
        raw::Namespace::Full { uri, prefix } => Namespace { uri, prefix },
    }
}

fn timestamp_format(word: Option<String>) -> Result<Option<TimestampFormat>> {
    let Some(word) = word else { return Ok(None) };
    Ok(Some(match word.as_str() {
        "unixTimestamp" => TimestampFormat::Epoch,
        "iso8601" => TimestampFormat::Iso8601,
        "rfc822" => TimestampFormat::HttpDate,
        _ => return Err(CodegenError::Unknown { what: "timestamp format", word }),
    }))
}

fn operation(raw: raw::Operation) -> Operation {
    let anonymous = raw.authtype == "none" || raw.auth.iter().any(|a| a == "smithy.api#noAuth");
    let wrapper = raw.output.as_ref().and_then(|output| output.result_wrapper.clone());
    let mut operation = Operation {
        method: raw.http.method,
        uri: raw.http.request_uri,
        status: raw.http.response_code.unwrap_or(200),
        input: None,
        output: raw.output.map(|output| output.shape),
        errors: raw.errors.into_iter().map(|error| error.shape).collect(),
        result_wrapper: wrapper.unwrap_or_default(),
        input_element: String::new(),
        input_namespace: None,
        host_prefix: raw.endpoint.and_then(|e| e.host_prefix).unwrap_or_default(),
        compressed_request: raw.requestcompression.is_some(),
        anonymous,
    };
    if let Some(input) = raw.input {
        operation.input = Some(input.shape);
        operation.input_element = input.location_name.unwrap_or_default();
        operation.input_namespace = input.xml_namespace.map(namespace);
    }
    operation
}

fn kind(name: &str, raw: &raw::Shape) -> Result<Kind> {
    Ok(match raw.kind.as_str() {
        "structure" if raw.document => Kind::Document,
        "structure" if raw.union || raw.eventstream => Kind::Union,
        "structure" => Kind::Structure,
        "list" => Kind::List,
        "map" => Kind::Map,
        "string" | "character" => Kind::String,
        "blob" => Kind::Blob,
        "boolean" => Kind::Boolean,
        "byte" => Kind::Byte,
        "short" => Kind::Short,
        "integer" => Kind::Integer,
        "long" | "bigInteger" => Kind::Long,
        "float" => Kind::Float,
        "double" | "bigDecimal" => Kind::Double,
        "timestamp" => Kind::Timestamp,
        other => {
            let word = format!("{other}, of shape {name}");
            return Err(CodegenError::Unknown { what: "type", word });
        }
    })
}

fn shape(name: &str, raw: raw::Shape, ec2: bool) -> Result<Shape> {
    let mut shape = Shape::new(kind(name, &raw)?);
    shape.error = error_facts(name, &raw);
    shape.streaming = raw.streaming || raw.eventstream;
    shape.min = raw.min;
    shape.max = raw.max;
    shape.pattern = raw.pattern;
    shape.values = raw.values;
    shape.payload = raw.payload;
    shape.sparse = raw.sparse;
    shape.flattened = raw.flattened;
    shape.requires_length = raw.requires_length;
    shape.event = raw.event;
    shape.sensitive = raw.sensitive;
    shape.timestamp_format = timestamp_format(raw.timestamp_format)?;
    shape.xml_namespace = raw.xml_namespace.map(namespace);
    if matches!(shape.kind, Kind::Structure | Kind::Union) {
        shape.xml_name = raw.location_name.unwrap_or_default();
    }
    let collection = [("member", raw.member), ("key", raw.key), ("value", raw.value)];
    let collection = collection.into_iter().filter_map(|(n, edge)| Some((n.to_owned(), edge?)));
    if shape.kind != Kind::Document {
        for (name, edge) in raw.members.0.into_iter().chain(collection) {
            let required = raw.required.contains(&name);
            shape.members.push(member(name, edge, required, ec2)?);
        }
    }
    Ok(shape)
}

fn error_facts(name: &str, raw: &raw::Shape) -> Option<ErrorFacts> {
    if !raw.exception && raw.error.is_none() {
        return None;
    }
    let said = raw.error.as_ref();
    let fault = raw.fault || said.is_some_and(|e| e.fault);
    let status = said.and_then(|e| e.http_status_code).unwrap_or(if fault { 500 } else { 400 });
    let sender = said.and_then(|e| e.sender_fault).unwrap_or(!fault && status < 500);
    let code = said.and_then(|e| e.code.clone()).unwrap_or_else(|| name.to_owned());
    Some(ErrorFacts { code, status, sender })
}

fn location(word: Option<&str>) -> Result<Location> {
    Ok(match word {
        None => Location::Body,
        Some("uri") => Location::Uri,
        Some("querystring") => Location::Query,
        Some("header") => Location::Header,
        Some("headers") => Location::PrefixHeaders,
        Some("statusCode") => Location::Status,
        Some(other) => {
            return Err(CodegenError::Unknown { what: "location", word: other.to_owned() });
        }
    })
}

fn member(name: String, raw: raw::Edge, required: bool, ec2: bool) -> Result<Member> {
    let wire = raw.location_name.filter(|wire| *wire != name);
    let mut member = Member {
        target: raw.shape,
        required,
        wire,
        location: location(raw.location.as_deref())?,
        timestamp_format: timestamp_format(raw.timestamp_format)?,
        flattened: raw.flattened,
        xml_attribute: raw.xml_attribute,
        xml_namespace: raw.xml_namespace.map(namespace),
        idempotency_token: raw.idempotency_token,
        json_value: raw.jsonvalue,
        event_payload: raw.eventpayload,
        event_header: raw.eventheader,
        host_label: raw.host_label,
        name,
        ..Member::default()
    };
    if ec2 {
        member.ec2 = ec2_name(&member, raw.query_name);
    }
    Ok(member)
}

/// The ec2Query name, when it is neither the model's nor the wire's: the query name if modelled, or else the
/// wire name capitalised. A member without a wire name keeps the model's.
fn ec2_name(member: &Member, query: Option<String>) -> Option<String> {
    let wire = member.wire.as_deref();
    let wanted = query.or_else(|| wire.map(capitalised))?;
    let by_rule = match wire {
        Some(wire) if wire != member.name && capitalised(wire) == member.name => &member.name,
        Some(wire) => wire,
        None => &member.name,
    };
    (wanted != by_rule).then_some(wanted)
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |c| c.to_ascii_uppercase().to_string() + chars.as_str())
}
