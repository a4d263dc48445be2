//! A request's head: its parts as routing, signatures and codecs want to see them.

use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, EXPECT, HOST, HeaderName, REFERER, USER_AGENT,
};
use http::request::Parts;
use http::{HeaderValue, Request, Version};
use hyper::body::Body;
use kernel::Via;
use schema::Protocol;
use sigv4::{AuthError, Authorization, PayloadHash, RequestView, WithAuthority};
use wire::RequestParts;

use crate::host::{self, HostFacts, OBJECT_LAMBDA};
use crate::route::Hints;

const TRACE: HeaderName = HeaderName::from_static("x-amzn-trace-id");
/// Longest trace header that is kept, in bytes.
const MAX_TRACE: usize = 1_024;
/// Longest `User-Agent` and `Referer` that are kept, in bytes.
const MAX_TEXT: usize = 256;

/// Host and port, as the client named us.
pub(crate) fn authority(parts: &Parts) -> &str {
    let host = parts.headers.get(HOST).and_then(|v| v.to_str().ok());
    host.or(parts.uri.authority().map(|a| a.as_str())).unwrap_or("localhost")
}

/// The path with the bucket before it that the host names, if it names one: `/key` of `bucket.s3.localhost` is
/// `/bucket/key` of `s3.localhost`. An access point that the host names stands there by its ARN.
pub(crate) fn target(parts: &Parts, facts: &HostFacts<'_>) -> Option<String> {
    let path = parts.uri.path();
    // Clients put the route of an answer before the host, whatever that is.
    if path == "/WriteGetObjectResponse" && for_object_lambda(parts) {
        return None;
    }
    // Below an endpoint of the user's a host does not tell which kind of access point it names: the signature does.
    let by_scope = facts.bucket.and_then(host::access_point).filter(|_| for_object_lambda(parts));
    if let Some((name, account)) = facts.access_point.or(by_scope) {
        let region = facts.region.as_ref().map(ToString::to_string).unwrap_or_default();
        let service = match facts.object_lambda || by_scope.is_some() {
            true => OBJECT_LAMBDA,
            false => "s3",
        };
        return Some(format!("/arn:aws:{service}:{region}:{account}:accesspoint:{name}{path}"));
    }
    Some(format!("/{}{path}", facts.bucket?))
}

/// Whether the request is signed for Object Lambda.
fn for_object_lambda(parts: &Parts) -> bool {
    let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let within = |text: &str, before: &str| {
        text.match_indices(OBJECT_LAMBDA).any(|(at, _)| text[..at].ends_with(before))
    };
    header.is_some_and(|text| within(text, "/"))
        || parts.uri.query().is_some_and(|query| within(query, "%2F") || within(query, "/"))
}

/// A request's head.
pub(crate) struct Head<'r> {
    pub(crate) parts: &'r Parts,
    /// As it was sent and signed.
    pub(crate) path: &'r str,
    /// As it is routed: with the bucket that the host names before it.
    pub(crate) target: &'r str,
    pub(crate) query: &'r str,
    /// Host and port, as the client named us.
    pub(crate) authority: &'r str,
    /// What that says.
    pub(crate) host: HostFacts<'r>,
}

impl<'r> Head<'r> {
    /// `target` is the path where the host says a part of it: see [`target`].
    pub(crate) fn of(
        parts: &'r Parts,
        target: Option<&'r str>,
        authority: &'r str,
        host: HostFacts<'r>,
    ) -> Head<'r> {
        let query = parts.uri.query().unwrap_or("");
        let path = parts.uri.path();
        Head { parts, path, target: target.unwrap_or(path), query, authority, host }
    }

    /// As codecs see it.
    pub(crate) fn request(&self) -> RequestParts<'r> {
        RequestParts {
            method: self.parts.method.as_str(),
            path: self.target,
            query: self.query,
            headers: &self.parts.headers,
        }
    }

    /// The headers as they were signed, `host` included.
    pub(crate) fn headers_with_host(&self) -> WithAuthority<'r> {
        WithAuthority { headers: &self.parts.headers, authority: self.authority }
    }

    /// As signatures see it.
    pub(crate) fn view<'v>(&self, headers: &'v WithAuthority<'r>) -> RequestView<'v>
    where
        'r: 'v,
    {
        let method = self.parts.method.as_str();
        RequestView { method, path: self.path, query: self.query, headers }
    }

    /// A header's text, cut to `max` bytes; empty when there is none.
    pub(crate) fn text(&self, name: HeaderName, max: usize) -> &'r str {
        self.parts.headers.get(name).map_or("", |value| cut(value, max))
    }

    /// The names of the trailers that the client announces, in small letters.
    pub(crate) fn trailers(&self) -> Vec<String> {
        let all = self.parts.headers.get_all("x-amz-trailer").iter();
        all.filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(|name| name.trim().to_ascii_lowercase())
            .collect()
    }

    /// The trace that the client says the call belongs to.
    pub(crate) fn trace(&self) -> Option<Arc<str>> {
        Some(cut(self.parts.headers.get(TRACE)?, MAX_TRACE).into())
    }

    /// How the call comes, as policies and records see it.
    pub(crate) fn via(&self, source: IpAddr) -> Via {
        let referer = self.parts.headers.get(REFERER);
        Via::Wire {
            source,
            user_agent: self.text(USER_AGENT, MAX_TEXT).into(),
            referer: referer.map(|value| cut(value, MAX_TEXT).into()),
        }
    }

    /// Whether the body is a form, which names its operation.
    pub(crate) fn is_form(&self) -> bool {
        const FORM: &[u8] = b"application/x-www-form-urlencoded";
        self.parts.headers.get(CONTENT_TYPE).is_some_and(|value| {
            value.as_bytes().get(..FORM.len()).is_some_and(|v| v.eq_ignore_ascii_case(FORM))
        })
    }

    /// Whether a query call is to be answered in JSON.
    pub(crate) fn wants_json(&self) -> bool {
        self.parts.headers.get(ACCEPT).is_some_and(|v| v.as_bytes() == b"application/json")
    }

    /// The protocol of an answer when the request could not even be read.
    pub(crate) fn family(&self) -> Protocol {
        let json = self.parts.headers.contains_key("x-amz-target");
        if json { Protocol::AwsJson } else { Protocol::AwsQuery }
    }
}

/// The text of a header's value, cut to `max` bytes; empty when it is none.
fn cut(value: &HeaderValue, max: usize) -> &str {
    let text = value.to_str().unwrap_or("");
    let cut = (0..=text.len().min(max)).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    &text[..cut]
}

/// What a request says of who signed it and for whom it is meant, not verified yet.
pub(crate) struct Signed<'r> {
    parsed: Result<Option<Authorization>, AuthError>,
    pub(crate) host: HostFacts<'r>,
}

impl<'r> Signed<'r> {
    pub(crate) fn read(head: &Head<'r>) -> Signed<'r> {
        let headers = head.headers_with_host();
        let parsed = sigv4::parse(&head.view(&headers));
        Signed { parsed, host: head.host.clone() }
    }

    /// The signature, or what is wrong with its form.
    pub(crate) fn authorization(&self) -> Result<Option<&Authorization>, AuthError> {
        self.parsed.as_ref().map(Option::as_ref).map_err(Clone::clone)
    }

    /// The hash that the client says the whole body has.
    pub(crate) fn body_sha256(&self) -> Option<[u8; 32]> {
        match self.authorization().ok().flatten()?.payload {
            PayloadHash::Sha256(hash) => Some(hash),
            _ => None,
        }
    }

    /// Whether the signature covers the hash of a body that only its bytes tell. S3's never does.
    pub(crate) fn hashes_body(&self, signing_name: &str) -> bool {
        let signed = self.authorization().ok().flatten();
        signing_name != "s3"
            && signed.is_some_and(|signed| signed.payload == PayloadHash::MissingSoHashBody)
    }

    pub(crate) fn hints(&self) -> Hints<'_> {
        let name = match &self.parsed {
            Ok(Some(authorization)) => authorization.scope.service.as_str(),
            // Only S3 takes the signature of old, which names no service.
            Err(AuthError::UnsupportedAlgorithm { got, .. }) if got == "AWS" => "s3",
            _ => "",
        };
        Hints { signing_name: name, host: &self.host }
    }
}

/// A header's value from text: a byte a character. Of what has no such byte the lower one is left, as S3 does, and of
/// what no header may hold a space.
pub(crate) fn latin_header(text: &str) -> HeaderValue {
    let bytes: Vec<u8> = text
        .encode_utf16()
        .map(|unit| match unit.to_le_bytes()[0] {
            byte if byte == b'\t' || (byte >= 0x20 && byte != 0x7f) => byte,
            _ => b' ',
        })
        .collect();
    HeaderValue::from_bytes(&bytes).unwrap_or(HeaderValue::from_static(""))
}

/// Text that S3 reads in a header as this text: as it is, or as an encoded word.
/// Ref: <https://www.rfc-editor.org/rfc/rfc2047>
pub(crate) fn encoded_word(text: &str) -> String {
    let plain = text.bytes().all(|b| (b' '..0x7f).contains(&b)) && text.trim() == text;
    match plain && !text.contains("=?") {
        true => text.to_owned(),
        false => format!("=?UTF-8?B?{}?=", STANDARD.encode(text)),
    }
}

/// Whether a client waits for `100 Continue` before its body. When it is refused instead, the body may come or not: what
/// follows on the connection could be either, so nothing may.
pub(crate) fn expects_go_ahead<B>(request: &Request<B>) -> bool {
    request.version() == Version::HTTP_11 && request.headers().contains_key(EXPECT)
}

/// Whether a client waits for `100 Continue` before a body that has no bytes, for which nothing is continued. botocore takes
/// the answer that comes instead for that of the next request on the connection, which is therefore to have none.
pub(crate) fn expects_in_vain<B: Body>(request: &Request<B>) -> bool {
    request.version() == Version::HTTP_11
        && request.body().is_end_stream()
        && request.headers().contains_key(EXPECT)
}
