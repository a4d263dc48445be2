//! Constraints: what is collected, where it stands, and how AWS words it. The wordings are those of answers
//! recorded from AWS.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::OnceLock;

use bytes::Bytes;
use http::HeaderMap;
use schema::dynamic::Struct;
use schema::{Protocol, Rule, Service, Violation};
use wire::uri::Labels;
use wire::{Body, DecodeContext, Rejection, RequestParts};

const MODEL: &str = r#"{
  "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "x", "protocol": "json",
    "protocols": ["json", "query", "smithy-rpc-v2-cbor"], "jsonVersion": "1.1", "serviceId": "X",
    "targetPrefix": "X", "signatureVersion": "v4"},
  "operations": {"Do": {"name": "Do", "http": {"method": "POST", "requestUri": "/"},
    "input": {"shape": "DoInput"}}},
  "shapes": {
    "DoInput": {"type": "structure", "required": ["Name"], "members": {
      "Name": {"shape": "Name"}, "StateValue": {"shape": "State"}, "Limit": {"shape": "Limit"},
      "Types": {"shape": "States"}, "Tags": {"shape": "Tags"}, "Attributes": {"shape": "Attributes"},
      "Secret": {"shape": "Secret"}, "Plaintext": {"shape": "Plaintext"}, "Labels": {"shape": "Labels"},
      "Token": {"shape": "Token", "idempotencyToken": true}, "Either": {"shape": "Either"}}},
    "Name": {"type": "string", "min": 1, "max": 8, "pattern": "[\\.\\-_A-Za-z0-9]+"},
    "State": {"type": "string", "enum": ["INSUFFICIENT_DATA", "ALARM", "OK"]},
    "States": {"type": "list", "member": {"shape": "State"}},
    "Limit": {"type": "integer", "min": 1, "max": 10000},
    "Tags": {"type": "list", "member": {"shape": "Tag"}, "min": 1, "max": 2},
    "Tag": {"type": "structure", "required": ["TagKey"], "members": {
      "TagKey": {"shape": "TagKey"}, "TagValue": {"shape": "TagKey"}}},
    "TagKey": {"type": "string", "max": 4},
    "Attributes": {"type": "map", "key": {"shape": "TagKey"}, "value": {"shape": "Tag"}},
    "Labels": {"type": "map", "key": {"shape": "TagKey"}, "value": {"shape": "TagKey"}},
    "Secret": {"type": "string", "max": 4, "sensitive": true},
    "Plaintext": {"type": "blob", "max": 4},
    "Token": {"type": "string", "max": 4},
    "Either": {"type": "structure", "union": true, "members": {
      "A": {"shape": "TagKey"}, "B": {"shape": "TagKey"}}}
  }
}"#;

fn service() -> &'static Service {
    static LOADED: OnceLock<&'static Service> = OnceLock::new();
    LOADED.get_or_init(|| {
        let model = codegen::from_botocore_str("x", MODEL).unwrap();
        schema::text::load_owned(model.to_schema_text().unwrap()).unwrap()
    })
}

fn decode(protocol: Protocol, body: &str, validate: bool) -> Result<Struct, Rejection> {
    let headers = HeaderMap::new();
    let request = RequestParts { method: "POST", path: "/", query: "", headers: &headers };
    let body = Bytes::from(body.to_owned());
    let mut token = || "made-up".to_owned();
    let mut cx = DecodeContext::new(&mut token);
    cx.validate = validate;
    let mut out = Struct::default();
    let op = service().operation("Do").unwrap();
    let labels = Labels::default();
    let body = Body::Bytes(&body);
    wire::decode(protocol, service(), op, &labels, &request, body, &mut out, &mut cx)?;
    Ok(out)
}

fn violations(protocol: Protocol, body: &str) -> Vec<Violation> {
    match decode(protocol, body, true) {
        Ok(_) => Vec::new(),
        Err(Rejection::Invalid(violations)) => violations,
        Err(Rejection::Malformed(error)) => panic!("{body}: {error}"),
    }
}

#[test]
fn in_the_words_of_aws() {
    let pattern = r"[\.\-_A-Za-z0-9]+";
    let long_name = format!(
        "2 validation errors detected: Value 'Two errors' at 'name' failed to satisfy constraint: Member must \
         satisfy regular expression pattern: {pattern}; Value 'Two errors' at 'name' failed to satisfy \
         constraint: Member must have length less than or equal to 8"
    );
    let cases: &[(&str, &str)] = &[
        (
            "{}",
            "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
        ),
        (
            r#"{"Name":null}"#,
            "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
        ),
        (r#"{"Name":"Two errors"}"#, &long_name),
        (
            r#"{"Name":"a","StateValue":"INVALID"}"#,
            "1 validation error detected: Value 'INVALID' at 'stateValue' failed to satisfy constraint: Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]",
        ),
        (
            r#"{"Name":"a","Limit":10001}"#,
            "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 10000",
        ),
        (
            r#"{"Name":"a","Limit":0}"#,
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            r#"{"Name":"a","Types":["OK","wrong"]}"#,
            "1 validation error detected: Value '[OK, wrong]' at 'types' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [INSUFFICIENT_DATA, ALARM, OK]]",
        ),
        (
            r#"{"Name":"a","Tags":[]}"#,
            "1 validation error detected: Value '[]' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            r#"{"Name":"a","Tags":[{"TagKey":"k"},{"TagKey":"k","TagValue":"vvvvv"}]}"#,
            "1 validation error detected: Value 'vvvvv' at 'tags.2.member.tagValue' failed to satisfy constraint: Member must have length less than or equal to 4",
        ),
        (
            r#"{"Name":"a","Attributes":{"attr":{}}}"#,
            "1 validation error detected: Value null at 'attributes.attr.member.tagKey' failed to satisfy constraint: Member must not be null",
        ),
        (
            r#"{"Name":"a","Labels":{"five5":"v"}}"#,
            "1 validation error detected: Value '{five5=v}' at 'labels' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 4]",
        ),
        (
            r#"{"Name":"a","Labels":{"k":"five5"}}"#,
            "1 validation error detected: Value '{k=five5}' at 'labels' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 4]",
        ),
        (
            r#"{"Name":"a","Secret":"secret"}"#,
            "1 validation error detected: Value at 'secret' failed to satisfy constraint: Member must have length less than or equal to 4",
        ),
        (
            r#"{"Name":"a","Plaintext":"YWJjZGU="}"#,
            "1 validation error detected: Value at 'plaintext' failed to satisfy constraint: Member must have length less than or equal to 4",
        ),
    ];
    for (body, want) in cases {
        assert_eq!(Violation::sentence(&violations(Protocol::AwsJson, body)), *want, "{body}");
    }
}

#[test]
fn lengths_count_characters() {
    assert!(violations(Protocol::AwsJson, r#"{"Name":"a","Secret":"éééé"}"#).is_empty());
}

#[test]
fn forms_say_the_same() {
    let got = violations(Protocol::AwsQuery, "Tags.member.1.TagKey=k&Tags.member.3.TagKey=vvvvv");
    let paths: Vec<&str> = got.iter().map(|v| v.path.as_str()).collect();
    assert_eq!(paths, ["tags.2.member.tagKey", "name"]);
    assert_eq!(got[0].rule, Rule::MaxLength(4.0));
    let got = violations(Protocol::AwsQuery, "Name=a&Types.member.1=wrong");
    assert_eq!(got[0].value.as_deref(), Some("[wrong]"));
}

#[test]
fn cbor_says_the_same() {
    let headers = HeaderMap::new();
    let request = RequestParts { method: "POST", path: "/", query: "", headers: &headers };
    let body = Bytes::from_static(b"\xa2\x64Name\x61a\x65Types\x9f\x62OK\x65wrong\xff");
    let mut token = || "made-up".to_owned();
    let mut cx = DecodeContext::new(&mut token);
    let mut out = Struct::default();
    let op = service().operation("Do").unwrap();
    let (labels, protocol) = (Labels::default(), Protocol::RpcV2Cbor);
    let body = Body::Bytes(&body);
    let got = wire::decode(protocol, service(), op, &labels, &request, body, &mut out, &mut cx)
        .unwrap_err();
    let Rejection::Invalid(got) = got else { panic!("{got:?}") };
    assert_eq!((got[0].path.as_str(), got[0].value.as_deref()), ("types", Some("[OK, wrong]")));
}

#[test]
fn a_union_has_one_member() {
    for (body, set) in
        [(r#"{"Name":"a","Either":{}}"#, 0), (r#"{"Name":"a","Either":{"A":"x","B":"y"}}"#, 2)]
    {
        let got: Vec<Rule> =
            violations(Protocol::AwsJson, body).into_iter().map(|v| v.rule).collect();
        assert_eq!(got, [Rule::Union(set)], "{body}");
    }
}

#[test]
fn without_checks_anything_that_can_be_read_is_taken() {
    assert!(decode(Protocol::AwsJson, r#"{"Limit":0,"Types":["wrong"]}"#, false).is_ok());
}

/// The made-up token is ours, and not checked.
#[test]
fn tokens_are_made_up_only_when_absent() {
    let (index, _) = service().operation("Do").unwrap().input().member("Token").unwrap();
    for (body, want) in [(r#"{"Name":"a"}"#, "made-up"), (r#"{"Name":"a","Token":"own"}"#, "own")] {
        let out = decode(Protocol::AwsJson, body, true).unwrap();
        assert_eq!(out.get(index).and_then(|v| v.as_str()), Some(want));
    }
}

#[test]
fn violations_are_bounded() {
    let tags = r#"{"TagKey":"vvvvv"},"#.repeat(10_000);
    let body = format!(r#"{{"Name":"{}","Tags":[{tags}{{}}]}}"#, "x".repeat(1 << 20));
    let got = violations(Protocol::AwsJson, &body);
    assert!(got.len() <= 64);
    assert!(got.iter().all(|v| v.value.as_ref().is_none_or(|value| value.len() <= 16 << 10)));
}
