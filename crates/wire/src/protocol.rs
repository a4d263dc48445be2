//! Which protocol a request speaks, told from its headers and the beginning of its body.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderName};
use schema::Protocol;

use crate::percent;

// Their hashes are made from names that are known to be good.
static SMITHY_PROTOCOL: HeaderName = HeaderName::from_static("smithy-protocol");
static TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// What a request says of its protocol and operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Detected<'a> {
    /// `X-Amz-Target: Prefix.Operation`.
    AwsJson {
        /// What stands before the last dot.
        prefix: &'a str,
        /// The operation.
        operation: &'a str,
    },
    /// A form with an `Action`: awsQuery or ec2Query, as the service says.
    Query {
        /// The operation.
        action: Cow<'a, str>,
        /// The API version, when given.
        version: Option<Cow<'a, str>>,
    },
    /// `/service/NAME/operation/NAME` with `smithy-protocol: rpc-v2-cbor`.
    RpcV2Cbor {
        /// The service's id as in the path.
        service: &'a str,
        /// The operation.
        operation: &'a str,
    },
    /// None of these: a REST protocol, found by path and method.
    Rest,
}

/// Tells the protocol. `body` is looked at only when it is a form.
pub fn detect<'a>(
    headers: &'a HeaderMap,
    path: &'a str,
    query: &'a str,
    body: &'a [u8],
) -> Detected<'a> {
    let header = |name: &HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    // Hardly any path has this form, so that the header is seldom looked for.
    if let Some((service, operation)) = rpc_v2_path(path)
        && header(&SMITHY_PROTOCOL) == Some("rpc-v2-cbor")
    {
        return Detected::RpcV2Cbor { service, operation };
    }
    if let Some((prefix, operation)) = header(&TARGET).and_then(target) {
        return Detected::AwsJson { prefix, operation };
    }
    if path == "/" || path.is_empty() {
        let form =
            headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
                value.trim_start().starts_with("application/x-www-form-urlencoded")
            });
        let body = if form { std::str::from_utf8(body).unwrap_or("") } else { "" };
        if let Some(found) = query_action(query, body) {
            return found;
        }
    }
    Detected::Rest
}

/// `Prefix.Operation`.
fn target(text: &str) -> Option<(&str, &str)> {
    let dot = text.bytes().rposition(|byte| byte == b'.')?;
    Some((&text[..dot], &text[dot + 1..]))
}

/// `/service/NAME/operation/NAME`, whatever stands before.
fn rpc_v2_path(path: &str) -> Option<(&str, &str)> {
    let (rest, operation) = path.rsplit_once("/operation/")?;
    let (_, service) = rest.rsplit_once("/service/")?;
    let service = service.rsplit_once('.').map_or(service, |(_, name)| name);
    Some((service, operation.trim_end_matches('/')))
}

fn query_action<'a>(query: &'a str, body: &'a str) -> Option<Detected<'a>> {
    let mut action = None;
    let mut version = None;
    for (name, value) in percent::pairs(query).chain(percent::pairs(body)).filter_map(Result::ok) {
        match &*name {
            "Action" => action = Some(value),
            "Version" => version = Some(value),
            _ => continue,
        }
        if action.is_some() && version.is_some() {
            break;
        }
    }
    Some(Detected::Query { action: action?, version })
}

/// The protocol of a detected request for a service that speaks `spoken`; none when it does not speak it.
pub fn choose(detected: &Detected<'_>, spoken: &[Protocol]) -> Option<Protocol> {
    let first = |wanted: &[Protocol]| spoken.iter().copied().find(|p| wanted.contains(p));
    match detected {
        Detected::AwsJson { .. } => first(&[Protocol::AwsJson]),
        Detected::Query { .. } => first(&[Protocol::AwsQuery, Protocol::Ec2Query]),
        Detected::RpcV2Cbor { .. } => first(&[Protocol::RpcV2Cbor]),
        Detected::Rest => first(&[Protocol::RestJson, Protocol::RestXml]),
    }
}
