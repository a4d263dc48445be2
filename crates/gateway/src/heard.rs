//! Tells services of requests that were answered for them, for the logs that they keep.

use std::sync::Arc;
use std::time::Instant;

use http::header::{CONTENT_LENGTH, CONTENT_RANGE, HeaderMap, REFERER, USER_AGENT};
use http::{HeaderName, Version};
use hyper::Response;
use hyper::body::Body as _;
use kernel::{Answered, Caller, Region, Registered, Timestamp};
use rustls::{CipherSuite, ProtocolVersion};
use sigv4::{Algorithm, Source};

use crate::connection::Peer;
use crate::head::{Head, Signed};
use crate::pipeline::Gateway;
use crate::reply::ReplyBody;

/// What was found out of a request on its way.
pub(crate) struct Heard<'k> {
    pub(crate) service: Option<&'k Registered>,
    /// AWS's name; empty when it was none.
    pub(crate) operation: &'static str,
    pub(crate) caller: Option<Arc<Caller>>,
    pub(crate) region: Option<Region>,
    pub(crate) error: Option<String>,
    pub(crate) is_site: bool,
    at: Timestamp,
    began: Instant,
}

impl Heard<'_> {
    /// Of a request that has just come.
    pub(crate) fn begin(gateway: &Gateway) -> Self {
        let clock = gateway.kernel.clock();
        Heard {
            service: None,
            operation: "",
            caller: None,
            region: None,
            error: None,
            is_site: false,
            at: clock.now(),
            began: clock.monotonic(),
        }
    }
}

/// What is told of an answer: its body cannot be shared.
#[derive(Clone, Copy)]
pub(crate) struct Given<'a> {
    status: u16,
    headers: &'a HeaderMap,
    sent: Option<u64>,
}

impl<'a> Given<'a> {
    pub(crate) fn of(response: &'a Response<ReplyBody>) -> Given<'a> {
        Given {
            status: response.status().as_u16(),
            headers: response.headers(),
            sent: response.body().size_hint().exact(),
        }
    }
}

impl Gateway {
    /// Has a request logged by its service, if that keeps a log of it.
    pub(crate) async fn log(
        &self,
        peer: Peer,
        head: &Head<'_>,
        heard: &Heard<'_>,
        given: Given<'_>,
        request_id: &str,
    ) {
        let Some(log) = heard.service.and_then(|service| service.service.log) else { return };
        let named = || {
            let named = head.host.region.clone();
            let region = named.unwrap_or_else(|| self.kernel.settings().default_region.clone());
            (region, head.host.site.filter(|_| heard.is_site))
        };
        let (region, site) = heard.region.clone().map_or_else(named, |region| (region, None));
        let site = site.map(|site| format!("/{site}{}", head.path));
        let target = site.as_deref().unwrap_or(head.target);
        let region = &region;
        if !log.wants(&self.kernel, region, target).await {
            return;
        }
        let signed = Signed::read(head);
        let headers = &head.parts.headers;
        let (signature, presigned) = signature(head, &signed);
        let request = Answered {
            at: heard.at,
            request_id,
            operation: heard.operation,
            is_site: heard.is_site,
            target,
            query: head.query,
            uri: head.parts.uri.path_and_query().map_or("/", |uri| uri.as_str()),
            method: head.parts.method.as_str(),
            http: http_version(head.parts.version),
            host: head.authority,
            source: peer.address,
            user_agent: text(headers, &USER_AGENT),
            referer: text(headers, &REFERER),
            caller: heard.caller.as_deref(),
            region,
            signature,
            presigned,
            tls: peer.tls.map(|(version, suite)| (tls_version(version), cipher(suite))),
            status: given.status,
            error: heard.error.as_deref(),
            sent: given.sent,
            received: received(headers),
            content: (text(given.headers, &CONTENT_RANGE), text(given.headers, &CONTENT_LENGTH)),
            took: self.kernel.clock().monotonic().duration_since(heard.began),
        };
        log.answered(&self.kernel, &request).await;
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn received(headers: &HeaderMap) -> Option<u64> {
    let decoded = HeaderName::from_static("x-amz-decoded-content-length");
    text(headers, &decoded).or(text(headers, &CONTENT_LENGTH))?.parse().ok()
}

/// The signature's version, and whether it stands in the query.
fn signature(head: &Head<'_>, signed: &Signed<'_>) -> (Option<&'static str>, bool) {
    if let Ok(Some(authorization)) = signed.authorization() {
        let version = match authorization.algorithm {
            Algorithm::V4 => "SigV4",
            Algorithm::V4A => "SigV4A",
        };
        return (Some(version), authorization.source != Source::Header);
    }
    let of_query = head.query.contains("AWSAccessKeyId=");
    let of_header = head.parts.headers.get("authorization");
    let old = of_query || of_header.is_some_and(|value| value.as_bytes().starts_with(b"AWS "));
    (old.then_some("SigV2"), of_query)
}

fn http_version(version: Version) -> &'static str {
    match version {
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2.0",
        _ => "HTTP/1.1",
    }
}

pub(crate) fn tls_version(version: ProtocolVersion) -> &'static str {
    match version {
        ProtocolVersion::TLSv1_3 => "TLSv1.3",
        _ => "TLSv1.2",
    }
}

/// `TLS_AES_128_GCM_SHA256` of version 1.3, `ECDHE-RSA-AES128-GCM-SHA256` of 1.2.
pub(crate) fn cipher(suite: CipherSuite) -> String {
    let name = format!("{suite:?}");
    if let Some(rest) = name.strip_prefix("TLS13_") {
        return format!("TLS_{rest}");
    }
    let name = name.trim_start_matches("TLS_").replace("_WITH_", "-").replace('_', "-");
    let name = name.replace("AES-", "AES");
    match name.strip_suffix("-POLY1305-SHA256") {
        Some(start) => format!("{start}-POLY1305"),
        None => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ciphers_by_their_usual_names() {
        for (suite, name) in [
            (CipherSuite::TLS13_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384"),
            (CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "ECDHE-ECDSA-AES128-GCM-SHA256"),
            (
                CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
                "ECDHE-RSA-CHACHA20-POLY1305",
            ),
        ] {
            assert_eq!(cipher(suite), name);
        }
    }
}
