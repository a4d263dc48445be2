//! The published protocol cases for responses, the server's way round: from the result that a client must
//! read, we must write an equivalent response. Bodies are compared in canonical form. Skipped when the cases are
//! not there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use schema::dynamic::Struct;
use schema::{ApiError, Fault, Protocol, Service, Shape};
use serde_json::Value as Json;
use support::{canonical, structure};
use wire::{Response, ResponseBody};

/// Cases that say nothing of a server, each with the reason.
const LEFT_OUT: &[(&str, &str)] = &[
    ("AwsJson11DateTimeWithNegativeOffset", "a client must read offsets; we write UTC"),
    ("AwsJson11DateTimeWithPositiveOffset", "likewise"),
    ("Ec2QueryDateTimeWithNegativeOffset", "likewise"),
    ("Ec2QueryDateTimeWithPositiveOffset", "likewise"),
    ("RestXmlDateTimeWithNegativeOffset", "likewise"),
    ("RestXmlDateTimeWithPositiveOffset", "likewise"),
    ("AwsQueryDateTimeWithNegativeOffset", "likewise"),
    ("AwsQueryDateTimeWithPositiveOffset", "likewise"),
    ("RestJsonDateTimeWithNegativeOffset", "likewise"),
    ("RestJsonDateTimeWithPositiveOffset", "likewise"),
    (
        "handles_empty_output_shape",
        "a client must read a body where no output is modelled; we write none",
    ),
    ("AwsJson10HandlesEmptyOutputShape", "likewise"),
    ("handles_unexpected_json_output", "likewise"),
    ("AwsJson10HandlesUnexpectedJsonOutput", "likewise"),
    ("AwsJson11DeserializeIgnoreType", "a client must skip what it does not know"),
    ("AwsJson10DeserializeIgnoreType", "likewise"),
    ("RestJsonDeserializeIgnoreType", "likewise"),
    (
        "AwsJson11StructuresDontDeserializeNullValues",
        "a client must read null as absent; we write nothing",
    ),
    ("AwsJson10DeserializeAllowNulls", "likewise"),
    ("RestJsonDoesntDeserializeNullStructureValues", "likewise"),
    ("RestJsonDeserializesDenseSetMapAndSkipsNull", "likewise"),
    ("HttpPrefixHeadersResponse", "the schema cannot say an empty prefix; no service has one"),
    (
        "IgnoreQueryParamsInResponse",
        "a client must read an element without members; we write nothing",
    ),
    (
        "NoOutputClientAllowsEmptyCbor",
        "a client must read a map where no output is modelled; we write none",
    ),
    ("Ec2XmlEmptyLists", "its content type lacks the charset that EC2's others have"),
    (
        "QueryEmptyInputAndEmptyOutput",
        "a client must read an empty body; we write the wrapper and the request's id",
    ),
    ("QueryNoInputAndNoOutput", "likewise"),
    ("QueryNoInputAndOutput", "likewise"),
];

const REQUEST_ID: &str = "requestid";

struct Case<'a> {
    id: &'a str,
    service: &'static Service,
    protocol: Protocol,
    json: &'a Json,
}

impl Case<'_> {
    fn response(&self) -> Response {
        if self.json.get("errorCode").is_some() {
            return self.error();
        }
        let op = &self.service.operations[0];
        let result = structure(op.output(), &self.json["result"]);
        wire::encode(self.protocol, self.service, op, &result, REQUEST_ID).unwrap()
    }

    fn error_shape(&self) -> &'static Shape {
        self.service.operations[0].errors[0].get()
    }

    fn error(&self) -> Response {
        let shape = self.error_shape();
        let facts = shape.error.as_deref().unwrap();
        let status = self.json["response"]["status_code"].as_u64().unwrap();
        // Some cases write a message or setting that their result does not tell.
        let body = self.json["response"]["body"].as_str().unwrap_or("");
        let message = self.json["errorMessage"].as_str();
        let message = message.or(body.contains("<Message>Hi<").then_some("Hi"));
        let error =
            ApiError::new(shape.name, u16::try_from(status).unwrap(), message.unwrap_or(""))
                .with_query_code(facts.code)
                .with_body(structure(shape, &self.json["error"]))
                .with_fault(if facts.sender { Fault::Sender } else { Fault::Receiver });
        let error = match body.contains("<AnotherSetting>") {
            true => error.with_extra("AnotherSetting", "setting"),
            false => error,
        };
        let error = if message.is_none() { error.without_message() } else { error };
        wire::encode_error(self.protocol, Some(self.service), &error, REQUEST_ID)
    }

    fn check(&self) -> Result<(), String> {
        let want = &self.json["response"];
        let got = self.response();
        if want["status_code"] != got.status {
            return Err(format!("status {}", got.status));
        }
        for (name, value) in want["headers"].as_object().into_iter().flatten() {
            self.check_header(&got, name, value.as_str().unwrap())?;
        }
        let bytes = match &got.body {
            ResponseBody::Bytes(bytes) => bytes.clone(),
            ResponseBody::Stream(stream) => Bytes::from(support::collect(stream)),
        };
        let body = want["body"].as_str().unwrap_or("");
        self.check_body(&bytes, body, &got)
    }

    fn check_header(&self, got: &Response, name: &str, want: &str) -> Result<(), String> {
        let found = got.header(name).unwrap_or("(none)");
        // The error's name may come with a namespace and a URI, which clients cut.
        let same = match name.to_ascii_lowercase().as_str() {
            // Not a response's; and the id is the caller's to choose.
            "x-amz-target" | "x-amzn-requestid" | "content-length" => return Ok(()),
            // A type without a body says nothing.
            "content-type"
                if matches!(self.json["response"]["body"].as_str(), None | Some("" | "{}")) =>
            {
                return Ok(());
            }
            "x-amzn-errortype" if self.protocol != Protocol::RestJson => return Ok(()),
            "x-amzn-errortype" => plain_code(want) == plain_code(found),
            "content-type" => want.replace(' ', "") == found.replace(' ', ""),
            _ => want == found,
        };
        if same { Ok(()) } else { Err(format!("header {name}: {found:?}, not {want:?}")) }
    }

    fn check_body(&self, got: &Bytes, want: &str, response: &Response) -> Result<(), String> {
        let (got, want) = match self.protocol {
            Protocol::RpcV2Cbor => (self.cbor(got), self.cbor(&STANDARD.decode(want).unwrap())),
            _ if want.is_empty()
                && self.is_json(response)
                && self.json.get("errorCode").is_some() =>
            {
                (serde_json::from_slice(got).unwrap(), serde_json::json!({}))
            }
            // Without members in the body, an empty object and none are the same to every client; both have
            // their cases.
            Protocol::RestJson if matches!((&got[..], want), (b"{}", "") | (b"", "{}")) => {
                return Ok(());
            }
            _ if want.is_empty() || got.is_empty() => {
                (Json::from(String::from_utf8_lossy(got)), Json::from(want))
            }
            _ if self.is_json(response) => {
                let parse = |text: &[u8]| serde_json::from_slice::<Json>(text);
                (numbers(parse(got).unwrap()), numbers(parse(want.as_bytes()).unwrap()))
            }
            _ if response.header("content-type").is_some_and(|t| t.contains("xml")) => (
                Json::from(support::xml(std::str::from_utf8(got).unwrap())),
                Json::from(support::xml(want)),
            ),
            _ => (Json::from(String::from_utf8_lossy(got)), Json::from(want)),
        };
        if self.json.get("errorCode").is_some() && self.protocol != Protocol::RestXml {
            let cut = |json: Json| self.without_code(json);
            let (got, want) = (cut(got), cut(want));
            return if got == want {
                Ok(())
            } else {
                Err(format!("\n     got {got}\n    want {want}"))
            };
        }
        if got == want { Ok(()) } else { Err(format!("\n     got {got}\n    want {want}")) }
    }

    fn is_json(&self, response: &Response) -> bool {
        response.header("content-type").is_some_and(|t| t.contains("json"))
    }

    /// A CBOR body read as the output, or else as the error.
    fn cbor(&self, bytes: &[u8]) -> Json {
        let shape = match self.json.get("errorCode") {
            Some(_) => self.error_shape(),
            None => self.service.operations[0].output(),
        };
        let mut out = Struct::default();
        wire::decode_structure(Protocol::RpcV2Cbor, shape, bytes, &mut out).unwrap();
        canonical(shape, &out)
    }

    /// A JSON error without what names it, which has several forms.
    fn without_code(&self, mut json: Json) -> Json {
        if let Some(object) = json.as_object_mut() {
            for name in ["__type", "code"] {
                if let Some(code) = object.remove(name) {
                    assert_eq!(plain_code(code.as_str().unwrap()), self.error_shape().name);
                }
            }
        }
        if json == "" { serde_json::json!({}) } else { json }
    }
}

/// `aws.ns#Name:http://...` to `Name`.
fn plain_code(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or(code);
    code.rsplit('#').next().unwrap_or(code)
}

/// All numbers as floats of 32 bits, so that `1` and `1.0` are equal.
fn numbers(json: Json) -> Json {
    match json {
        Json::Number(n) if n.is_f64() => Json::from(n.as_f64().unwrap() as f32),
        Json::Number(n) => Json::from(n.as_i64().unwrap() as f32),
        Json::Array(all) => all.into_iter().map(numbers).collect(),
        Json::Object(all) => Json::Object(all.into_iter().map(|(k, v)| (k, numbers(v))).collect()),
        other => other,
    }
}

#[test]
fn every_result_encodes_to_its_response() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases/botocore-output");
    let Ok(files) = std::fs::read_dir(root) else { return };
    let mut passed = 0;
    let mut left_out = 0;
    let mut failures = Vec::new();
    for file in files {
        let path = file.unwrap().path();
        let suites: Json = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        for suite in suites.as_array().unwrap() {
            for json in suite["cases"].as_array().unwrap() {
                let id = json["id"].as_str().unwrap();
                if LEFT_OUT.iter().any(|(left, _)| *left == id) {
                    left_out += 1;
                    continue;
                }
                let service = codegen::service_for_case(suite, json).unwrap();
                let case = Case { id, service, protocol: service.protocols[0], json };
                match case.check() {
                    Ok(()) => passed += 1,
                    Err(problem) => {
                        let file = path.file_name().unwrap().to_string_lossy();
                        failures.push(format!("{file} {}: {problem}", case.id));
                    }
                }
            }
        }
    }
    let total = passed + failures.len();
    assert!(failures.is_empty(), "{} of {total} failed:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(left_out, LEFT_OUT.len(), "a case left out is no more");
    assert!(passed > 300, "{passed}");
}
