//! Browsers: what a service's resources say of pages that call, and websites.

use http::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderName, ORIGIN,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use hyper::Response;
use kernel::{Endpoint, PageQuery, PageRule, Registered, Visit, Web};

use crate::answer::{self, Failure};
use crate::connection::Peer;
use crate::head::{Head, Signed};
use crate::heard::Heard;
use crate::pipeline::Gateway;
use crate::reply::{ReplyBody, body_of};
use crate::route::Hints;
use schema::Protocol;

/// Headers of a browser that websites look at.
const LOOKED_AT: [&str; 5] =
    ["if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "range"];

impl Gateway {
    /// What the resource that a request is about says of the page that makes it; `Cloud` where none does.
    pub(crate) async fn page_rule(&self, head: &Head<'_>) -> (PageRule, Option<&Registered>) {
        let headers = &head.parts.headers;
        let question = head.parts.method == Method::OPTIONS;
        if !question && !headers.contains_key(ORIGIN) {
            return (PageRule::Silent, None);
        }
        let signed = Signed::read(head);
        let Some((service, web)) = self.web_of(&signed.hints(), head.target) else {
            return (PageRule::Cloud, None);
        };
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        let region = signed.host.region.clone();
        let query = PageQuery {
            target: head.target,
            method: head.parts.method.as_str(),
            origin: text(ORIGIN),
            asked_method: text(ACCESS_CONTROL_REQUEST_METHOD),
            asked_headers: text(ACCESS_CONTROL_REQUEST_HEADERS),
            region: region.unwrap_or_else(|| self.kernel.settings().default_region.clone()),
        };
        let rule = web.page(&self.kernel, &query).await;
        (rule.unwrap_or_else(PageRule::Refused), Some(service))
    }

    fn web_of(&self, hints: &Hints<'_>, target: &str) -> Option<(&Registered, &'static dyn Web)> {
        let service = self.routes().rest_service(&self.kernel, hints, target)?;
        Some((service, service.service.web?))
    }

    /// A website's answer, when the host is one's.
    pub(crate) async fn site<'k>(
        &'k self,
        peer: Peer,
        head: &Head<'_>,
        request_id: &str,
        heard: &mut Heard<'k>,
    ) -> Option<Response<ReplyBody>> {
        let host = &head.host;
        let site = host.site?;
        let service = self.kernel.services().iter().find(|known| known.service.web.is_some())?;
        let web = service.service.web?;
        (heard.service, heard.is_site) = (Some(service), true);
        let headers = LOOKED_AT.iter().filter_map(|name| {
            let value = head.parts.headers.get(*name)?.to_str().ok()?;
            Some(((*name).to_owned(), value.to_owned()))
        });
        let visit = Visit {
            site: site.to_owned(),
            path: head.path.to_owned(),
            method: head.parts.method.as_str().to_owned(),
            headers: headers.collect(),
            endpoint: Endpoint { secure: peer.secure, authority: head.authority.to_owned() },
            region: host
                .region
                .clone()
                .unwrap_or_else(|| self.kernel.settings().default_region.clone()),
            via: head.via(peer.address),
            request_id: request_id.to_owned(),
        };
        let shown = web.site(&self.kernel, visit).await;
        let code = shown.headers.iter().find(|(name, _)| *name == "x-amz-error-code");
        heard.error = code.map(|(_, code)| code.clone());
        let mut response = Response::new(body_of(shown.body));
        *response.status_mut() =
            StatusCode::from_u16(shown.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        add(response.headers_mut(), &shown.headers);
        ids(response.headers_mut(), request_id);
        Some(response)
    }
}

/// What a preflight gets that may go on, and what a page may read of an answer.
pub(crate) fn add(to: &mut HeaderMap, headers: &[(&'static str, String)]) {
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            to.insert(HeaderName::from_static(name), value);
        }
    }
}

/// The ids that every answer of S3's has.
pub(crate) fn ids(to: &mut HeaderMap, request_id: &str) {
    if let Ok(id) = HeaderValue::from_str(request_id) {
        to.insert("x-amz-request-id", id.clone());
        to.insert("x-amz-id-2", id);
    }
}

/// The answer to a question that was allowed.
pub(crate) fn may_go_on(
    service: Option<&Registered>,
    headers: &[(&'static str, String)],
    request_id: &str,
) -> Response<ReplyBody> {
    let mut response = Response::new(ReplyBody::empty());
    answer::name_server(&mut response, service);
    add(response.headers_mut(), headers);
    ids(response.headers_mut(), request_id);
    response
}

/// The answer to a question that was refused.
pub(crate) fn refused(
    head: &Head<'_>,
    service: Option<&Registered>,
    error: schema::ApiError,
    request_id: &str,
) -> Response<ReplyBody> {
    Failure { protocol: Protocol::RestXml, service, error }.response(head, request_id)
}
