//! One entry point for each codec that takes any bytes and must neither panic nor use memory out of
//! proportion: for fuzzers, and for the tests that mutate known bodies. They read as a service whose one
//! structure has members of every kind.

use std::sync::OnceLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use schema::dynamic::Struct;
use schema::{OperationSchema, Protocol, Service};

use crate::eventstream::Decoder;
use crate::uri::{Labels, RouteTable};
use crate::{Body, DecodeContext, Rejection, RequestParts};

/// A service with a member of every kind, in a structure that holds itself.
///
/// # Panics
/// When its text is not a schema, which a test rules out.
pub fn service() -> &'static Service {
    static LOADED: OnceLock<&'static Service> = OnceLock::new();
    LOADED.get_or_init(|| {
        schema::text::load(include_str!("service.txt"))
            .expect("the fuzz service's text is a schema")
    })
}

/// The operation whose input and output have every kind of member in their body.
///
/// # Panics
/// When the service lacks it, which a test rules out.
pub fn operation(name: &str) -> &'static OperationSchema {
    service().operation(name).expect("the fuzz service has its three operations")
}

/// Decodes `body` as the input of `Cook`, by an RPC protocol.
///
/// # Errors
/// As [`crate::decode()`].
pub fn decode_body(protocol: Protocol, body: &[u8]) -> Result<Struct, Rejection> {
    let headers = HeaderMap::new();
    let request = RequestParts { method: "POST", path: "/cook", query: "", headers: &headers };
    decode(protocol, operation("Cook"), &Labels::default(), &request, body)
}

fn decode(
    protocol: Protocol,
    op: &'static OperationSchema,
    labels: &Labels<'_>,
    request: &RequestParts<'_>,
    body: &[u8],
) -> Result<Struct, Rejection> {
    let body = Bytes::copy_from_slice(body);
    let mut token = || "token".to_owned();
    let mut cx = DecodeContext::new(&mut token);
    let mut out = Struct::default();
    let body = Body::Bytes(&body);
    crate::decode(protocol, service(), op, labels, request, body, &mut out, &mut cx)?;
    Ok(out)
}

/// A body of awsJson.
pub fn json(data: &[u8]) {
    let _outcome = decode_body(Protocol::AwsJson, data);
    let mut out = Struct::default();
    let untyped = operation("Untyped").input();
    let _outcome = crate::decode_structure(Protocol::AwsJson, untyped, data, &mut out);
}

/// A form of awsQuery, and of ec2Query.
pub fn query(data: &[u8]) {
    let _outcome = decode_body(Protocol::AwsQuery, data);
    let _outcome = decode_body(Protocol::Ec2Query, data);
}

/// A body of restXml.
pub fn xml(data: &[u8]) {
    let _outcome = decode_body(Protocol::RestXml, data);
}

/// A body of rpcv2Cbor.
pub fn cbor(data: &[u8]) {
    let _outcome = decode_body(Protocol::RpcV2Cbor, data);
}

/// A stream of event frames, whose events are read as `Choice`.
pub fn eventstream(data: &[u8]) {
    let mut decoder = Decoder::new();
    decoder.push(data);
    let Some(union) = service().shape("Choice") else { return };
    while let Ok(Some(message)) = decoder.next_message() {
        let mut out = Struct::default();
        let limits = crate::Limits::default();
        let protocol = Protocol::RestJson;
        let _outcome =
            crate::eventstream::decode_event(protocol, union, &message, &mut out, limits);
    }
}

/// A request line and headers, one a line: `PUT /path?query`, then `name: value`.
pub fn uri(data: &[u8]) {
    static ROUTES: OnceLock<RouteTable> = OnceLock::new();
    let routes = ROUTES.get_or_init(|| RouteTable::of(service()));
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let line = lines.next().unwrap_or("");
    let (method, target) = line.split_once(' ').unwrap_or(("PUT", line));
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let name = HeaderName::from_bytes(name.trim().as_bytes());
        let value = HeaderValue::from_bytes(value.trim().as_bytes());
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    let Some((index, labels)) = routes.find(method, path, query) else { return };
    let Some(op) = service().operations.get(index) else { return };
    let request = RequestParts { method, path, query, headers: &headers };
    let _outcome = decode(Protocol::RestJson, op, &labels, &request, b"{}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_loads() {
        for name in ["Bind", "Cook", "Untyped"] {
            assert_eq!(operation(name).name, name);
        }
    }
}
