//! One request, straight down: route, authenticate, decode, dispatch, encode.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{CONNECTION, DATE};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use hyper::body::Incoming;
use hyper::{Request, Response};
use kernel::{AnyInput, Call, Endpoint, Kernel, PageRule, Principal, ResetConnection};
use schema::ApiError;
use schema::dynamic::Struct;
use sigv4::{HeaderV2, Verifier};
use thiserror::Error;
use tokio::sync::{Notify, Semaphore};
use tracing::error;
use wire::RequestParts;

use crate::answer::{self, Failure};
use crate::authenticate::{AuthFailure, Authenticated, Target, authenticate, header_v2};
use crate::body::read_whole;
use crate::config::{Config, Limits};
use crate::connection::Peer;
use crate::cors::{self, Origin};
use crate::form;
use crate::head::{self, Head, Signed};
use crate::heard::{Given, Heard};
use crate::host;
use crate::input::{self, Payload, RequestBody};
use crate::reply::ReplyBody;
use crate::route::{Hints, Lost, Route, Routes};
use crate::tls::Authority;
use crate::together::{self, Together};
use crate::web;

/// Everything that requests share.
pub(crate) struct Gateway {
    pub(crate) kernel: Kernel,
    pub(crate) config: Config,
    pub(crate) authority: Authority,
    pub(crate) started: Instant,
    routes: Routes,
    verifier: Verifier,
    memory: Semaphore,
    together: Together,
    stop: Notify,
}

/// The connection is to be closed without an answer: a fault that a user asked for, or work that could not be kept.
#[derive(Debug, Error)]
#[error("the connection is closed without an answer")]
pub(crate) struct Dropped;

/// Has what a call has committed written out, also when its client leaves before the answer.
struct Unwritten<'k>(&'k Kernel);

impl Unwritten<'_> {
    fn write(&self) -> Result<(), Dropped> {
        self.0.write_out().map_err(|error| {
            error!(cause = error.cause(), "a call is not answered: what it did cannot be kept");
            Dropped
        })
    }
}

impl Drop for Unwritten<'_> {
    fn drop(&mut self) {
        // The client has left; the log has the error.
        let _ = self.write();
    }
}

/// A request that has found its way, and its body.
struct Routed<'k, 'r> {
    route: Route<'k, 'r>,
    body: RequestBody<'k>,
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
            together: Together::default(),
            stop: Notify::new(),
        }
    }

    /// Resolves when a client asked for the end.
    pub(crate) async fn stop_asked(&self) {
        self.stop.notified().await;
    }

    pub(crate) fn routes(&self) -> &Routes {
        &self.routes
    }

    pub(crate) fn memory(&self) -> &Semaphore {
        &self.memory
    }

    pub(crate) fn verifier(&self) -> &Verifier {
        &self.verifier
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
        let in_vain = head::expects_in_vain(&request);
        let waits = head::expects_go_ahead(&request);
        let others_call = self.together.others_call(peer.port);
        let unwritten = Unwritten(&self.kernel);
        let mut answering = pin!(self.answer(peer, request));
        let mut took = Duration::ZERO;
        let mut response = std::future::poll_fn(|cx| {
            let began = self.kernel.clock().monotonic();
            let polled = std::panic::catch_unwind(AssertUnwindSafe(|| answering.as_mut().poll(cx)));
            took += began.elapsed();
            polled.unwrap_or_else(|_| {
                error!("a handler panicked; please report it with the lines above");
                let mut response = Response::new(ReplyBody::empty());
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                Poll::Ready(Ok(response))
            })
        })
        .await?;
        if others_call && self.together.waits(took) {
            together::let_others_on().await;
        }
        unwritten.write()?;
        if in_vain || waits && response.status().as_u16() >= 400 {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }

    async fn answer(
        &self,
        peer: Peer,
        request: Request<Incoming>,
    ) -> Result<Response<ReplyBody>, Dropped> {
        let (parts, body) = request.into_parts();
        let authority = head::authority(&parts);
        let host = host::read(authority);
        let target = head::target(&parts, &host);
        let head = Head::of(&parts, target.as_deref(), authority, host);
        let origin = cors::origin(&parts.headers, &self.config.cors_origins);
        let request_id = self.kernel.random().uuid();
        if let Some(door) = self.door(&head) {
            let response = self.visit(peer, &head, &door, body, &request_id).await;
            return Ok(self.dated(response));
        }
        let mut heard = Heard::begin(self);
        if let Some(response) = self.site(peer, &head, &request_id, &mut heard).await {
            self.log(peer, &head, &heard, Given::of(&response), &request_id).await;
            return Ok(self.dated(response));
        }
        let (rule, service) = self.page_rule(&head).await;
        let by_cloud = matches!(rule, PageRule::Cloud);
        if by_cloud && origin == Origin::Foreign {
            return Ok(refuse_origin());
        }
        let question = parts.method == Method::OPTIONS;
        let mut response = match &rule {
            PageRule::Cloud if cors::is_preflight(&parts.method, &parts.headers) => {
                preflight(&parts.headers)
            }
            PageRule::Says(headers) if question => {
                heard.service = service;
                web::may_go_on(service, headers, &request_id)
            }
            PageRule::Refused(_) => {
                let PageRule::Refused(error) = rule else { return Err(Dropped) };
                (heard.service, heard.error) = (service, Some(error.code().to_owned()));
                let response = web::refused(&head, service, error, &request_id);
                self.log(peer, &head, &heard, Given::of(&response), &request_id).await;
                return Ok(self.dated(response));
            }
            _ if crate::admin::is_ours(head.path) => {
                crate::admin::answer(self, peer, &parts, head.authority, body).await
            }
            _ => {
                let from_page = !by_cloud && origin == Origin::Foreign;
                match self.call(peer, &head, body, &request_id, from_page, &mut heard).await {
                    Ok(response) => response,
                    Err(failure) if failure.error.code() == ResetConnection::CODE => {
                        return Err(Dropped);
                    }
                    Err(failure) => {
                        heard.service = heard.service.or(failure.service);
                        heard.error = Some(failure.error.code().to_owned());
                        failure.response(&head, &request_id)
                    }
                }
            }
        };
        self.log(peer, &head, &heard, Given::of(&response), &request_id).await;
        if let PageRule::Says(headers) = &rule {
            web::add(response.headers_mut(), headers);
        }
        let origin = if by_cloud { origin } else { Origin::None };
        if let Origin::Allowed(origin) = origin {
            cors::allow(response.headers_mut(), origin);
        }
        Ok(self.dated(response))
    }

    /// SDKs set their clocks by this header after a refused signature; the server's default is the system's time.
    fn dated(&self, mut response: Response<ReplyBody>) -> Response<ReplyBody> {
        if self.kernel.clock().is_moved()
            && let Ok(date) =
                HeaderValue::from_str(&self.kernel.clock().now().whole_seconds().http_date())
        {
            response.headers_mut().insert(DATE, date);
        }
        response
    }

    async fn call<'k>(
        &'k self,
        peer: Peer,
        head: &Head<'_>,
        body: Incoming,
        request_id: &str,
        from_page: bool,
        heard: &mut Heard<'k>,
    ) -> Result<Response<ReplyBody>, Failure<'k>> {
        let signed = Signed::read(head);
        if let Some(bucket) = form::bucket(head, &signed.hints()) {
            return form::answer(self, peer, head, bucket, body, request_id, heard).await;
        }
        let Routed { route, body } = self.route(head, &signed, body).await?;
        let service = route.service;
        (heard.service, heard.operation) = (Some(service), route.operation_schema().name);
        let failure = |error| Failure { protocol: route.protocol, service: Some(service), error };
        let who = self.authenticate(head, &signed, &route, &body).map_err(failure)?;
        if from_page && !who.caller.verified && who.caller.principal != Principal::Anonymous {
            // A key that nobody issued makes anybody root: not a page of anybody's.
            return Err(failure(foreign_page()));
        }
        let body = Payload::of(head, &signed, &who, body, &self.config.limits).map_err(failure)?;
        let endpoint = Endpoint { secure: peer.secure, authority: head.authority.to_owned() };
        let account = who.caller.account;
        let caller = Arc::new(who.caller);
        (heard.caller, heard.region) = (Some(caller.clone()), Some(who.region.clone()));
        let (position, input) = self.decode(head, &route, body, &endpoint).map_err(failure)?;
        let call = Call {
            service: service.name(),
            operation: position,
            account,
            caller,
            region: who.region,
            request_id: request_id.to_owned(),
            endpoint,
            via: head.via(peer.address),
            trace: head.trace(),
            input,
        };
        let output = self.kernel.dispatch(call).await.map_err(failure)?;
        answer::encode(head, &route, &*output, request_id).map_err(failure)
    }

    /// Finds where a request without a form goes.
    pub(crate) fn find_route<'r>(
        &self,
        request: &RequestParts<'r>,
        hints: &Hints<'_>,
    ) -> Result<Route<'_, 'r>, Lost<'_>> {
        self.routes.find(&self.kernel, request, &[], hints)
    }

    /// Finds where a request goes, and takes its body in when it does not stream.
    async fn route<'k, 'r>(
        &'k self,
        head: &Head<'r>,
        signed: &Signed<'r>,
        body: Incoming,
    ) -> Result<Routed<'k, 'r>, Failure<'k>> {
        let limits = &self.config.limits;
        // A form names its operation in its body; everything else names it in its head.
        if head.is_form() {
            let failure = |error| Failure { protocol: head.family(), service: None, error };
            let held = read_whole(body, limits, &self.memory).await.map_err(failure)?;
            let route =
                self.routes.find(&self.kernel, &head.request(), &held.bytes, &signed.hints())?;
            return Ok(Routed { route, body: RequestBody::Held(held) });
        }
        let route = self.routes.find(&self.kernel, &head.request(), &[], &signed.hints())?;
        // A signature may cover a hash that nobody announces: then the body is held first.
        let signing_name = route.service.service.schema.facts().signing_name;
        if route.operation_schema().streaming_input && !signed.hashes_body(signing_name) {
            return Ok(Routed { route, body: RequestBody::Streaming(body) });
        }
        let own = route.service.service.body.filter(|own| own.bytes > limits.body_bytes);
        let wider = own.map(|own| Limits { body_bytes: own.bytes, ..*limits });
        match read_whole(body, wider.as_ref().unwrap_or(limits), &self.memory).await {
            Ok(held) => Ok(Routed { route, body: RequestBody::Held(held) }),
            Err(error) => {
                let error = match own.filter(|_| error.status() == 413) {
                    Some(own) => (own.refusal)(route.operation_schema()),
                    None => error,
                };
                Err(Failure { protocol: route.protocol, service: Some(route.service), error })
            }
        }
    }

    fn authenticate(
        &self,
        head: &Head<'_>,
        signed: &Signed<'_>,
        route: &Route<'_, '_>,
        body: &RequestBody<'_>,
    ) -> Result<Authenticated, ApiError> {
        let signing_name = route.service.service.schema.facts().signing_name;
        let headers = head.headers_with_host();
        let view = head.view(&headers);
        let parsed = signed.authorization();
        if parsed.is_err()
            && signing_name == "s3"
            && let Some(old) = HeaderV2::parse(&view)
        {
            let outcome = header_v2(&self.kernel, &old, &view, &signed.host);
            return outcome.map_err(|refusal| refusal.into_error(route.protocol, signing_name));
        }
        let outcome = parsed.map_err(AuthFailure::from).and_then(|authorization| {
            let (host, hash) = (&signed.host, || body.sha256());
            let verifier = &self.verifier;
            let anonymous = route.operation_schema().anonymous;
            let target = Target { signing_name, anonymous };
            authenticate(&self.kernel, verifier, authorization, &view, host, target, hash)
        });
        outcome.map_err(|refusal| refusal.into_error(route.protocol, signing_name))
    }

    /// The call's input, and the operation's place in the service's table. An operation that is not there
    /// still reads its request: a wrong one is told so first.
    fn decode(
        &self,
        head: &Head<'_>,
        route: &Route<'_, '_>,
        body: Payload,
        endpoint: &Endpoint,
    ) -> Result<(usize, Box<dyn AnyInput>), ApiError> {
        let query = input::resource_query(route, head, &body, endpoint)?;
        let query = query.as_deref().unwrap_or(head.query);
        let hoisted = input::presigned_headers(route, head);
        let headers = hoisted.as_ref().unwrap_or(&head.parts.headers);
        let request = RequestParts { query, headers, ..head.request() };
        let random = self.kernel.random();
        let Some((position, entry)) = route.service.entry(route.operation) else {
            input::read(route, &request, body, &mut Struct::default(), random)?;
            let name = route.operation_schema().name;
            return Err(ApiError::not_implemented(format!("{}:{name}", route.service.name())));
        };
        let mut typed = (entry.new_input)();
        input::read(route, &request, body, typed.as_shape(), random)?;
        Ok((position, typed))
    }
}

fn refuse_origin() -> Response<ReplyBody> {
    let hint = "Pages of this origin may not call this cloud. Allow it with the configuration key \
                cors-origins.\n";
    crate::reply::typed(403, "text/plain; charset=utf-8", Bytes::from_static(hint.as_bytes()))
}

pub(crate) fn foreign_page() -> ApiError {
    let message = "Pages of this origin may call with keys that this cloud issued, or unsigned.";
    ApiError::new("AccessDenied", 403, message)
}

fn preflight(headers: &HeaderMap) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    cors::allow_preflight(response.headers_mut(), headers);
    response
}
