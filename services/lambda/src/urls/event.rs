//! A request as the function gets it: the event of HTTP APIs, in version 2.0 of its form.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-request-payload>

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use kernel::{Caller, FrontRequest, Timestamp, Via};
use serde::Serialize;

const ROUTE: &str = "$default";

/// The event.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event<'a> {
    version: &'static str,
    route_key: &'static str,
    raw_path: &'a str,
    raw_query_string: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cookies: Vec<&'a str>,
    headers: BTreeMap<&'a str, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    query_string_parameters: BTreeMap<String, String>,
    request_context: Context<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    account_id: String,
    api_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorizer: Option<Authorizer>,
    domain_name: &'a str,
    domain_prefix: &'a str,
    http: Http<'a>,
    request_id: &'a str,
    route_key: &'static str,
    stage: &'static str,
    time: String,
    time_epoch: i64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Http<'a> {
    method: &'a str,
    path: String,
    protocol: &'a str,
    source_ip: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_agent: Option<&'a str>,
}

#[derive(Serialize)]
struct Authorizer {
    iam: Iam,
}

/// Who signed, where the address asks for a signature.
pub(super) struct Signer<'a> {
    pub(super) caller: &'a Caller,
    /// The organization that their account is in.
    pub(super) organization: Option<String>,
}

/// Who signed. There are no identity pools, so what is said of them is null, as with AWS for everybody else.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Iam {
    access_key: String,
    account_id: String,
    caller_id: String,
    cognito_identity: Option<()>,
    principal_org_id: Option<String>,
    user_arn: String,
    user_id: String,
}

impl<'a> Event<'a> {
    /// The event of `request`, whose body is `body`.
    pub(super) fn of(
        request: &'a FrontRequest,
        body: &Bytes,
        trace: &str,
        signer: Option<Signer<'_>>,
        now: Timestamp,
    ) -> Event<'a> {
        let domain = host_of(&request.endpoint.authority);
        let (body, encoded) = body_of(request.header("content-type"), body);
        Event {
            version: "2.0",
            route_key: ROUTE,
            raw_path: &request.path,
            raw_query_string: &request.query,
            cookies: cookies(request),
            headers: headers(request, domain, trace),
            query_string_parameters: parameters(&request.query),
            request_context: Context {
                account_id: signer.as_ref().map_or_else(
                    || "anonymous".to_owned(),
                    |signer| signer.caller.account.to_string(),
                ),
                api_id: &request.name,
                authorizer: signer.map(|signer| Authorizer { iam: Iam::of(signer, request) }),
                domain_name: domain,
                domain_prefix: domain.split('.').next().unwrap_or_default(),
                http: Http {
                    method: &request.method,
                    // Recorded: decoded, unlike the raw one.
                    path: decoded(&request.path, false),
                    protocol: request.protocol,
                    source_ip: source(&request.via),
                    user_agent: request.header("user-agent"),
                },
                request_id: &request.request_id,
                route_key: ROUTE,
                stage: ROUTE,
                time: log_time(now),
                time_epoch: now.as_millis(),
            },
            body,
            is_base64_encoded: encoded,
        }
    }

    pub(super) fn json(&self) -> Bytes {
        serde_json::to_vec(self).unwrap_or_default().into()
    }
}

impl Iam {
    fn of(signer: Signer<'_>, request: &FrontRequest) -> Iam {
        let caller = signer.caller;
        Iam {
            access_key: caller.access_key_id.clone(),
            account_id: caller.account.to_string(),
            caller_id: caller.unique_id(),
            cognito_identity: None,
            principal_org_id: signer.organization,
            user_arn: caller.arn(&request.region),
            user_id: caller.unique_id(),
        }
    }
}

/// The trace that the visitor says the request belongs to.
pub(super) fn given_trace(request: &FrontRequest) -> Option<&str> {
    let given = request.header("x-amzn-trace-id").filter(|given| given.contains("Root="));
    given.filter(|text| text.len() <= 1_024 && text.bytes().all(|b| (b' '..0x7f).contains(&b)))
}

fn host_of(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    }
}

fn source(via: &Via) -> String {
    match via {
        Via::Wire { source, .. } => source.to_string(),
        Via::Service { .. } => String::new(),
    }
}

/// One by one, whether they came in one header or, as with HTTP/2, in several.
fn cookies(request: &FrontRequest) -> Vec<&str> {
    let all = request.headers.iter().filter(|(name, _)| name == "cookie");
    let each = all.flat_map(|(_, value)| value.split(';')).map(str::trim);
    each.filter(|cookie| !cookie.is_empty()).collect()
}

/// Headers of the connection alone, and cookies, which are told apart.
const NOT_SHOWN: [&str; 6] =
    ["connection", "cookie", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"];

/// Those of the request but for cookies, and what Lambda adds.
fn headers<'a>(request: &'a FrontRequest, domain: &str, trace: &str) -> BTreeMap<&'a str, String> {
    let mut all: BTreeMap<&str, String> = BTreeMap::new();
    let own = request.headers.iter().filter(|(name, _)| !NOT_SHOWN.contains(&name.as_str()));
    for (name, value) in own {
        all.entry(name)
            .and_modify(|known| {
                known.push(',');
                known.push_str(value);
            })
            .or_insert_with(|| value.clone());
    }
    let secure = request.endpoint.secure;
    let port = request.endpoint.authority.strip_prefix(domain).and_then(|p| p.strip_prefix(':'));
    let port = port.unwrap_or(if secure { "443" } else { "80" });
    let source = source(&request.via);
    let through = match all.get("x-forwarded-for") {
        Some(before) => format!("{before}, {source}"),
        None => source,
    };
    all.insert("host", domain.to_owned());
    all.insert("x-amzn-trace-id", trace.split(';').next().unwrap_or_default().to_owned());
    all.insert("x-forwarded-for", through);
    all.insert("x-forwarded-port", port.to_owned());
    all.insert("x-forwarded-proto", request.endpoint.scheme().to_owned());
    if let Some((version, cipher)) = &request.tls {
        all.insert("x-amzn-tls-version", (*version).to_owned());
        all.insert("x-amzn-tls-cipher-suite", cipher.clone());
    }
    all
}

/// Decoded; what comes twice is joined by commas.
fn parameters(query: &str) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = decoded(value, true);
        all.entry(decoded(name, true))
            .and_modify(|known| {
                known.push(',');
                known.push_str(&value);
            })
            .or_insert(value);
    }
    all
}

/// `form`: a plus stands for a space.
fn decoded(text: &str, form: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = bytes.get(at + 1..at + 3).filter(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok()).filter(|_| bytes[at] == b'%');
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(if form && bytes[at] == b'+' { b' ' } else { bytes[at] });
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The body, and whether it is in base64: all that is not known to be text is.
fn body_of(content_type: Option<&str>, body: &Bytes) -> (Option<String>, bool) {
    if body.is_empty() {
        return (None, false);
    }
    let text = content_type.is_some_and(is_text).then(|| std::str::from_utf8(body).ok()).flatten();
    match text {
        Some(text) => (Some(text.to_owned()), false),
        None => (Some(STANDARD.encode(body)), true),
    }
}

fn is_text(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind.starts_with("text/")
        || ["application/json", "application/javascript", "application/xml"].contains(&&*kind)
        || (kind.starts_with("application/") && (kind.ends_with("+json") || kind.ends_with("+xml")))
}

/// `12/Mar/2020:19:03:58 +0000`
fn log_time(at: Timestamp) -> String {
    // `Thu, 12 Mar 2020 19:03:58 GMT`
    let text = at.whole_seconds().http_date();
    let mut parts = text.split(' ').skip(1);
    let mut next = || parts.next().unwrap_or_default();
    let (day, month, year, time) = (next(), next(), next(), next());
    format!("{day}/{month}/{year}:{time} +0000")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kernel::{AccountId, Endpoint, Principal, Region};

    use super::*;

    fn request(path: &str, query: &str, headers: &[(&str, &str)]) -> FrontRequest {
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let caller = Caller::root(AccountId::DEFAULT, "AKIA");
        FrontRequest {
            name: "id".to_owned(),
            region: Region::parse("us-east-1").expect("a region"),
            method: "POST".to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            protocol: "HTTP/1.1",
            headers: headers.iter().map(own).collect(),
            body: Ok(Bytes::new()),
            caller: Ok(Arc::new(caller)),
            endpoint: Endpoint {
                secure: false,
                authority: "id.lambda-url.us-east-1.localhost:4566".to_owned(),
            },
            tls: None,
            via: Via::Wire {
                source: std::net::IpAddr::from([127, 0, 0, 1]),
                user_agent: "".into(),
                referer: None,
            },
            request_id: "r".to_owned(),
        }
    }

    fn json(request: &FrontRequest, body: &'static str, iam: Option<&Caller>) -> String {
        let now = Timestamp::from_micros(1_584_039_838_123_000);
        let body = Bytes::from_static(body.as_bytes());
        let signer = iam.map(|caller| Signer { caller, organization: Some("o-1".to_owned()) });
        let event = Event::of(request, &body, "Root=1-2-3;Parent=4;Sampled=0", signer, now);
        String::from_utf8(event.json().to_vec()).expect("text")
    }

    #[test]
    fn a_bare_request() {
        let text = json(&request("/", "", &[("host", "h")]), "", None);
        assert_eq!(
            text,
            concat!(
                r#"{"version":"2.0","routeKey":"$default","rawPath":"/","rawQueryString":"","headers":"#,
                r#"{"host":"id.lambda-url.us-east-1.localhost","x-amzn-trace-id":"Root=1-2-3","#,
                r#""x-forwarded-for":"127.0.0.1","x-forwarded-port":"4566","x-forwarded-proto":"http"},"#,
                r#""requestContext":{"accountId":"anonymous","apiId":"id","domainName":"#,
                r#""id.lambda-url.us-east-1.localhost","domainPrefix":"id","http":{"method":"POST","#,
                r#""path":"/","protocol":"HTTP/1.1","sourceIp":"127.0.0.1"},"requestId":"r","#,
                r#""routeKey":"$default","stage":"$default","time":"12/Mar/2020:19:03:58 +0000","#,
                r#""timeEpoch":1584039838123},"isBase64Encoded":false}"#
            )
        );
    }

    #[test]
    fn a_full_request() {
        let sent = [
            ("cookie", "a=1; b=2"),
            ("cookie", "c=3"),
            ("x-twice", "one"),
            ("x-twice", "two"),
            ("x-forwarded-for", "10.0.0.1"),
            ("user-agent", "tester"),
            ("connection", "keep-alive"),
            ("content-type", "application/json; charset=utf-8"),
        ];
        let request =
            request("/pa2%25Fth/1%20x", "q=query&multi=foo&multi=%2Fbar&flag&a+b=%zz", &sent);
        let text = json(&request, "{}", None);
        for part in [
            r#""rawPath":"/pa2%25Fth/1%20x""#,
            r#""rawQueryString":"q=query&multi=foo&multi=%2Fbar&flag&a+b=%zz""#,
            r#""cookies":["a=1","b=2","c=3"]"#,
            r#""x-twice":"one,two""#,
            r#""x-forwarded-for":"10.0.0.1, 127.0.0.1""#,
            r#""queryStringParameters":{"a b":"%zz","flag":"","multi":"foo,/bar","q":"query"}"#,
            r#""path":"/pa2%Fth/1 x""#,
            r#""userAgent":"tester""#,
            r#""body":"{}","isBase64Encoded":false"#,
        ] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
        assert!(!text.contains(r#""cookie":"#) && !text.contains("keep-alive"), "{text}");
    }

    #[test]
    fn who_signed() {
        let request = request("/", "", &[]);
        let caller = Caller::root(AccountId::DEFAULT, "AKIA");
        assert_eq!(caller.principal, Principal::Root);
        let text = json(&request, "", Some(&caller));
        let part = concat!(
            r#""authorizer":{"iam":{"accessKey":"AKIA","accountId":"000000000000","callerId":"000000000000","#,
            r#""cognitoIdentity":null,"principalOrgId":"o-1","userArn":"arn:aws:iam::000000000000:root","#,
            r#""userId":"000000000000"}}"#
        );
        assert!(text.contains(part), "{text}");
        assert!(text.contains(r#""accountId":"000000000000","apiId""#), "{text}");
    }

    #[test]
    fn bodies() {
        let of = |kind: Option<&str>, body: &'static [u8]| body_of(kind, &Bytes::from_static(body));
        let own = |text: &str| Some(text.to_owned());
        assert_eq!(of(None, b""), (None, false));
        for kind in
            ["text/plain", "Application/JSON", "application/vnd.a+json", "image/svg+xml; a=b"]
        {
            let text = kind != "image/svg+xml; a=b";
            let want = if text { own("hi") } else { own("aGk=") };
            assert_eq!(of(Some(kind), b"hi"), (want, !text), "{kind}");
        }
        for kind in ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded", "a/b"]
        {
            assert_eq!(of(Some(kind), b"hi"), (own("aGk="), true), "{kind}");
        }
        assert_eq!(of(None, b"hi"), (own("aGk="), true));
        assert_eq!(of(Some("text/plain"), b"\xff"), (own("/w=="), true));
    }
}
