//! From a request's body to an operation's input: chunks taken off, resource URLs read, then the codec.

use bytes::Bytes;
use http::HeaderMap;
use http::header::HeaderName;
use hyper::body::Incoming;
use kernel::{Endpoint, Random};
use schema::{ApiError, Protocol, ShapeDe};
use sha2::{Digest as _, Sha256};
use sigv4::ChunkedDecoder;
use wire::{Body, DecodeContext, Rejection, RequestParts};

use crate::authenticate::Authenticated;
use crate::body::{Held, OnTheWay, as_stream, chunk_error};
use crate::config::Limits;
use crate::head::{Head, Signed, encoded_word, latin_header};
use crate::route::Route;

/// A body as it came.
pub(crate) enum RequestBody<'m> {
    /// All there, with its share of memory.
    Held(Held<'m>),
    /// Still to come.
    Streaming(Incoming),
}

impl RequestBody<'_> {
    /// The hash that signatures cover; `None` while the body is still to come.
    pub(crate) fn sha256(&self) -> Option<[u8; 32]> {
        match self {
            RequestBody::Held(held) => Some(Sha256::digest(&held.bytes).into()),
            RequestBody::Streaming(_) => None,
        }
    }
}

/// A body without the encoding of chunked uploads.
pub(crate) enum Payload {
    /// All there.
    Bytes(Bytes),
    /// Still to come.
    Stream(schema::ByteStream),
}

impl Payload {
    pub(crate) fn of(
        head: &Head<'_>,
        signed: &Signed<'_>,
        who: &Authenticated,
        body: RequestBody<'_>,
        limits: &Limits,
    ) -> Result<Payload, ApiError> {
        let chunked = chunk_decoder(head, signed, who)?;
        Ok(match (body, chunked) {
            (RequestBody::Streaming(body), chunked) => {
                let sha256 = signed.body_sha256();
                let trailers = head.trailers();
                Payload::Stream(as_stream(
                    body,
                    limits.body_idle,
                    OnTheWay { chunked, sha256, trailers },
                ))
            }
            (RequestBody::Held(held), None) => Payload::Bytes(held.bytes.clone()),
            (RequestBody::Held(held), Some((mut decoder, _))) => {
                let mut out = Vec::with_capacity(held.bytes.len());
                decoder.decode_into(&held.bytes, &mut out).map_err(chunk_error)?;
                decoder.finish().map_err(chunk_error)?;
                Payload::Bytes(out.into())
            }
        })
    }
}

/// For a body in chunks: what takes them off (and checks them), and the length that comes out.
fn chunk_decoder(
    head: &Head<'_>,
    signed: &Signed<'_>,
    who: &Authenticated,
) -> Result<Option<(ChunkedDecoder, Option<u64>)>, ApiError> {
    let authorization = signed.authorization().ok().flatten();
    let Some(auth) = authorization.filter(|a| a.payload.is_chunked()) else { return Ok(None) };
    let text = |name: &str| head.parts.headers.get(name).and_then(|v| v.to_str().ok());
    let length = text("x-amz-decoded-content-length").and_then(|v| v.parse().ok());
    let decoder = match &who.verified {
        Some(verified) => ChunkedDecoder::verified(auth, verified, length),
        None => ChunkedDecoder::unverified(auth.payload, length),
    };
    let trailers = text("x-amz-trailer").unwrap_or("");
    Ok(Some((decoder.map_err(chunk_error)?.expect_trailers(trailers), length)))
}

/// Reads the request into an operation's input, in the words of the protocol and of the service.
pub(crate) fn read(
    route: &Route<'_, '_>,
    request: &RequestParts<'_>,
    body: Payload,
    into: &mut dyn ShapeDe,
    random: &Random,
) -> Result<(), ApiError> {
    let Route { service, protocol, labels, .. } = route;
    let (schema, operation) = (service.service.schema.get(), route.operation_schema());
    let mut token = || random.uuid();
    let mut cx = DecodeContext::new(&mut token);
    let held;
    let body = match body {
        Payload::Bytes(bytes) => {
            held = bytes;
            Body::Bytes(&held)
        }
        Payload::Stream(stream) => Body::Stream(stream),
    };
    match wire::decode(*protocol, schema, operation, labels, request, body, into, &mut cx) {
        Ok(()) => Ok(()),
        Err(Rejection::Malformed(error)) => {
            let code = match protocol {
                Protocol::AwsQuery | Protocol::Ec2Query => "MalformedInput",
                Protocol::RestXml => "MalformedXML",
                _ => "SerializationException",
            };
            Err(ApiError::new(code, 400, error.message))
        }
        Err(Rejection::Invalid(violations)) => {
            service.service.wording.error(operation, &violations).map_or(Ok(()), Err)
        }
    }
}

/// Of a presigned request to S3: its headers with those that its query stands for. `None` when that has none.
pub(crate) fn presigned_headers(route: &Route<'_, '_>, head: &Head<'_>) -> Option<HeaderMap> {
    let of_s3 = route.service.service.schema.facts().signing_name == "s3";
    let signed = ["Signature=", "X-Amz-Signature="];
    if !of_s3 || !signed.iter().any(|name| head.query.contains(name)) {
        return None;
    }
    let mut headers: Option<HeaderMap> = None;
    for (name, value) in wire::query_pairs(head.query).filter_map(Result::ok) {
        let name = name.to_ascii_lowercase();
        let meant = name.starts_with("x-amz-") || name.starts_with("if-");
        // Clients sign before they have the body: the checksum that they put there is that of nothing.
        let of_body = name.starts_with("x-amz-checksum-") || name == "x-amz-sdk-checksum-algorithm";
        if !meant || of_body || OF_SIGNATURE.contains(&name.as_str()) {
            continue;
        }
        let value = match name.starts_with("x-amz-meta-") && !value.is_ascii() {
            true => encoded_word(&value),
            false => value.into_owned(),
        };
        let Ok(name) = HeaderName::try_from(name) else { continue };
        let value = latin_header(&value);
        let all = headers.get_or_insert_with(|| head.parts.headers.clone());
        if !all.contains_key(&name) {
            all.insert(name, value);
        }
    }
    headers
}

/// Parameters of a presigned request that are about its signature.
const OF_SIGNATURE: [&str; 9] = [
    "x-amz-algorithm",
    "x-amz-content-sha256",
    "x-amz-credential",
    "x-amz-date",
    "x-amz-decoded-content-length",
    "x-amz-expires",
    "x-amz-security-token",
    "x-amz-signature",
    "x-amz-signedheaders",
];

/// When a query call is sent to a resource's URL: the query string with the input member that the URL stands
/// for, unless the call names it.
pub(crate) fn resource_query(
    route: &Route<'_, '_>,
    head: &Head<'_>,
    body: &Payload,
    endpoint: &Endpoint,
) -> Result<Option<String>, ApiError> {
    let resource = route.service.service.resource_path;
    let here = route.on_resource && route.protocol == Protocol::AwsQuery;
    let Some(resource) = resource.filter(|_| here) else { return Ok(None) };
    let operation = route.operation_schema();
    if resource.refused.contains(&operation.name) {
        let message = format!("The action {} is not valid for this endpoint.", operation.name);
        return Err(ApiError::new("InvalidAction", 400, message));
    }
    let form: &[u8] = if let Payload::Bytes(bytes) = body { bytes } else { &[] };
    let named = |text: &[u8]| {
        text.split(|b| *b == b'&').any(|pair| {
            let rest = pair.strip_prefix(resource.member.as_bytes());
            rest.is_some_and(|rest| rest.first() == Some(&b'='))
        })
    };
    let takes_it = operation.input().member(resource.member).is_some();
    if !takes_it || named(head.query.as_bytes()) || named(form) {
        return Ok(None);
    }
    let url = format!("{}://{}{}", endpoint.scheme(), endpoint.authority, head.path);
    let joint = if head.query.is_empty() { "" } else { "&" };
    Ok(Some(format!("{}{joint}{}={}", head.query, resource.member, escape(&url))))
}

/// Percent-encodes what would break a query string.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
