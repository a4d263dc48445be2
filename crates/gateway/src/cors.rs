//! Pages in a browser: those on this machine (and configured ones) may call, all others may not.
//!
//! A cloud on loopback that answered every page would be open to every site its user visits, so a foreign
//! `Origin` is refused before anything happens, also for requests that need no preflight.
//! Ref: <https://fetch.spec.whatwg.org/#http-cors-protocol>

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue, Method, Uri};

const METHODS: HeaderValue =
    HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE, PATCH, OPTIONS");
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "etag, x-amzn-requestid, x-amzn-errortype, x-amzn-query-error, x-amz-request-id, x-amz-id-2, \
     x-amz-version-id, date, content-length",
);

/// What a request's origin means for it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Origin<'a> {
    /// Not from a page.
    None,
    /// From a page that may call.
    Allowed(&'a HeaderValue),
    /// From a page that may not.
    Foreign,
}

/// Judges the `Origin` header.
pub(crate) fn origin<'a>(headers: &'a HeaderMap, also: &[String]) -> Origin<'a> {
    let Some(value) = headers.get(ORIGIN) else { return Origin::None };
    let Ok(text) = value.to_str() else { return Origin::Foreign };
    let allowed = also.iter().any(|o| o == "*" || o == text) || is_local(text);
    if allowed { Origin::Allowed(value) } else { Origin::Foreign }
}

/// Whether an origin, or a host, is on this machine.
pub(crate) fn is_local(origin: &str) -> bool {
    let Ok(uri) = origin.parse::<Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    is_local_host(host)
}

/// Whether a host name or address means this machine.
pub(crate) fn is_local_host(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost"
        || bare.ends_with(".localhost")
        || bare == "localhost.localstack.cloud"
        || bare.ends_with(".localhost.localstack.cloud")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether this is a browser asking whether it may call.
pub(crate) fn is_preflight(method: &Method, headers: &HeaderMap) -> bool {
    method == Method::OPTIONS
        && headers.contains_key(ORIGIN)
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
}

/// Headers that let the page read the answer.
pub(crate) fn allow(answer: &mut HeaderMap, origin: &HeaderValue) {
    answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    answer.append(VARY, HeaderValue::from_static("Origin"));
    answer.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// Headers that let the page make the request it asked about.
pub(crate) fn allow_preflight(answer: &mut HeaderMap, request: &HeaderMap) {
    answer.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    if let Some(asked) = request.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        answer.insert(ACCESS_CONTROL_ALLOW_HEADERS, asked.clone());
    }
    answer.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_on_this_machine_may_call() {
        let cases = [
            ("http://localhost:3000", true),
            ("https://app.localhost", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:8080", true),
            ("https://evil.example", false),
            ("http://localhost.evil.example", false),
            ("null", false),
        ];
        for (text, want) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(ORIGIN, HeaderValue::from_static(text));
            let allowed = matches!(origin(&headers, &[]), Origin::Allowed(_));
            assert_eq!(allowed, want, "{text}");
        }
    }
}
