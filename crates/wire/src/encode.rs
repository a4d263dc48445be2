//! From an operation's output to a response: the choice of codec, and the headers that all share.

use bytes::Bytes;
use std::borrow::Cow;

use http::HeaderName;
use http::header::{CONTENT_RANGE, CONTENT_TYPE};
use schema::{
    BoxStream, Event, Location, OperationSchema, Protocol, SerError, Service, Shape, ShapeSer,
    XmlNamespace,
};

use crate::binding::{BodyFormat, BoundSer, Payload};
use crate::cbor::CborSer;
use crate::eventstream::{self, EventFormat};
use crate::json::JsonSer;
use crate::response::{Response, ResponseBody};
use crate::xml::{Style, XmlSer};

/// The header by which rpcv2Cbor is told from other protocols.
pub(crate) const SMITHY_PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
/// The header that names the request to whoever looks for it in a log.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");

/// Writes an operation's output.
///
/// # Errors
/// When the output holds what its place cannot: that is an error of the service, not of the client.
pub fn encode(
    protocol: Protocol,
    service: &'static Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
    request_id: &str,
) -> Result<Response, SerError> {
    let mut response = match protocol {
        Protocol::AwsJson => aws_json(service, op, output)?,
        Protocol::AwsQuery => aws_query(service, op, output, request_id)?,
        Protocol::Ec2Query => ec2_query(service, op, output, request_id)?,
        Protocol::RestJson | Protocol::RestXml => rest(protocol, service, op, output)?,
        Protocol::RpcV2Cbor => rpc_v2_cbor(service, op, output)?,
    };
    request_ids(&mut response, service, request_id);
    Ok(response)
}

/// The answer of a body that is in the client's protocol already.
pub fn encode_raw(
    service: &'static Service,
    content_type: &'static str,
    body: Bytes,
    request_id: &str,
) -> Response {
    let mut response = Response::new(200, Vec::new());
    response.fixed(CONTENT_TYPE, content_type);
    response.body = ResponseBody::Bytes(body);
    request_ids(&mut response, service, request_id);
    response
}

/// The request's id, and for S3 the second one that its clients print.
pub(crate) fn request_ids(response: &mut Response, service: &Service, request_id: &str) {
    if matches!(service.name, "s3" | "s3control") {
        response.text(HeaderName::from_static("x-amz-request-id"), request_id);
        response.text(HeaderName::from_static("x-amz-id-2"), &extended_id(request_id));
    } else {
        response.text(REQUEST_ID, request_id);
    }
}

/// S3's second id: opaque to clients, and here derived from the first.
pub(crate) fn extended_id(request_id: &str) -> String {
    use base64::Engine;
    crate::scalar::BASE64.encode(request_id)
}

/// The content type of awsJson in the service's version.
pub(crate) fn json_content_type(service: &Service) -> &'static str {
    match service.json_version {
        "1.1" => "application/x-amz-json-1.1",
        _ => "application/x-amz-json-1.0",
    }
}

/// The default namespace of a service's XML.
pub(crate) fn service_namespace(service: &Service) -> Option<XmlNamespace> {
    (!service.xml_namespace.is_empty())
        .then_some(XmlNamespace { uri: service.xml_namespace, prefix: "" })
}

fn aws_json(
    service: &'static Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
) -> Result<Response, SerError> {
    if !op.has_output {
        let mut response = Response::new(200, Vec::new());
        response.fixed(CONTENT_TYPE, json_content_type(service));
        return Ok(response);
    }
    let mut ser = JsonSer::with_capacity(512);
    ser.top_level(&op.output().members, output)?;
    let events = ser.take_events();
    let body = ser.into_bytes();
    Ok(match events {
        Some((union, events)) => {
            let format = EventFormat { protocol: Protocol::AwsJson, service };
            event_response(format, union, events, Some(body))
        }
        None => {
            let mut response = Response::new(200, body);
            response.fixed(CONTENT_TYPE, json_content_type(service));
            response
        }
    })
}

fn rpc_v2_cbor(
    service: &'static Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
) -> Result<Response, SerError> {
    let mut ser = CborSer::with_capacity(512);
    if op.has_output {
        ser.top_level(&op.output().members, output)?;
    }
    let events = ser.take_events();
    let body = ser.into_bytes();
    let mut response = match events {
        Some((union, events)) => {
            let format = EventFormat { protocol: Protocol::RpcV2Cbor, service };
            event_response(format, union, events, Some(body))
        }
        None => Response::new(200, body),
    };
    if op.has_output && !response.has(&CONTENT_TYPE) {
        response.fixed(CONTENT_TYPE, "application/cbor");
    }
    response.fixed(SMITHY_PROTOCOL, "rpc-v2-cbor");
    Ok(response)
}

fn event_response(
    format: EventFormat,
    union: &'static Shape,
    events: BoxStream<Event>,
    initial: Option<Vec<u8>>,
) -> Response {
    let first = initial.map(|payload| eventstream::initial_response(format, payload));
    let mut response = Response::new(200, Vec::new());
    response.body = ResponseBody::Stream(eventstream::framed(format, union, events, first));
    response.fixed(CONTENT_TYPE, eventstream::CONTENT_TYPE);
    response
}

fn rest(
    protocol: Protocol,
    service: &'static Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
) -> Result<Response, SerError> {
    let shape = op.output();
    let format = match protocol {
        Protocol::RestJson => BodyFormat::Json(JsonSer::with_capacity(512)),
        _ => {
            let mut xml = XmlSer::for_service(Style::Plain, service);
            xml.declaration();
            xml.root_namespace(shape.xml_namespace.or(service_namespace(service)));
            BodyFormat::Xml(xml)
        }
    };
    let mut ser = BoundSer::new(Some(shape), format);
    ser.head(&shape.members, output)?;
    let status = ser.status.unwrap_or(op.status);
    let any = shape.members.iter().any(|member| member.location == Location::Body);
    // An output that is modelled without members is an empty object all the same.
    let object = protocol == Protocol::RestJson && op.has_output && shape.members.is_empty();
    let in_body = shape.payload.is_none() && (any || object) && !matches!(status, 204 | 304);
    if in_body {
        rest_body(&mut ser, shape, output)?;
    }
    let format = EventFormat { protocol, service };
    Ok(rest_response(ser, format, op.status, in_body))
}

/// The members that stand in the body, among themselves.
fn rest_body(
    ser: &mut BoundSer,
    shape: &'static Shape,
    output: &dyn ShapeSer,
) -> Result<(), SerError> {
    let members = &shape.members;
    let name = if shape.xml_name.is_empty() { shape.name } else { shape.xml_name };
    match &mut ser.body {
        BodyFormat::Json(json) => json.open(),
        BodyFormat::Xml(_) if shape.unwrapped_output => {}
        BodyFormat::Xml(xml) => {
            xml.begin_root(name, shape.xml_namespace);
            if members.iter().any(|member| member.xml_attribute) {
                ser.body(members, output)?;
            }
            if let BodyFormat::Xml(xml) = &mut ser.body {
                xml.end_attributes();
            }
        }
    }
    ser.body(members, output)?;
    match &mut ser.body {
        BodyFormat::Json(json) => json.close(),
        BodyFormat::Xml(xml) if !shape.unwrapped_output => xml.close(name),
        BodyFormat::Xml(_) => {}
    }
    Ok(())
}

fn rest_response(mut ser: BoundSer, format: EventFormat, status: u16, in_body: bool) -> Response {
    let typed = match format.protocol {
        Protocol::RestJson => "application/json",
        _ => "application/xml",
    };
    let status = ser.status.unwrap_or(status);
    let headers = std::mem::take(&mut ser.headers);
    // A part of something is an answer of its own kind, which models do not say.
    let partial = status == 200 && headers.iter().any(|(name, _)| name == CONTENT_RANGE);
    let status = if partial { 206 } else { status };
    let mut response = Response::new(status, Vec::new());
    response.headers = headers;
    let (body, content_type) = match ser.payload.take() {
        Some(Payload::Formatted) => (whole(ser.body.into_bytes()), typed),
        None if in_body => (whole(ser.body.into_bytes()), typed),
        None => return response,
        Some(Payload::Text(text)) => (whole(text.into_bytes()), "text/plain"),
        Some(Payload::Raw(bytes)) => (ResponseBody::Bytes(bytes), "application/octet-stream"),
        Some(Payload::Stream(stream)) => (ResponseBody::Stream(stream), "application/octet-stream"),
        Some(Payload::Events(union, events)) => {
            let frames = eventstream::framed(format, union, events, None);
            (ResponseBody::Stream(frames), eventstream::CONTENT_TYPE)
        }
    };
    response.body = body;
    response.content_type_if_absent(content_type);
    response
}

fn whole(bytes: Vec<u8>) -> ResponseBody {
    ResponseBody::Bytes(Bytes::from(bytes))
}

/// The element around a query answer's result.
pub(crate) fn result_name(op: &OperationSchema) -> Cow<'static, str> {
    match op.result_wrapper {
        "" => format!("{}Result", op.name).into(),
        name => name.into(),
    }
}

fn aws_query(
    service: &Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
    request_id: &str,
) -> Result<Response, SerError> {
    let mut ser = XmlSer::for_service(Style::Query, service);
    let root = format!("{}Response", op.name);
    ser.self_closing();
    ser.open(&root, service_namespace(service));
    if op.has_output {
        ser.root(&result_name(op), None, &op.output().members, output)?;
    }
    ser.open("ResponseMetadata", None);
    ser.extra("RequestId", request_id);
    ser.close("ResponseMetadata");
    ser.close(&root);
    let mut response = Response::new(200, ser.into_bytes());
    response.fixed(CONTENT_TYPE, "text/xml");
    Ok(response)
}

fn ec2_query(
    service: &Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
    request_id: &str,
) -> Result<Response, SerError> {
    let mut ser = XmlSer::for_service(Style::Query, service);
    let root = format!("{}Response", op.name);
    ser.declaration();
    ser.open(&root, service_namespace(service));
    ser.extra("requestId", request_id);
    output.write(&op.output().members, &mut ser)?;
    ser.close(&root);
    let mut response = Response::new(200, ser.into_bytes());
    response.fixed(CONTENT_TYPE, "text/xml;charset=UTF-8");
    Ok(response)
}
