//! From an operation's output to a response: the choice of codec, and the headers that all share.

use http::HeaderName;
use http::header::CONTENT_TYPE;
use schema::{OperationSchema, Protocol, SerError, Service, ShapeSer, XmlNamespace};

use crate::json::JsonSer;
use crate::response::Response;
use crate::xml::{Style, XmlSer};

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
        Protocol::RestJson | Protocol::RestXml | Protocol::RpcV2Cbor => {
            return Err(SerError::Unrepresentable { member: op.name, what: "protocol" });
        }
    };
    request_ids(&mut response, service, request_id);
    Ok(response)
}

/// The request's id, and for S3 the second one that its clients print.
pub(crate) fn request_ids(response: &mut Response, service: &Service, request_id: &str) {
    if service.name == "s3" {
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

/// The style in which a service writes the answers of the query protocol.
pub(crate) fn query_style(service: &Service) -> Style {
    if service.query_compatible { Style::OldQuery } else { Style::Plain }
}

fn aws_json(
    service: &Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
) -> Result<Response, SerError> {
    let mut ser = JsonSer::with_capacity(512);
    ser.top_level(&op.output().members, output)?;
    let mut response = Response::new(200, ser.into_bytes());
    response.fixed(CONTENT_TYPE, json_content_type(service));
    Ok(response)
}

fn aws_query(
    service: &Service,
    op: &'static OperationSchema,
    output: &dyn ShapeSer,
    request_id: &str,
) -> Result<Response, SerError> {
    let mut ser = XmlSer::new(query_style(service));
    let root = format!("{}Response", op.name);
    ser.open(&root, service_namespace(service));
    if op.has_output {
        let wrapper = match op.result_wrapper {
            "" => format!("{}Result", op.name),
            name => name.to_owned(),
        };
        ser.root(&wrapper, None, &op.output().members, output)?;
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
    let mut ser = XmlSer::new(Style::Plain);
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
