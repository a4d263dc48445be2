//! From a request to an operation's input: the choice of codec, and what all of them share.

use std::borrow::Cow;

use bytes::Bytes;
use http::header::CONTENT_ENCODING;
use schema::{DeError, DeResult, OperationSchema, Protocol, Service, Shape, ShapeDe};

use crate::binding::{self, Bound};
use crate::cbor::CborDe;
use crate::gzip;
use crate::json::JsonDe;
use crate::query::{Dialect, Form, QueryDe};
use crate::request::{Body, DecodeContext, Limits, Rejection, RequestParts};
use crate::uri::Labels;
use crate::validate::{Checks, Seen};
use crate::xml::XmlBody;

/// Reads a request into an operation's input.
///
/// `labels` are what [`crate::uri::RouteTable::find`] returned; the RPC protocols have none. Broken constraints are collected,
/// not worded: see [`schema::Violation::sentence`].
///
/// # Errors
/// [`Rejection::Malformed`] when the request cannot be read, [`Rejection::Invalid`] when it breaks constraints.
#[allow(clippy::too_many_arguments, reason = "what a request is made of, each once")]
pub fn decode(
    protocol: Protocol,
    _service: &'static Service,
    op: &'static OperationSchema,
    labels: &Labels<'_>,
    request: &RequestParts<'_>,
    body: Body<'_>,
    into: &mut dyn ShapeDe,
    cx: &mut DecodeContext<'_>,
) -> Result<(), Rejection> {
    let mut checks = Checks::new(cx.validate, cx.limits);
    let mut seen = Seen::default();
    let shape = op.input();
    match protocol {
        Protocol::AwsJson => {
            let bytes = whole(op, protocol, request, body, cx)?;
            let mut de = JsonDe::new(&bytes, &mut checks, cx.limits.depth)?;
            de.top_level(shape, into, &mut seen, false)?;
        }
        Protocol::AwsQuery | Protocol::Ec2Query => {
            let bytes = whole(op, protocol, request, body, cx)?;
            let text = std::str::from_utf8(&bytes)
                .map_err(|_| DeError::new("The request body is not valid UTF-8"))?;
            let dialect = match protocol {
                Protocol::Ec2Query => Dialect::Ec2,
                _ => Dialect::Query,
            };
            let form = Form::parse(request.query, text, &mut checks)?;
            QueryDe::new(form.root(), &mut checks, dialect).members(shape, into, &mut seen)?;
        }
        Protocol::RpcV2Cbor => {
            let bytes = whole(op, protocol, request, body, cx)?;
            CborDe::new(&bytes, &mut checks, cx.limits.depth).top_level(shape, into, &mut seen)?;
        }
        Protocol::RestJson | Protocol::RestXml => {
            let mut reading = Reading { into: &mut *into, seen: &mut seen, checks: &mut checks };
            rest(protocol, op, labels, request, body, cx, &mut reading)?;
        }
    }
    fill_tokens(op, into, &mut seen, cx)?;
    checks.structure(shape, &seen);
    let violations = checks.into_violations();
    if violations.is_empty() { Ok(()) } else { Err(Rejection::Invalid(violations)) }
}

/// Reads one structure from a body of its own, without bindings and without checks: an error's or event's
/// members, a stored document, a client's view of an answer.
///
/// # Errors
/// When the body is not of the protocol's format, or a value is of the wrong type.
pub fn decode_structure(
    protocol: Protocol,
    shape: &'static Shape,
    body: &[u8],
    into: &mut dyn ShapeDe,
) -> DeResult {
    let limits = Limits::default();
    let mut checks = Checks::new(false, limits);
    let mut seen = Seen::default();
    match protocol {
        Protocol::AwsJson | Protocol::RestJson => {
            JsonDe::new(body, &mut checks, limits.depth)?.top_level(shape, into, &mut seen, false)
        }
        Protocol::RpcV2Cbor => {
            CborDe::new(body, &mut checks, limits.depth).top_level(shape, into, &mut seen)
        }
        Protocol::RestXml | Protocol::AwsQuery | Protocol::Ec2Query => XmlBody::parse(
            body,
            limits.depth,
            &mut checks,
        )?
        .top_level(&mut checks, shape, into, &mut seen, false),
    }
}

/// What a REST request is read into.
struct Reading<'r> {
    into: &'r mut dyn ShapeDe,
    seen: &'r mut Seen,
    checks: &'r mut Checks,
}

/// Reads a REST request: what is bound to its head, then what is left in the body.
fn rest(
    protocol: Protocol,
    op: &'static OperationSchema,
    labels: &Labels<'_>,
    request: &RequestParts<'_>,
    body: Body<'_>,
    cx: &DecodeContext<'_>,
    reading: &mut Reading<'_>,
) -> DeResult {
    let whole = match body {
        Body::Stream(_) => None,
        Body::Bytes(bytes) => Some(whole(op, protocol, request, Body::Bytes(bytes), cx)?),
    };
    let body = match &whole {
        Some(bytes) => Body::Bytes(bytes),
        None => body,
    };
    let shape = op.input();
    let Reading { into, seen, checks } = reading;
    let depth = cx.limits.depth;
    match binding::read(shape, request, labels, body, &mut **into, seen, checks)? {
        Bound::Done => Ok(()),
        Bound::Members(bytes) if protocol == Protocol::RestJson => {
            JsonDe::new(bytes, checks, depth)?.top_level(shape, &mut **into, seen, true)
        }
        Bound::Payload(index, member, bytes) if protocol == Protocol::RestJson => {
            if JsonDe::new(bytes, checks, depth)?.payload(index, member, &mut **into)? {
                seen.insert(index);
            }
            Ok(())
        }
        Bound::Members(bytes) | Bound::Payload(_, _, bytes) if bytes.is_empty() => Ok(()),
        Bound::Members(bytes) => {
            XmlBody::parse(bytes, depth, checks)?.top_level(checks, shape, &mut **into, seen, true)
        }
        Bound::Payload(index, member, bytes) => {
            XmlBody::parse(bytes, depth, checks)?.payload(checks, index, member, &mut **into)?;
            seen.insert(index);
            Ok(())
        }
    }
}

/// A body that is all there, expanded when it came compressed.
fn whole<'a>(
    op: &OperationSchema,
    protocol: Protocol,
    request: &RequestParts<'_>,
    body: Body<'a>,
    cx: &DecodeContext<'_>,
) -> DeResult<Cow<'a, Bytes>> {
    let Body::Bytes(bytes) = body else {
        return Err(DeError::new("This operation takes no streaming body"));
    };
    // In REST a content encoding may be an object's metadata, so there the model must allow it.
    let rest = matches!(protocol, Protocol::RestJson | Protocol::RestXml);
    let encoding = request.headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
    // Encodings are listed in the order in which they were applied; gzip is the only one that models name.
    match encoding.and_then(|all| all.rsplit(',').next()).map(str::trim) {
        Some(name) if name.eq_ignore_ascii_case("gzip") && (!rest || op.compressed_request) => {
            gzip::expand(bytes, cx.limits.expanded).map(Cow::Owned)
        }
        _ => Ok(Cow::Borrowed(bytes)),
    }
}

/// Makes up the idempotency tokens that the client left out.
fn fill_tokens(
    op: &'static OperationSchema,
    into: &mut dyn ShapeDe,
    seen: &mut Seen,
    cx: &mut DecodeContext<'_>,
) -> DeResult {
    for (index, member) in op.input().members.iter().enumerate() {
        if member.idempotency_token && !seen.contains(index) {
            let token = (cx.token)();
            let mut checks = Checks::new(false, cx.limits);
            into.set(index, member, &mut crate::text_de::TextDe::new(&token, &mut checks))?;
            seen.insert(index);
        }
    }
    Ok(())
}
