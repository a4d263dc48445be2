//! Which operation a request names: by path and query, by header, by form.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use http::{HeaderMap, HeaderName, HeaderValue};
use schema::{Protocol, Service};
use wire::protocol::{Detected, choose, detect};
use wire::uri::RouteTable;

/// Operations as a storage service has them: name, method, URI.
const OPERATIONS: &[(&str, &str, &str)] = &[
    ("CreateUpload", "POST", "/{Bucket}/{Key+}?uploads"),
    ("DeleteObjects", "POST", "/{Bucket}?delete"),
    ("GetAcl", "GET", "/{Bucket}/{Key+}?acl"),
    ("GetBucketAcl", "GET", "/{Bucket}?acl"),
    ("GetObject", "GET", "/{Bucket}/{Key+}"),
    ("GetObjectTwo", "GET", "/{Bucket}/{Key+}?acl&tagging"),
    ("ListBuckets", "GET", "/"),
    ("ListObjects", "GET", "/{Bucket}"),
    ("ListObjectsV2", "GET", "/{Bucket}?list-type=2"),
    ("ListTags", "GET", "/v1/tags/{Arn+}"),
    ("Middle", "GET", "/v1/names/{Name+}/policy"),
    ("PutObject", "PUT", "/{Bucket}/{Key+}"),
    ("Special", "GET", "/v1/functions/{Name}"),
    ("SpecialAll", "GET", "/v1/functions/all"),
];

fn service() -> &'static Service {
    let operations: String = OPERATIONS
        .iter()
        .map(|(name, method, uri)| {
            format!(r#""{name}": {{"name": "{name}", "http": {{"method": "{method}", "requestUri": "{uri}"}}}},"#)
        })
        .collect();
    let model = format!(
        r#"{{"metadata": {{"apiVersion": "2020-01-01", "endpointPrefix": "x", "protocol": "rest-xml",
            "protocols": ["rest-xml"], "serviceId": "X"}},
            "operations": {{{}}}, "shapes": {{}}}}"#,
        operations.trim_end_matches(',')
    );
    let model = codegen::from_botocore_str("x", &model).unwrap();
    schema::text::load_owned(model.to_schema_text().unwrap()).unwrap()
}

/// A request line, its query, the operation it names, some of its labels.
type Case = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

#[test]
fn the_most_specific_pattern_wins() {
    let service = service();
    let table = RouteTable::of(service);
    let cases: &[Case] = &[
        ("GET /", "", "ListBuckets", &[]),
        ("GET /b", "", "ListObjects", &[("Bucket", "b")]),
        ("GET /b/", "", "ListObjects", &[("Bucket", "b")]),
        ("GET /b", "acl", "GetBucketAcl", &[]),
        ("GET /b", "acl=", "GetBucketAcl", &[]),
        ("GET /b", "list-type=2&prefix=a%2Fb", "ListObjectsV2", &[]),
        ("GET /b", "list-type=1", "ListObjects", &[]),
        ("GET /b/k", "", "GetObject", &[("Key", "k")]),
        ("GET /b/k", "x-id=GetObject", "GetObject", &[]),
        ("GET /b/k", "acl", "GetAcl", &[]),
        ("GET /b/k", "tagging&acl", "GetObjectTwo", &[]),
        ("GET /b//k//l/", "", "GetObject", &[("Bucket", "b"), ("Key", "/k//l/")]),
        ("PUT /b/a+b%2Bc%20d%2F%C3%A9", "", "PutObject", &[("Key", "a+b+c d/é")]),
        ("PUT /b/./../k", "", "PutObject", &[("Key", "./../k")]),
        ("POST /b/k", "uploads", "CreateUpload", &[]),
        ("POST /b", "delete", "DeleteObjects", &[]),
        ("GET /v1/functions/all", "", "SpecialAll", &[]),
        ("GET /v1/functions/one", "", "Special", &[("Name", "one")]),
        ("GET /v1/functions/one/", "", "Special", &[("Name", "one")]),
        ("GET /v1/tags/arn:aws:x/y/z", "", "ListTags", &[("Arn", "arn:aws:x/y/z")]),
        ("GET /v1/names/a/b/policy", "", "Middle", &[("Name", "a/b")]),
        ("GET /v1/names/policy/policy", "", "Middle", &[("Name", "policy")]),
    ];
    for (line, query, want, labels) in cases {
        let (method, path) = line.split_once(' ').unwrap();
        let (index, found) = table.find(method, path, query).unwrap();
        assert_eq!(service.operations[index].name, *want, "{line}?{query}");
        for (label, value) in *labels {
            assert_eq!(found.get(label).unwrap().unwrap(), *value, "{line}");
        }
    }
    for (line, query) in [("POST /b", ""), ("DELETE /b/k", ""), ("POST /b/k", "")] {
        let (method, path) = line.split_once(' ').unwrap();
        assert!(table.find(method, path, query).is_none(), "{line}");
    }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let mut out = HeaderMap::new();
    for (name, value) in pairs {
        out.append(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    out
}

#[test]
fn protocols_are_told_apart() {
    let form = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    let target = headers(&[("x-amz-target", "DynamoDB_20120810.PutItem")]);
    let cbor = headers(&[("smithy-protocol", "rpc-v2-cbor")]);
    let form = headers(&form);
    let none = HeaderMap::new();

    let found = detect(&target, "/", "", b"{}");
    assert_eq!(found, Detected::AwsJson { prefix: "DynamoDB_20120810", operation: "PutItem" });
    assert_eq!(choose(&found, &[Protocol::RpcV2Cbor, Protocol::AwsJson]), Some(Protocol::AwsJson));
    assert_eq!(choose(&found, &[Protocol::RestJson]), None);

    let found =
        detect(&cbor, "/service/GraniteServiceVersion20100801/operation/PutMetricData", "", b"");
    let want = Detected::RpcV2Cbor {
        service: "GraniteServiceVersion20100801",
        operation: "PutMetricData",
    };
    assert_eq!(found, want);

    let want =
        Detected::Query { action: "GetCallerIdentity".into(), version: Some("2011-06-15".into()) };
    assert_eq!(detect(&form, "/", "", b"Action=GetCallerIdentity&Version=2011-06-15"), want);
    assert_eq!(detect(&none, "/", "Version=2011-06-15&Action=GetCallerIdentity", b""), want);
    assert_eq!(choose(&want, &[Protocol::Ec2Query]), Some(Protocol::Ec2Query));

    assert_eq!(detect(&form, "/", "", b"no=action"), Detected::Rest);
    assert_eq!(detect(&none, "/bucket/key", "Action=x", b""), Detected::Rest);
}
