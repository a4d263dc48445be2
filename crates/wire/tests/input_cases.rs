//! The published protocol cases for requests, the server's way round: an HTTP request must decode to the
//! parameters from which a client made it. Skipped when the cases are not there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use schema::dynamic::Struct;
use schema::{ByteStream, Protocol, Service};
use serde_json::Value as Json;
use wire::uri::{Labels, RouteTable};
use wire::{Body, DecodeContext, RequestParts};

const TOKEN: &str = "00000000-0000-4000-8000-000000000000";

/// Cases that say nothing of a server, each with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    (
        "RestXmlQueryPrecedence",
        "a client drops the map's entry; a server's map holds every parameter",
    ),
    ("RestJsonQueryPrecedence", "likewise"),
    ("RestJsonHttpWithEmptyStructurePayload", "a client sends {} for an absent payload"),
    ("RestJsonHttpWithHeadersButNoPayload", "likewise"),
];

/// Cases in whose requests an empty list or map leaves no trace: it cannot come back.
const EMPTY_IS_ABSENT: &[&str] = &[
    "Ec2EmptyQueryLists",
    "HttpPrefixHeadersAreNotPresent",
    "NullAndEmptyHeaders",
    "QueryEmptyQueryMaps",
    "RestJsonHttpPrefixHeadersAreNotPresent",
    "RestJsonNullAndEmptyHeaders",
    "RestJsonOmitsEmptyListQueryValues",
];

/// Cases whose map of query parameters is the client's, without those that other members name; a server's map
/// holds every parameter.
const MAP_OF_THE_REST: &[&str] = &[
    "AllQueryStringTypes",
    "RestXmlQueryStringEscaping",
    "RestXmlSupportsNaNFloatQueryValues",
    "RestXmlSupportsInfinityFloatQueryValues",
    "RestXmlSupportsNegativeInfinityFloatQueryValues",
    "RestXmlZeroAndFalseQueryValues",
    "RestXmlQueryParamsStringListMap",
    "RestJsonQueryParamsStringListMap",
];

struct Case {
    service: &'static Service,
    protocol: Protocol,
    method: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Bytes,
}

impl Case {
    fn new(suite: &Json, case: &Json) -> Case {
        let service = codegen::service_for_case(suite, case).unwrap();
        let protocol = service.protocols[0];
        let request = &case["serialized"];
        let uri = request["uri"].as_str().unwrap();
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        // The prefix of a client's own endpoint does not reach a server's router.
        let path = path.strip_prefix("/custom").unwrap_or(path);
        let mut headers = HeaderMap::new();
        for (name, value) in request["headers"].as_object().into_iter().flatten() {
            headers.append(
                HeaderName::from_bytes(name.as_bytes()).unwrap(),
                HeaderValue::from_str(value.as_str().unwrap()).unwrap(),
            );
        }
        let text = request["body"].as_str().unwrap_or("");
        let body = match protocol {
            Protocol::RpcV2Cbor => Bytes::from(STANDARD.decode(text).unwrap()),
            _ => Bytes::from(text.to_owned()),
        };
        let zipped =
            headers.get("content-encoding").is_some_and(|v| v.as_bytes().ends_with(b"gzip"));
        let body = if zipped { gzipped(&case["params"], protocol) } else { body };
        let method = request["method"].as_str().unwrap_or("POST").to_owned();
        Case { service, protocol, method, path: path.into(), query: query.into(), headers, body }
    }

    fn decode(&self) -> Result<Struct, String> {
        let op = &self.service.operations[0];
        let rest = matches!(self.protocol, Protocol::RestJson | Protocol::RestXml);
        let table = RouteTable::of(self.service);
        let labels = match rest {
            true => match table.find(&self.method, &self.path, &self.query) {
                Some((index, labels)) => {
                    assert_eq!(index, op.index);
                    labels
                }
                None => return Err(format!("no route for {} {}", self.path, op.uri)),
            },
            false => Labels::default(),
        };
        let request = RequestParts {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
        };
        let body = match op.streaming_input {
            true => Body::Stream(ByteStream::from_bytes(self.body.clone())),
            false => Body::Bytes(&self.body),
        };
        let mut token = || TOKEN.to_owned();
        let mut cx = DecodeContext::new(&mut token);
        let mut out = Struct::default();
        wire::decode(self.protocol, self.service, op, &labels, &request, body, &mut out, &mut cx)
            .map_err(|rejection| format!("{rejection:?}"))?;
        Ok(out)
    }
}

/// The compressed body of a compression case, which the case itself does not give.
fn gzipped(params: &Json, protocol: Protocol) -> Bytes {
    use std::io::Write;
    let data = params["data"].as_str().unwrap();
    let mut form = format!("data={}", data.replace('+', "%2B").replace('\n', "%0A"));
    if let Some(encoding) = params["encoding"].as_str() {
        form += &format!("&encoding={encoding}");
    }
    let text = match protocol {
        Protocol::AwsQuery => form,
        Protocol::Ec2Query => form.replace("data=", "Data=").replace("encoding=", "Encoding="),
        Protocol::RestXml => format!("<Input><data>{data}</data></Input>"),
        Protocol::RestJson => serde_json::json!({ "data": data }).to_string(),
        _ => params.to_string(),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    Bytes::from(encoder.finish().unwrap())
}

fn check(suite: &Json, case: &Json) -> Result<(), String> {
    let parsed = Case::new(suite, case);
    let shape = parsed.service.operations[0].input();
    let mut got = support::canonical(shape, &parsed.decode()?);
    let mut want = support::canonical(shape, &support::structure(shape, &case["params"]));
    if EMPTY_IS_ABSENT.contains(&case["id"].as_str().unwrap()) {
        let empty = |json: &Json| *json == serde_json::json!([]) || *json == serde_json::json!({});
        want.as_object_mut().unwrap().retain(|_, json| !empty(json));
    }
    if MAP_OF_THE_REST.contains(&case["id"].as_str().unwrap()) {
        for member in shape.members.iter().filter(|m| m.kind() == schema::Kind::Map) {
            got.as_object_mut().unwrap().remove(member.name);
            want.as_object_mut().unwrap().remove(member.name);
        }
    }
    // The header lists gzip besides what the client was told.
    let rest = matches!(parsed.protocol, Protocol::RestJson | Protocol::RestXml);
    if rest && want["encoding"] == "custom" {
        want["encoding"] = Json::from("custom, gzip");
    } else if got["encoding"] == "gzip" && want.get("encoding").is_none() {
        want["encoding"] = Json::from("gzip");
    }
    // A made-up token stands in the request, not in the parameters; a made-up one is ours.
    for member in shape.members.iter().filter(|m| m.idempotency_token) {
        let got = got.as_object_mut().unwrap().remove(member.name);
        let want = want.as_object_mut().unwrap().remove(member.name);
        let want = want.unwrap_or_else(|| Json::from(TOKEN));
        if got.as_ref() != Some(&want) {
            return Err(format!("token {got:?}, not {want}"));
        }
    }
    if got == want { Ok(()) } else { Err(format!("\n     got {got}\n    want {want}")) }
}

#[test]
fn every_request_decodes_to_its_parameters() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/botocore-input");
    let Ok(files) = std::fs::read_dir(root) else { return };
    let mut passed = 0;
    let mut left_out = Vec::new();
    let mut failures = Vec::new();
    for file in files {
        let path = file.unwrap().path();
        let suites: Json = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for suite in suites.as_array().unwrap() {
            for case in suite["cases"].as_array().unwrap() {
                let id = case["id"].as_str().unwrap();
                if let Some((id, _)) = LEFT_OUT.iter().find(|(left, _)| *left == id) {
                    left_out.push(*id);
                    continue;
                }
                match check(suite, case) {
                    Ok(()) => passed += 1,
                    Err(problem) => {
                        let file = path.file_name().unwrap().to_string_lossy();
                        failures.push(format!("{file} {id}: {problem}"));
                    }
                }
            }
        }
    }
    let total = passed + failures.len();
    assert!(failures.is_empty(), "{} of {total} failed:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(left_out.len(), LEFT_OUT.len(), "a case left out is no more");
    assert!(passed > 350, "{passed}");
}
