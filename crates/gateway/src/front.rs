//! Addresses of services' resources that are no API, such as functions' URLs: the request is handed to its service whole,
//! with who signed it. Neither the cloud's rule for pages nor any protocol of AWS takes part.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, StatusCode, Version};
use hyper::Response;
use hyper::body::Incoming;
use kernel::{Caller, Endpoint, Front, FrontRequest, Principal, Region, Registered};
use schema::{ApiError, ApiResult, Protocol};

use crate::authenticate::{AuthFailure, Target, authenticate};
use crate::body::read_whole;
use crate::config::Limits;
use crate::connection::Peer;
use crate::cors::{self, Origin};
use crate::head::{Head, Signed};
use crate::heard::{cipher, tls_version};
use crate::host;
use crate::input::RequestBody;
use crate::pipeline::{Gateway, foreign_page};
use crate::reply::{ReplyBody, body_of};

/// What a host's name leads to.
pub(crate) struct Door<'k, 'r> {
    service: &'k Registered,
    front: &'static dyn Front,
    /// The resource.
    name: &'r str,
    region: Region,
}

impl Gateway {
    /// The address of a resource that a request came to, if it did.
    pub(crate) fn door<'r>(&self, head: &Head<'r>) -> Option<Door<'_, 'r>> {
        let fronts = self.kernel.services().iter().filter_map(|known| {
            let front = known.service.front?;
            Some((known, front))
        });
        fronts.into_iter().find_map(|(service, front)| {
            let (name, region) = host::resource(head.authority, front.label())?;
            let region = region.unwrap_or_else(|| self.kernel.settings().default_region.clone());
            Some(Door { service, front, name, region })
        })
    }

    /// Has the service answer.
    pub(crate) async fn visit(
        &self,
        peer: Peer,
        head: &Head<'_>,
        door: &Door<'_, '_>,
        body: Incoming,
        request_id: &str,
    ) -> Response<ReplyBody> {
        let limits = Limits { body_bytes: door.front.body_limit(), ..self.config.limits };
        // What is held keeps its share of the memory until there is an answer.
        let held = read_whole(body, &limits, self.memory()).await.map(RequestBody::Held);
        let caller = match &held {
            Ok(body) => self.visitor(head, door, body),
            Err(_) => Ok(self.nobody()),
        };
        let (body, _share) = match held {
            Ok(RequestBody::Held(held)) => (Ok(held.bytes.clone()), Some(held)),
            Ok(RequestBody::Streaming(_)) => (Ok(bytes::Bytes::new()), None),
            Err(error) => (Err(error), None),
        };
        let request = FrontRequest {
            name: door.name.to_owned(),
            region: door.region.clone(),
            method: head.parts.method.as_str().to_owned(),
            path: head.path.to_owned(),
            query: head.query.to_owned(),
            protocol: match head.parts.version {
                Version::HTTP_10 => "HTTP/1.0",
                Version::HTTP_2 => "HTTP/2.0",
                _ => "HTTP/1.1",
            },
            headers: headers(head),
            body,
            caller: caller.map(Arc::new),
            endpoint: Endpoint { secure: peer.secure, authority: head.authority.to_owned() },
            tls: peer.tls.map(|(version, suite)| (tls_version(version), cipher(suite))),
            via: head.via(peer.address),
            request_id: request_id.to_owned(),
        };
        let answer = door.front.serve(&self.kernel, request).await;
        let mut response = Response::new(body_of(answer.body));
        *response.status_mut() =
            StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in &answer.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_bytes(value.as_bytes())) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }

    fn nobody(&self) -> Caller {
        let mut caller = Caller::root(self.kernel.settings().default_account, String::new());
        caller.principal = Principal::Anonymous;
        caller
    }

    /// Who signed, with the region that the address is in.
    fn visitor(
        &self,
        head: &Head<'_>,
        door: &Door<'_, '_>,
        body: &RequestBody<'_>,
    ) -> ApiResult<Caller> {
        let signing_name = door.service.service.schema.facts().signing_name;
        let signed = Signed::read(head);
        let headers = head.headers_with_host();
        let outcome = signed.authorization().map_err(AuthFailure::from).and_then(|authorization| {
            let target = Target { signing_name, anonymous: true };
            let (kernel, verifier) = (&self.kernel, self.verifier());
            let hash = || body.sha256();
            let view = head.view(&headers);
            authenticate(kernel, verifier, authorization, &view, &signed.host, target, hash)
        });
        let who =
            outcome.map_err(|refusal| refusal.into_error(Protocol::RestJson, signing_name))?;
        let anonymous = who.caller.principal == Principal::Anonymous;
        if !anonymous && who.region != door.region {
            let message = format!("Credential should be scoped to region '{}'.", door.region);
            return Err(ApiError::new("InvalidSignatureException", 403, message));
        }
        let page = cors::origin(&head.parts.headers, &self.config.cors_origins) == Origin::Foreign;
        if page && !anonymous && !who.caller.verified {
            // A key that nobody issued makes anybody root: not a page of anybody's.
            return Err(foreign_page());
        }
        Ok(who.caller)
    }
}

/// Headers as text; bytes that are none are shown as what stands for them.
fn headers(head: &Head<'_>) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let all = head.parts.headers.iter();
    let mut all: Vec<(String, String)> =
        all.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    if !head.parts.headers.contains_key(http::header::HOST) {
        all.push(("host".to_owned(), head.authority.to_owned()));
    }
    all
}
