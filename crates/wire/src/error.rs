//! Errors, in each protocol's form.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html#operation-error-serialization>, and
//! likewise on the other protocols' pages.

use http::HeaderName;
use http::header::CONTENT_TYPE;
use schema::{ApiError, Fault, Member, Protocol, Service, Shape};

use crate::binding::{BodyFormat, BoundSer};
use crate::cbor::CborSer;
use crate::encode::{
    REQUEST_ID, SMITHY_PROTOCOL, extended_id, json_content_type, request_ids, service_namespace,
};
use crate::json::JsonSer;
use crate::response::Response;
use crate::xml::{Style, XmlSer};

const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
const QUERY_ERROR: HeaderName = HeaderName::from_static("x-amzn-query-error");

/// Writes an error. `service` is `None` when the request reached no service; then plain defaults serve.
/// An error's own members are written when the service models the error; whatever they hold, the answer is
/// an error with this code and status.
pub fn encode_error(
    protocol: Protocol,
    service: Option<&'static Service>,
    error: &ApiError,
    request_id: &str,
) -> Response {
    let shape = service.and_then(|service| service.shape(error.code()));
    let mut response = match protocol {
        Protocol::AwsJson => aws_json(service, shape, error),
        Protocol::AwsQuery => aws_query(service, shape, error, request_id),
        Protocol::Ec2Query => ec2_query(shape, error, request_id),
        Protocol::RestJson => rest_json(shape, error),
        Protocol::RestXml => rest_xml(service, shape, error, request_id),
        Protocol::RpcV2Cbor => rpc_v2_cbor(service, shape, error),
    };
    for (name, value) in error.headers() {
        response.text(HeaderName::from_static(name), value);
    }
    match service {
        Some(service) => request_ids(&mut response, service, request_id),
        None => response.text(REQUEST_ID, request_id),
    }
    response
}

fn fault(error: &ApiError) -> &'static str {
    match error.fault() {
        Fault::Sender => "Sender",
        Fault::Receiver => "Receiver",
    }
}

/// The member that holds the message, by any capitals.
fn message_member(shape: Option<&'static Shape>) -> Option<&'static Member> {
    shape?.members.iter().find(|member| member.name.eq_ignore_ascii_case("message"))
}

fn message_name(shape: Option<&'static Shape>, error: &ApiError) -> &'static str {
    // What reads requests writes its message with a capital, unlike all else.
    let usual = if error.code() == "SerializationException" { "Message" } else { "message" };
    message_member(shape).map_or(usual, |member| member.wire)
}

/// What a service puts before an error's name in `__type`. DynamoDB tells its own errors from those of the
/// frame around it.
fn type_prefix(service: Option<&Service>, shape: Option<&Shape>, code: &str) -> &'static str {
    match service.map(|service| service.name) {
        Some("sqs") => "com.amazonaws.sqs#",
        Some("dynamodb" | "dynamodbstreams") => match (shape, code) {
            (Some(_), _) => "com.amazonaws.dynamodb.v20120810#",
            (None, "ValidationException") => "com.amazon.coral.validate#",
            (None, _) => "com.amazon.coral.service#",
        },
        _ => "",
    }
}

fn aws_json(
    service: Option<&'static Service>,
    shape: Option<&'static Shape>,
    error: &ApiError,
) -> Response {
    let name = format!("{}{}", type_prefix(service, shape, error.code()), error.code());
    let body = json_body(Some(&name), shape, error);
    let mut response = Response::new(error.status(), body);
    let content_type = service.map_or("application/x-amz-json-1.0", json_content_type);
    response.fixed(CONTENT_TYPE, content_type);
    query_error_header(&mut response, service, error);
    response
}

/// The old query code and fault, for services that moved from the query protocol to JSON.
fn query_error_header(response: &mut Response, service: Option<&Service>, error: &ApiError) {
    if service.is_some_and(|service| service.query_compatible) {
        response.text(QUERY_ERROR, &format!("{};{}", error.query_code(), fault(error)));
    }
}

fn json_body(name: Option<&str>, shape: Option<&'static Shape>, error: &ApiError) -> Vec<u8> {
    let mut ser = JsonSer::with_capacity(256);
    ser.open();
    if let Some(name) = name {
        ser.extra("__type", name);
    }
    let written = match (error.body(), shape) {
        (Some(body), Some(shape)) => body.write(&shape.members, &mut ser).is_ok(),
        _ => false,
    };
    // Some models give an error members and no message; its clients look for one all the same.
    let told = written && message_member(shape).is_some();
    if !told && let Some(message) = error.message() {
        ser.extra(message_name(shape, error), message);
    }
    ser.close();
    ser.into_bytes()
}

/// Code and message, then the error's own members and what else the service adds.
fn xml_members(ser: &mut XmlSer, code: &str, shape: Option<&'static Shape>, error: &ApiError) {
    ser.extra("Code", code);
    if let Some(message) = error.query_message() {
        ser.extra("Message", message);
        ser.skip(message_member(shape));
    }
    if let (Some(body), Some(shape)) = (error.body(), shape) {
        let _code_and_message_suffice = body.write(&shape.members, ser);
    }
    ser.skip(None);
    for (name, value) in error.extra() {
        ser.extra(name, value);
    }
}

fn aws_query(
    service: Option<&'static Service>,
    shape: Option<&'static Shape>,
    error: &ApiError,
    request_id: &str,
) -> Response {
    let mut ser = XmlSer::new(Style::Query);
    ser.open("ErrorResponse", service.and_then(service_namespace));
    ser.open("Error", None);
    ser.extra("Type", fault(error));
    xml_members(&mut ser, error.query_code(), shape, error);
    ser.close("Error");
    ser.extra("RequestId", request_id);
    ser.close("ErrorResponse");
    let mut response = Response::new(error.status(), ser.into_bytes());
    response.fixed(CONTENT_TYPE, "text/xml");
    response
}

fn ec2_query(shape: Option<&'static Shape>, error: &ApiError, request_id: &str) -> Response {
    let mut ser = XmlSer::new(Style::Query);
    ser.declaration();
    for name in ["Response", "Errors", "Error"] {
        ser.open(name, None);
    }
    xml_members(&mut ser, error.query_code(), shape, error);
    ser.close("Error");
    ser.close("Errors");
    ser.extra("RequestID", request_id);
    ser.close("Response");
    let mut response = Response::new(error.status(), ser.into_bytes());
    response.fixed(CONTENT_TYPE, "text/xml;charset=UTF-8");
    response
}

fn rest_json(shape: Option<&'static Shape>, error: &ApiError) -> Response {
    let mut json = JsonSer::with_capacity(256);
    json.open();
    let mut ser = BoundSer::new(shape, BodyFormat::Json(json));
    let written = write_bound(&mut ser, shape, error);
    if let BodyFormat::Json(json) = &mut ser.body {
        if !written && let Some(message) = error.message() {
            json.extra(message_name(shape, error), message);
        }
        json.close();
    }
    let headers = std::mem::take(&mut ser.headers);
    let mut response = Response::new(error.status(), ser.body.into_bytes());
    response.headers = headers;
    response.content_type_if_absent("application/json");
    response.text(ERROR_TYPE, error.code());
    response
}

fn rest_xml(
    service: Option<&'static Service>,
    shape: Option<&'static Shape>,
    error: &ApiError,
    request_id: &str,
) -> Response {
    let bare = service.is_some_and(|service| service.name == "s3");
    // Recorded: its errors stand in an envelope, and have what S3's have.
    let control = service.is_some_and(|service| service.name == "s3control");
    let mut xml = XmlSer::new(Style::Plain);
    xml.declaration();
    if bare {
        xml.open("Error", None);
    } else {
        xml.open("ErrorResponse", service.and_then(service_namespace));
        xml.open("Error", None);
        if !control {
            xml.extra("Type", fault(error));
        }
    }
    xml.extra("Code", error.query_code());
    if let Some(message) = error.message() {
        xml.extra("Message", message);
        xml.skip(message_member(shape));
    }
    let mut ser = BoundSer::new(shape, BodyFormat::Xml(xml));
    let _code_and_message_suffice = write_bound(&mut ser, shape, error);
    if let BodyFormat::Xml(xml) = &mut ser.body {
        for (name, value) in error.extra() {
            xml.extra(name, value);
        }
        if bare {
            xml.extra("RequestId", request_id);
            xml.extra("HostId", &extended_id(request_id));
            xml.close("Error");
        } else {
            xml.close("Error");
            xml.extra("RequestId", request_id);
            if control {
                xml.extra("HostId", &extended_id(request_id));
            }
            xml.close("ErrorResponse");
        }
    }
    let headers = std::mem::take(&mut ser.headers);
    let mut response = Response::new(error.status(), ser.body.into_bytes());
    response.headers = headers;
    response.content_type_if_absent("application/xml");
    response
}

/// Writes an error's own members to where each travels; whether there were any to write.
fn write_bound(ser: &mut BoundSer, shape: Option<&'static Shape>, error: &ApiError) -> bool {
    let (Some(body), Some(shape)) = (error.body(), shape) else { return false };
    ser.head(&shape.members, body).is_ok() && ser.body(&shape.members, body).is_ok()
}

fn rpc_v2_cbor(
    service: Option<&'static Service>,
    shape: Option<&'static Shape>,
    error: &ApiError,
) -> Response {
    let name = format!("{}{}", type_prefix(service, shape, error.code()), error.code());
    let body = cbor_body(Some(&name), shape, error);
    let mut response = Response::new(error.status(), body);
    response.fixed(CONTENT_TYPE, "application/cbor");
    response.fixed(SMITHY_PROTOCOL, "rpc-v2-cbor");
    query_error_header(&mut response, service, error);
    response
}

fn cbor_body(name: Option<&str>, shape: Option<&'static Shape>, error: &ApiError) -> Vec<u8> {
    let mut ser = CborSer::with_capacity(256);
    ser.open();
    if let Some(name) = name {
        ser.extra("__type", name);
    }
    let written = match (error.body(), shape) {
        (Some(body), Some(shape)) => body.write(&shape.members, &mut ser).is_ok(),
        _ => false,
    };
    // Some models give an error members and no message; its clients look for one all the same.
    let told = written && message_member(shape).is_some();
    if !told && let Some(message) = error.message() {
        ser.extra(message_name(shape, error), message);
    }
    ser.close();
    ser.into_bytes()
}

/// An error's members as the payload of an exception in an event stream.
pub(crate) fn event_payload(
    protocol: Protocol,
    shape: &'static Shape,
    error: &ApiError,
) -> Vec<u8> {
    match protocol {
        Protocol::RpcV2Cbor => cbor_body(None, Some(shape), error),
        Protocol::RestXml | Protocol::AwsQuery | Protocol::Ec2Query => {
            let mut ser = XmlSer::new(Style::Plain);
            ser.open(shape.name, shape.xml_namespace);
            if let Some(body) = error.body() {
                let _what_is_written_suffices = body.write(&shape.members, &mut ser);
            } else if let Some(message) = error.message() {
                ser.extra(message_name(Some(shape), error), message);
            }
            ser.close(shape.name);
            ser.into_bytes()
        }
        Protocol::AwsJson | Protocol::RestJson => json_body(None, Some(shape), error),
    }
}
