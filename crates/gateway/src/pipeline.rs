//! One request, straight down: route, authenticate, decode, dispatch, encode.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use bytes::Bytes;
use http::header::{HOST, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use hyper::body::Incoming;
use hyper::{Request, Response};
use kernel::{Call, Endpoint, Kernel, Registered, ResetConnection, Via};
use schema::dynamic::Struct;
use schema::{ApiError, OperationSchema, Protocol, Service, ShapeDe};
use sha2::{Digest as _, Sha256};
use sigv4::{Authorization, ChunkedDecoder, RequestView, Verified, Verifier, WithAuthority};
use thiserror::Error;
use tokio::sync::{Notify, Semaphore};
use tracing::error;
use wire::{Body, DecodeContext, Rejection, RequestParts};

use crate::authenticate::{AuthFailure, Authenticated, authenticate};
use crate::body::{as_stream, read_whole};
use crate::config::Config;
use crate::connection::Peer;
use crate::cors::{self, Origin};
use crate::host;
use crate::reply::{ReplyBody, from_wire};
use crate::route::{Hints, Lost, Route, Routes};
use crate::tls::Authority;

/// Everything that requests share.
pub(crate) struct Gateway {
    pub(crate) kernel: Kernel,
    pub(crate) config: Config,
    pub(crate) authority: Authority,
    pub(crate) started: Instant,
    routes: Routes,
    verifier: Verifier,
    memory: Semaphore,
    stop: Notify,
}

/// The connection is to be closed without an answer: a fault that a user asked for.
#[derive(Debug, Error)]
#[error("the connection is dropped by a fault rule")]
pub(crate) struct Dropped;

/// An error with the protocol and the service that word it.
struct Failure<'k> {
    protocol: Protocol,
    service: Option<&'k Registered>,
    error: ApiError,
}

/// What is left of a request once its head is read.
struct Head<'r> {
    parts: &'r Parts,
    path: &'r str,
    query: &'r str,
    authority: &'r str,
}

impl Gateway {
    pub(crate) fn new(kernel: Kernel, config: Config, authority: Authority) -> Gateway {
        Gateway {
            routes: Routes::of(&kernel),
            started: kernel.clock().monotonic(),
            memory: Semaphore::new(config.limits.held_bytes / 1024),
            kernel,
            config,
            authority,
            verifier: Verifier::new(),
            stop: Notify::new(),
        }
    }

    /// Resolves when a client asked for the end.
    pub(crate) async fn stop_asked(&self) {
        self.stop.notified().await;
    }

    pub(crate) fn memory(&self) -> &Semaphore {
        &self.memory
    }

    pub(crate) fn ask_stop(&self) {
        self.stop.notify_one();
    }

    /// Answers a request. A panic in a handler is a bug of ours: it is logged, and answered with a 500.
    pub(crate) async fn handle(
        &self,
        peer: Peer,
        request: Request<Incoming>,
    ) -> Result<Response<ReplyBody>, Dropped> {
        let mut answering = pin!(self.answer(peer, request));
        std::future::poll_fn(|cx| {
            let polled = std::panic::catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(cx)));
            polled.unwrap_or_else(|_| {
                error!("a handler panicked; please report it with the lines above");
                let mut response = Response::new(ReplyBody::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                Poll::Ready(Ok(response))
            })
        })
        .await
    }

    async fn answer(
        &self,
        peer: Peer,
        request: Request<Incoming>,
    ) -> Result<Response<ReplyBody>, Dropped> {
        let (parts, body) = request.into_parts();
        let head = Head::of(&parts);
        let origin = cors::origin(&parts.headers, &self.config.cors_origins);
        if origin == Origin::Foreign {
            return Ok(refuse_origin());
        }
        let mut response = if cors::is_preflight(&parts.method, &parts.headers) {
            preflight(&parts.headers)
        } else if crate::admin::is_ours(head.path) {
            crate::admin::answer(self, &parts, head.authority, body).await
        } else {
            let request_id = self.kernel.random().uuid();
            match self.call(peer, &head, body, &request_id).await {
                Ok(response) => response,
                Err(failure) if failure.error.code() == ResetConnection::CODE => {
                    return Err(Dropped);
                }
                Err(failure) => failure.response(&request_id),
            }
        };
        if let Origin::Allowed(origin) = origin {
            cors::allow(response.headers_mut(), origin);
        }
        Ok(response)
    }

    async fn call(
        &self,
        peer: Peer,
        head: &Head<'_>,
        body: Incoming,
        request_id: &str,
    ) -> Result<Response<ReplyBody>, Failure<'_>> {
        let headers = WithAuthority { headers: &head.parts.headers, authority: head.authority };
        let view = RequestView {
            method: head.parts.method.as_str(),
            path: head.path,
            query: head.query,
            headers: &headers,
        };
        let request = head.request_parts();
        let host = host::read(head.authority);
        let parsed = sigv4::parse(&view);
        let authorization = parsed.as_ref().ok().and_then(Option::as_ref);
        let signing_name = authorization.map_or("", |auth| auth.scope.service.as_str());
        let hints = Hints { signing_name, host: &host };

        // A form names its operation in its body; everything else names it in its head.
        let limits = &self.config.limits;
        let mut unread = Some(body);
        let form = match unread.take_if(|_| is_form(&head.parts.headers)) {
            None => None,
            Some(body) => {
                let failure = |error| Failure { protocol: family(head), service: None, error };
                Some(read_whole(body, limits, &self.memory).await.map_err(failure)?)
            }
        };
        let form_bytes = form.as_ref().map_or(&[][..], |held| &held.bytes);
        let route = match self.routes.find(&self.kernel, &request, form_bytes, &hints) {
            Ok(route) => route,
            Err(Lost { protocol, service, error }) => {
                return Err(Failure { protocol, service, error });
            }
        };
        let Route { service, protocol, .. } = route;
        let failure = |error| Failure { protocol, service: Some(service), error };
        let facts = service.service.schema.facts();
        let schema = service.service.schema.get();
        let operation = &schema.operations[route.operation];

        let held = match unread.take_if(|_| !operation.streaming_input) {
            None => form,
            Some(body) => Some(read_whole(body, limits, &self.memory).await.map_err(failure)?),
        };
        let bytes = held.as_ref().map_or_else(Bytes::new, |held| held.bytes.clone());
        if let Err(error) = &parsed {
            let refusal = AuthFailure::from(error.clone());
            return Err(failure(refusal.into_error(protocol, facts.signing_name)));
        }
        let hash = || held.as_ref().map(|held| Sha256::digest(&held.bytes).into());
        let Authenticated { caller, region, verified } = authenticate(
            &self.kernel,
            &self.verifier,
            authorization,
            &view,
            &host,
            facts.signing_name,
            hash,
        )
        .map_err(|e| failure(e.into_error(protocol, facts.signing_name)))?;

        let mut chunked = chunk_decoder(authorization, verified.as_ref(), &head.parts.headers)
            .map_err(failure)?;
        let bytes = match (&unread, chunked.is_some()) {
            (None, true) => unchunk(chunked.take(), &bytes).map_err(failure)?,
            _ => bytes,
        };
        let body = match unread {
            Some(body) => Body::Stream(as_stream(body, limits.body_idle, chunked)),
            None => Body::Bytes(&bytes),
        };
        let endpoint = Endpoint { secure: peer.secure, authority: head.authority.to_owned() };
        let query = resource_query(service, operation, &route, head, &bytes, &endpoint);
        let query = query.map_err(failure)?;
        let request = RequestParts { query: query.as_deref().unwrap_or(head.query), ..request };
        let Some((position, entry)) = service.entry(route.operation) else {
            return Err(failure(self.absent(&route, operation, &request, body)));
        };
        let mut input = (entry.new_input)();
        self.decode(&route, operation, &request, body, input.as_shape()).map_err(failure)?;

        let call = Call {
            service: facts.name,
            operation: position,
            caller: Arc::new(caller),
            region,
            request_id: request_id.to_owned(),
            endpoint,
            via: Via::Wire { source: peer.address, user_agent: user_agent(&head.parts.headers) },
            input,
        };
        let output = self.kernel.dispatch(call).await.map_err(failure)?;
        let response = wire::encode(protocol, schema, operation, output.as_shape(), request_id)
            .map_err(|e| failure(ApiError::bug(e)))?;
        Ok(from_wire(response))
    }

    fn decode(
        &self,
        route: &Route<'_, '_>,
        operation: &'static OperationSchema,
        request: &RequestParts<'_>,
        body: Body<'_>,
        into: &mut dyn ShapeDe,
    ) -> Result<(), ApiError> {
        let Route { service, protocol, labels, .. } = route;
        let schema: &'static Service = service.service.schema.get();
        let mut token = || self.kernel.random().uuid();
        let mut cx = DecodeContext::new(&mut token);
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

    /// An operation that is not there still reads its request: a wrong one is told so first.
    fn absent(
        &self,
        route: &Route<'_, '_>,
        operation: &'static OperationSchema,
        request: &RequestParts<'_>,
        body: Body<'_>,
    ) -> ApiError {
        let mut input = Struct::default();
        match self.decode(route, operation, request, body, &mut input) {
            Ok(()) => {
                let service = route.service.name();
                ApiError::not_implemented(format!("{service}:{}", operation.name))
            }
            Err(error) => error,
        }
    }
}

impl Head<'_> {
    fn of(parts: &Parts) -> Head<'_> {
        let host = parts.headers.get(HOST).and_then(|v| v.to_str().ok());
        let authority = host.or(parts.uri.authority().map(|a| a.as_str())).unwrap_or("localhost");
        let query = parts.uri.query().unwrap_or("");
        Head { parts, path: parts.uri.path(), query, authority }
    }

    fn request_parts(&self) -> RequestParts<'_> {
        RequestParts {
            method: self.parts.method.as_str(),
            path: self.path,
            query: self.query,
            headers: &self.parts.headers,
        }
    }
}

impl Failure<'_> {
    fn response(&self, request_id: &str) -> Response<ReplyBody> {
        let schema = self.service.map(|s| s.service.schema.get());
        from_wire(wire::encode_error(self.protocol, schema, &self.error, request_id))
    }
}

/// When a call is sent to a resource's URL, the input member that the URL stands for, as a query string.
fn resource_query(
    service: &Registered,
    operation: &OperationSchema,
    route: &Route<'_, '_>,
    head: &Head<'_>,
    body: &Bytes,
    endpoint: &Endpoint,
) -> Result<Option<String>, ApiError> {
    let Some(resource) = service.service.resource_path.filter(|_| route.on_resource) else {
        return Ok(None);
    };
    if route.protocol != Protocol::AwsQuery {
        return Ok(None);
    }
    if resource.refused.contains(&operation.name) {
        let message = format!("The action {} is not valid for this endpoint.", operation.name);
        return Err(ApiError::new("InvalidAction", 400, message));
    }
    let named = |form: &[u8]| {
        form.split(|b| *b == b'&').any(|pair| {
            pair.strip_prefix(resource.member.as_bytes())
                .is_some_and(|rest| rest.first() == Some(&b'='))
        })
    };
    if operation.input().member(resource.member).is_none()
        || named(head.query.as_bytes())
        || named(body)
    {
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

fn chunk_decoder(
    authorization: Option<&Authorization>,
    verified: Option<&Verified>,
    headers: &HeaderMap,
) -> Result<Option<(ChunkedDecoder, Option<u64>)>, ApiError> {
    let Some(auth) = authorization.filter(|a| a.payload.is_chunked()) else { return Ok(None) };
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let length = text("x-amz-decoded-content-length").and_then(|v| v.parse().ok());
    let decoder = match verified {
        Some(verified) => ChunkedDecoder::verified(auth, verified, length),
        None => ChunkedDecoder::unverified(auth.payload, length),
    }
    .map_err(chunk_error)?;
    let decoder = match text("x-amz-trailer") {
        Some(names) => decoder.expect_trailers(names),
        None => decoder,
    };
    Ok(Some((decoder, length)))
}

fn unchunk(
    chunked: Option<(ChunkedDecoder, Option<u64>)>,
    body: &Bytes,
) -> Result<Bytes, ApiError> {
    let Some((mut decoder, _)) = chunked else { return Ok(body.clone()) };
    let mut out = Vec::with_capacity(body.len());
    decoder.decode_into(body, &mut out).map_err(chunk_error)?;
    decoder.finish().map_err(chunk_error)?;
    Ok(out.into())
}

fn chunk_error(error: sigv4::ChunkError) -> ApiError {
    let fault = error.fault();
    ApiError::new(fault.code, fault.status, fault.message)
}

fn is_form(headers: &HeaderMap) -> bool {
    headers.get(http::header::CONTENT_TYPE).is_some_and(|v| {
        v.as_bytes().to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded")
    })
}

/// The protocol of an answer when the request could not even be read.
fn family(head: &Head<'_>) -> Protocol {
    let json = head.parts.headers.contains_key("x-amz-target");
    if json { Protocol::AwsJson } else { Protocol::AwsQuery }
}

fn user_agent(headers: &HeaderMap) -> Arc<str> {
    let text = headers.get(USER_AGENT).and_then(|v| v.to_str().ok()).unwrap_or("");
    let cut = (0..=text.len().min(256)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    text[..cut].into()
}

fn refuse_origin() -> Response<ReplyBody> {
    let hint = "Pages of this origin may not call this cloud. Allow it with the configuration key \
                cors-origins.\n";
    crate::reply::typed(403, "text/plain; charset=utf-8", Bytes::from_static(hint.as_bytes()))
}

fn preflight(headers: &HeaderMap) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    cors::allow_preflight(response.headers_mut(), headers);
    response
}
