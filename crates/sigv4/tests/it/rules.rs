//! What is refused, in which words: one case for each rule.

use crate::common::{NOW, Request, secret, signer};
use sigv4::sign::{Body, Signer};
use sigv4::{
    Algorithm, AuthError, Dialect, PayloadHash, RequestView, Rules, SecretKey, Source, Verifier,
    WithAuthority, parse, verify,
};

fn header() -> Request {
    Request::new("POST", "/path?a=1").signed(&signer(&secret()), Body::of(b""))
}

fn query() -> Request {
    Request::new("GET", "/path?a=1").presigned(&signer(&secret()), Body::of(b""), 3600)
}

fn s3(request: Request) -> Request {
    let secret = secret();
    let signer = Signer { service: "s3", rules: Rules::S3, ..signer(&secret) };
    request.signed(&signer, Body::Declared(PayloadHash::Unsigned))
}

fn error(request: &Request) -> AuthError {
    request.verify(NOW, &Rules::STANDARD).expect_err("must be refused")
}

fn replaced(request: Request, from: &str, to: &str) -> Request {
    let value = request.header("authorization").replace(from, to);
    assert_ne!(value, request.header("authorization"), "nothing to replace: {from}");
    request.set("authorization", &value)
}

fn requery(mut request: Request, from: &str, to: &str) -> Request {
    assert!(request.query.contains(from), "nothing to replace: {from}");
    request.query = request.query.replace(from, to);
    request
}

#[test]
fn anonymous_requests_are_told_apart() {
    assert_eq!(Request::new("GET", "/").parse(), Ok(None));
    assert_eq!(Request::new("GET", "/?X-Amz-Target=a&b=%41").parse(), Ok(None));
    assert!(Request::new("GET", "/?X-Amz-Signature=a").parse().is_err());
    assert!(Request::new("GET", "/?X%2DAmz%2DSignature=a").parse().is_err());
}

#[test]
fn what_is_signed_cannot_be_changed() {
    assert!(header().verify(NOW, &Rules::STANDARD).is_ok());
    let mut other_body = header();
    other_body.body = b"x".to_vec();
    for request in [
        Request { method: "PUT".into(), ..header() },
        Request { path: "/other".into(), ..header() },
        Request { query: "a=2".into(), ..header() },
        header().set("host", "elsewhere"),
        other_body,
        header().with("host", "twice"),
    ] {
        assert!(matches!(error(&request), AuthError::Mismatch(_)), "{request:?}");
    }
    let wrong = header().verify_with(&SecretKey::new("wrong"), NOW, &Rules::STANDARD);
    assert!(matches!(wrong, Err(AuthError::Mismatch(_))));
}

#[test]
fn the_authorization_header_in_aws_s_words() {
    let all = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. ";
    for (request, want) in [
        (
            Request::new("GET", "/").with("authorization", "AWS AKID:c2ln"),
            format!("{all}Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS ..."),
        ),
        (
            Request::new("GET", "/").with("x-amz-date", "20150830T123600Z").with("authorization", "AWS4-HMAC-SHA256"),
            format!("{all}Authorization=..."),
        ),
        (
            replaced(header(), "SignedHeaders=", "Other="),
            "Authorization header requires 'SignedHeaders' parameter. Authorization=AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, Other=host;x-amz-date, Signature=".into(),
        ),
        (
            replaced(header(), "Credential=A", "Credential= A"),
            "'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request' not a valid key=value pair (missing equal-sign) in Authorization header: 'AWS4-HMAC-SHA256 Credential= AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature='.".into(),
        ),
        (
            replaced(header(), "/us-east-1/", "/"),
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/service/aws4_request'".into(),
        ),
        (
            replaced(header(), "aws4_request", "aws4"),
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. ".into(),
        ),
        (
            replaced(header(), "20150830", "20150831"),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'.".into(),
        ),
        (
            header().set("x-amz-date", "2015-08-30"),
            "Date must be in ISO-8601 'basic format'. Got '2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601".into(),
        ),
        (
            replaced(header(), "host;", ""),
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".into(),
        ),
    ] {
        assert_eq!(error(&request).to_string(), want);
    }
}

#[test]
fn hostile_headers_are_refused() {
    let long = "a".repeat(100_000);
    for request in [
        header().with("authorization", "AWS4-HMAC-SHA256 x=y"),
        Request { query: query().query, ..header() },
        header().with("x-amz-date", "20150830T123600Z"),
        header().with("x-amz-content-sha256", "nonsense"),
        header().set("authorization", &long),
        header().set("authorization", "AWS4-HMAC-SHA256 Credential=é"),
        header().with("x-amz-security-token", &long),
        replaced(header(), "host;x-amz-date", &format!("host;{}", vec!["a"; 300].join(";"))),
        replaced(header(), "host;x-amz-date", "Host;x-amz-date"),
        replaced(header(), "Signature=", "Signature=0"),
        replaced(header(), "Signature=", "Signature=zz, Signature="),
        replaced(header(), "Credential=AKID", "Credential=/AKID"),
        replaced(header(), "Credential=AKID", &format!("Credential={long}")),
        replaced(header(), "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
        replaced(header(), "AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"),
        header().without("x-amz-date"),
    ] {
        let error = error(&request);
        for dialect in [Dialect::S3, Dialect::Query, Dialect::Ec2, Dialect::Json, Dialect::RestJson]
        {
            let fault = error.fault(dialect);
            assert!(matches!(fault.status, 400..=403), "{fault:?}");
            assert!(fault.message.len() < 2000, "{fault:?}");
        }
    }
}

#[test]
fn a_date_header_stands_in() {
    let http = header().without("x-amz-date").with("date", "Sun, 30 Aug 2015 12:36:00 GMT");
    assert_eq!(http.parse().unwrap().unwrap().timestamp, NOW);
    let both = header().with("date", "nonsense");
    assert!(both.verify(NOW, &Rules::STANDARD).is_ok());
}

#[test]
fn clocks_may_differ_by_fifteen_minutes() {
    for (now, ok) in [(NOW, true), (NOW + 900, true), (NOW - 900, true), (NOW + 901, false)] {
        assert_eq!(header().verify(now, &Rules::STANDARD).is_ok(), ok, "{now}");
    }
    let late = header().verify(NOW + 901, &Rules::STANDARD).unwrap_err();
    assert_eq!(
        late.to_string(),
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)"
    );
    let early = header().verify(NOW - 901, &Rules::STANDARD).unwrap_err();
    assert_eq!(
        early.to_string(),
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T122059Z + 15 min.)"
    );
    let skewed = late.fault(Dialect::S3);
    assert_eq!(skewed.code, "RequestTimeTooSkewed");
    assert_eq!(skewed.details[2], ("MaxAllowedSkewMilliseconds", "900000".into()));
    assert_eq!(late.fault(Dialect::Ec2).code, "RequestExpired");
    assert_eq!(early.fault(Dialect::Ec2).code, "AuthFailure");
}

#[test]
fn presigned_requests_end() {
    assert!(query().verify(NOW + 3600, &Rules::STANDARD).is_ok());
    let error = query().verify(NOW + 3601, &Rules::STANDARD).unwrap_err();
    let fault = error.fault(Dialect::S3);
    assert_eq!((fault.code, &*fault.message), ("AccessDenied", "Request has expired"));
    assert_eq!(
        fault.details,
        [
            ("X-Amz-Expires", "3600".into()),
            ("Expires", "2015-08-30T13:36:00Z".into()),
            ("ServerTime", "2015-08-30T13:36:01Z".into()),
        ]
    );
    for (value, want) in [
        ("604801", "less than a week"),
        ("99999999999999999999", "less than a week"),
        ("-1", "non-negative"),
        ("x", "should be a number"),
        ("", "should be a number"),
    ] {
        let request = requery(query(), "Expires=3600", &format!("Expires={value}"));
        let fault = request.parse().unwrap_err().fault(Dialect::S3);
        assert_eq!(fault.code, "AuthorizationQueryParametersError", "{value}");
        assert!(fault.message.contains(want), "{value}: {}", fault.message);
    }
}

#[test]
fn presigned_faults_in_s3_s_words() {
    let missing = "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.";
    for (from, to, want) in [
        ("X-Amz-Date", "Date", missing),
        ("X-Amz-Credential", "Credential", missing),
        ("X-Amz-Signature", "Signature", missing),
        ("X-Amz-Expires", "Expires", missing),
        (
            "%2F",
            "%252F",
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
        ),
    ] {
        let request = requery(query(), from, to);
        let fault = request.verify(NOW, &Rules::S3).unwrap_err().fault(Dialect::S3);
        assert_eq!((fault.status, fault.code), (400, "AuthorizationQueryParametersError"));
        assert_eq!(fault.message, want, "{from}");
    }
    let twice = Request { query: format!("{}&X-Amz-Date=1", query().query), ..query() };
    assert!(matches!(error(&twice), AuthError::QueryParameter { name: "X-Amz-Date" }));
    let escaped = Request { query: format!("{}&X%2DAmz-Expires=9", query().query), ..query() };
    assert!(matches!(error(&escaped), AuthError::QueryParameter { name: "X-Amz-Expires" }));
}

#[test]
fn a_presigned_token_may_follow_the_signature() {
    let secret = secret();
    for sign_token in [true, false] {
        let signer = Signer { session_token: Some("token/+="), sign_token, ..signer(&secret) };
        let request = Request::new("GET", "/").presigned(&signer, Body::of(b""), 60);
        assert!(request.verify(NOW, &Rules::STANDARD).is_ok());
        let auth = request.parse().unwrap().unwrap();
        assert_eq!(auth.session_token.as_deref(), Some("token/+="));
        assert_eq!(auth.source, Source::Presigned { expires: Some(60) });
        let altered = requery(request, "Token=token", "Token=other");
        assert_eq!(altered.verify(NOW, &Rules::STANDARD).is_ok(), !sign_token);
    }
}

#[test]
fn s3_wants_every_amz_header_signed() {
    let put = s3(Request::new("PUT", "/b/k"));
    assert!(put.verify(NOW, &Rules::S3).is_ok());
    let more = put.clone().with("X-Amz-Meta-Wrong", "a").with("x-amz-expires", "1");
    let fault = more.verify(NOW, &Rules::S3).unwrap_err().fault(Dialect::S3);
    assert_eq!((fault.status, fault.code), (403, "AccessDenied"));
    assert_eq!(fault.message, "There were headers present in the request which were not signed");
    assert_eq!(fault.details, [("HeadersNotSigned", "x-amz-expires, x-amz-meta-wrong".into())]);

    let fault = header().verify(NOW, &Rules::S3).unwrap_err().fault(Dialect::S3);
    assert_eq!(
        (fault.code, &*fault.message),
        ("InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
    );
}

#[test]
fn other_mechanisms_in_s3_s_words() {
    let fault = |value: &str| {
        let request = Request::new("GET", "/b/k").with("authorization", value);
        request.parse().unwrap_err().fault(Dialect::S3)
    };
    let two = fault("AWS AKID:c2ln");
    assert_eq!(
        (two.code, &*two.message),
        (
            "InvalidRequest",
            "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
        )
    );
    let bearer = fault("Bearer secret");
    assert_eq!(
        (bearer.code, &*bearer.message),
        ("InvalidArgument", "Unsupported Authorization Type")
    );
    assert!(!format!("{bearer:?}").contains("secret"));
    let host = replaced(s3(Request::new("PUT", "/b/k")), "host;", "");
    let fault = host.verify(NOW, &Rules::S3).unwrap_err().fault(Dialect::S3);
    assert_eq!(fault.details, [("HeadersNotSigned", "host".into())]);
}

#[test]
fn the_body_is_compared_with_its_declared_hash() {
    let secret = secret();
    let mut put = Request::new("PUT", "/b/k");
    put.body = b"signed".to_vec();
    let body = Body::Declared(PayloadHash::Sha256(put.body_hash()));
    let mut put = put.signed(&Signer { service: "s3", rules: Rules::S3, ..signer(&secret) }, body);
    let auth = put.parse().unwrap().unwrap();
    let verified = verify(&auth, &put.view(), &secret, None, NOW, &Rules::S3).unwrap();
    assert!(verified.check_body(&put.body_hash()).is_ok());
    put.body = b"other".to_vec();
    assert!(verified.check_body(&put.body_hash()).is_err());
    let error = put.verify(NOW, &Rules::S3).unwrap_err();
    assert_eq!(error.fault(Dialect::S3).code, "XAmzContentSHA256Mismatch");
    assert_eq!(error.fault(Dialect::Json).code, "InvalidSignatureException");

    let auth = header().parse().unwrap().unwrap();
    let blind = verify(&auth, &header().view(), &secret, None, NOW, &Rules::STANDARD);
    assert_eq!(blind.unwrap_err(), AuthError::BodyHashNeeded);
}

#[test]
fn a_mismatch_is_explained_in_each_dialect() {
    let error = error(&Request { method: "PUT".into(), ..header() });
    let json = error.fault(Dialect::Json);
    assert_eq!((json.status, json.code), (400, "InvalidSignatureException"));
    assert!(json.message.starts_with("The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should have been\n'PUT\n/path\na=1\nhost:example.amazonaws.com\n"), "{}", json.message);
    assert!(json.message.contains("\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/service/aws4_request\n"));
    let query = error.fault(Dialect::Query);
    assert_eq!((query.status, query.code), (403, "SignatureDoesNotMatch"));
    assert!(query.message.ends_with("Consult the service documentation for details."));
    let s3 = error.fault(Dialect::S3);
    assert_eq!(s3.code, "SignatureDoesNotMatch");
    let names: Vec<_> = s3.details.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "AWSAccessKeyId",
            "StringToSign",
            "SignatureProvided",
            "StringToSignBytes",
            "CanonicalRequest",
            "CanonicalRequestBytes"
        ]
    );
    assert!(s3.details[3].1.starts_with("41 57 53 34"));
    assert_eq!(
        (error.fault(Dialect::Ec2).status, error.fault(Dialect::Ec2).code),
        (401, "AuthFailure")
    );
}

#[test]
fn a_giant_request_is_explained_in_bounds() {
    let big = Request { query: format!("a={}", "x".repeat(1_000_000)), ..header() };
    let AuthError::Mismatch(told) = error(&big) else { panic!("no mismatch") };
    assert_eq!(told.canonical_request.len(), sigv4::Mismatch::LIMIT);
}

#[test]
fn scopes_are_checked_in_each_dialect() {
    let auth = header().parse().unwrap().unwrap();
    assert!(auth.check_scope("us-east-1", "service").is_ok());
    let region = auth.check_scope("eu-west-1", "service").unwrap_err();
    assert_eq!(
        region.fault(Dialect::Query).message,
        "Credential should be scoped to a valid region, not 'us-east-1'. "
    );
    let fault = region.fault(Dialect::S3);
    assert_eq!(fault.code, "AuthorizationHeaderMalformed");
    assert_eq!(
        fault.message,
        "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'"
    );
    assert_eq!(fault.details, [("Region", "eu-west-1".into())]);
    let service = auth.check_scope("us-east-1", "sqs").unwrap_err();
    assert_eq!(service.to_string(), "Credential should be scoped to correct service: 'sqs'. ");
}

#[test]
fn sigv4a_serves_its_region_set() {
    let secret = secret();
    let signer = Signer { algorithm: Algorithm::V4A, region: "us-*,eu-west-1", ..signer(&secret) };
    let request = Request::new("GET", "/").signed(&signer, Body::of(b""));
    assert!(request.verify(NOW, &Rules::STANDARD).is_ok());
    let auth = request.parse().unwrap().unwrap();
    assert!(auth.check_scope("us-gov-west-1", "service").is_ok());
    assert!(auth.check_scope("eu-west-2", "service").is_err());
    assert!(request.clone().set("x-amz-region-set", "*").verify(NOW, &Rules::STANDARD).is_err());
    let unsigned = Request::new("GET", "/").signed(&signer, Body::of(b""));
    let unsigned = replaced(unsigned, ";x-amz-region-set", "");
    assert!(matches!(error(&unsigned), AuthError::HeadersNotSigned { .. }));
}

#[test]
fn the_caching_verifier_agrees() {
    let verifier = Verifier::new();
    let secret = secret();
    for algorithm in [Algorithm::V4, Algorithm::V4A] {
        let signer = Signer { algorithm, ..signer(&secret) };
        let request = Request::new("GET", "/").signed(&signer, Body::of(b""));
        let auth = request.parse().unwrap().unwrap();
        let check = |secret: &SecretKey| {
            let body = request.body_hash();
            verifier.verify(&auth, &request.view(), secret, Some(&body), NOW, &Rules::STANDARD)
        };
        assert!(check(&secret).is_ok());
        assert!(check(&secret).is_ok());
        assert!(check(&SecretKey::new("rotated")).is_err());
        assert!(check(&secret).is_ok());
    }
}

#[test]
fn header_maps_and_authorities() {
    let request = header();
    let mut map = http::HeaderMap::new();
    for (name, value) in &request.headers {
        let name: http::HeaderName = name.to_ascii_lowercase().parse().unwrap();
        map.append(name, value.parse().unwrap());
    }
    let hash = request.body_hash();
    let check = |headers: &dyn sigv4::Headers| {
        let view = RequestView { headers, ..request.view() };
        let auth = parse(&view).unwrap().unwrap();
        verify(&auth, &view, &secret(), Some(&hash), NOW, &Rules::STANDARD).is_ok()
    };
    assert!(check(&map));
    let authority = "example.amazonaws.com";
    map.remove("host");
    assert!(!check(&map));
    assert!(check(&WithAuthority { headers: &map, authority }));
    map.insert("host", "elsewhere".parse().unwrap());
    assert!(!check(&WithAuthority { headers: &map, authority }), "a host header goes first");
}
