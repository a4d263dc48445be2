//! Answers in the client's protocol: outputs, and errors whoever made them.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, SERVER};
use http::{HeaderValue, StatusCode};
use hyper::Response;
use kernel::{AnyOutput, Registered};
use schema::{ApiError, Protocol};

use crate::head::Head;
use crate::reply::{ReplyBody, from_wire};
use crate::route::{Lost, Route, UNKNOWN_OPERATION};

/// An error with the protocol and the service that word it.
pub(crate) struct Failure<'k> {
    pub(crate) protocol: Protocol,
    pub(crate) service: Option<&'k Registered>,
    pub(crate) error: ApiError,
}

impl<'k> From<Lost<'k>> for Failure<'k> {
    fn from(lost: Lost<'k>) -> Failure<'k> {
        Failure { protocol: lost.protocol, service: lost.service, error: lost.error }
    }
}

/// An operation's output.
pub(crate) fn encode(
    head: &Head<'_>,
    route: &Route<'_, '_>,
    output: &dyn AnyOutput,
    request_id: &str,
) -> Result<Response<ReplyBody>, ApiError> {
    let (schema, operation) = (route.service.service.schema.get(), route.operation_schema());
    let response = if let Some(raw) = output.raw() {
        Ok(wire::encode_raw(schema, raw.content_type, raw.bytes.clone(), request_id))
    } else if route.protocol == Protocol::AwsQuery && head.wants_json() {
        wire::encode_query_json(schema, operation, output.as_shape(), request_id)
    } else {
        wire::encode(route.protocol, schema, operation, output.as_shape(), request_id)
    };
    let mut response = response.map(from_wire).map_err(ApiError::bug)?;
    if name_server(&mut response, Some(route.service)) && operation.name == "HeadBucket" {
        let xml = HeaderValue::from_static("application/xml");
        response.headers_mut().insert(CONTENT_TYPE, xml);
    }
    Ok(response)
}

/// Clients tell S3 from what only speaks like it by the name of its server; whether this is S3's.
pub(crate) fn name_server(
    response: &mut Response<ReplyBody>,
    service: Option<&Registered>,
) -> bool {
    let is_s3 = service.is_some_and(|service| service.name() == "s3");
    if is_s3 {
        response.headers_mut().insert(SERVER, HeaderValue::from_static("AmazonS3"));
    }
    is_s3
}

impl Failure<'_> {
    pub(crate) fn response(&self, head: &Head<'_>, request_id: &str) -> Response<ReplyBody> {
        let schema = self.service.map(|s| s.service.schema.get());
        let xml =
            matches!(self.protocol, Protocol::AwsQuery | Protocol::Ec2Query | Protocol::RestXml);
        if xml && self.error.code() == UNKNOWN_OPERATION {
            return unknown_operation(self.error.status(), request_id);
        }
        let mut response = from_wire(if self.protocol == Protocol::AwsQuery && head.wants_json() {
            wire::encode_query_json_error(schema, &self.error, request_id)
        } else {
            wire::encode_error(self.protocol, schema, &self.error, request_id)
        });
        name_server(&mut response, self.service);
        if self.error.status() == 304 {
            *response.body_mut() = ReplyBody::empty();
            response.headers_mut().remove(CONTENT_TYPE);
        }
        response
    }
}

/// What AWS's front ends say to a request that names no operation: this element and nothing around it.
fn unknown_operation(status: u16, request_id: &str) -> Response<ReplyBody> {
    let mut response =
        Response::new(ReplyBody::bytes(Bytes::from_static(b"<UnknownOperationException/>\n")));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::NOT_FOUND);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert("x-amzn-requestid", id);
    }
    response
}
