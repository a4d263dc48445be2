//! Whole answers, byte for byte, in every protocol: a success, an error with members of its own, an error that
//! nobody models; and events.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use schema::dynamic::{Struct, Value};
use schema::{ApiError, Event, EventStream, Protocol, Service};
use wire::eventstream::{Decoder, Message};
use wire::{Response, ResponseBody};

/// Members stand in the order of this text.
const MODEL: &str = r#"{
  "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "x", "protocol": "PROTOCOL",
    "protocols": ["PROTOCOL"], "serviceId": "X", "jsonVersion": "1.1", "targetPrefix": "X",
    "xmlNamespace": "https://x.example/" MORE},
  "operations": {"Do": {"name": "Do", "http": {"method": "POST", "requestUri": "/"},
    "output": {"shape": "DoOutput", "resultWrapper": "DoResult"},
    "errors": [{"shape": "Refused"}]}},
  "shapes": {
    "DoOutput": {"type": "structure", "members": {
      "Text": {"shape": "Text"}, "Words": {"shape": "Words"}, "Events": {"shape": "Events"}}},
    "Text": {"type": "string"}, "Number": {"type": "integer"}, "Bytes": {"type": "blob"},
    "Words": {"type": "list", "member": {"shape": "Text"}},
    "Events": {"type": "structure", "eventstream": true, "members": {
      "Row": {"shape": "Row"}, "End": {"shape": "End"}, "Refused": {"shape": "Refused"}}},
    "Row": {"type": "structure", "event": true, "members": {
      "Kind": {"shape": "Text", "eventheader": true},
      "Payload": {"shape": "Bytes", "eventpayload": true}}},
    "End": {"type": "structure", "event": true, "members": {"Count": {"shape": "Number"}}},
    "Refused": {"type": "structure", "exception": true,
      "error": {"code": "X.Refused", "httpStatusCode": 409, "senderFault": true},
      "members": {"message": {"shape": "Text"}, "Why": {"shape": "Text"}}}
  }
}"#;

fn service(name: &str, protocol: &str, more: &str) -> &'static Service {
    let model = MODEL.replace("PROTOCOL", protocol).replace("MORE", more);
    let model = codegen::from_botocore_str(name, &model).unwrap();
    schema::text::load_owned(model.to_schema_text().unwrap()).unwrap()
}

fn text(response: &Response) -> String {
    match &response.body {
        ResponseBody::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        ResponseBody::Stream(_) => panic!("a stream"),
    }
}

fn output() -> Struct {
    let mut out = Struct::default();
    out.put(0, Value::String("a<b>&\"\r\u{1}é".into()));
    out.put(1, Value::List(vec![Value::String("w".into())]));
    out
}

fn refused(service: &'static Service) -> ApiError {
    let shape = service.shape("Refused").unwrap();
    let mut body = Struct::default();
    body.put(shape.member("message").unwrap().0, Value::String("No.".into()));
    body.put(shape.member("Why").unwrap().0, Value::String("because".into()));
    ApiError::new("Refused", 409, "No.").with_query_code("X.Refused").with_body(body)
}

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

#[test]
fn successes() {
    let xml = "<Text>a&lt;b&gt;&amp;&quot;&#xd;&#x1;é</Text><Words><member>w</member></Words>";
    let json = r#"{"Text":"a<b>&\"\r\u0001é","Words":["w"]}"#;
    let cases = [
        ("json", Protocol::AwsJson, "application/x-amz-json-1.1", json.to_owned()),
        ("rest-json", Protocol::RestJson, "application/json", json.to_owned()),
        (
            "query",
            Protocol::AwsQuery,
            "text/xml",
            format!(
                "<DoResponse xmlns=\"https://x.example/\"><DoResult>{xml}</DoResult><ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></DoResponse>"
            ),
        ),
        (
            "ec2",
            Protocol::Ec2Query,
            "text/xml;charset=UTF-8",
            format!(
                "{DECLARATION}<DoResponse xmlns=\"https://x.example/\"><requestId>id</requestId>{xml}</DoResponse>"
            ),
        ),
        (
            "rest-xml",
            Protocol::RestXml,
            "application/xml",
            format!("{DECLARATION}<DoOutput xmlns=\"https://x.example/\">{xml}</DoOutput>"),
        ),
    ];
    for (name, protocol, content_type, want) in cases {
        let service = service("x", name, "");
        let response =
            wire::encode(protocol, service, &service.operations[0], &output(), "id").unwrap();
        assert_eq!(response.status, 200);
        assert_eq!(response.header("content-type"), Some(content_type));
        assert_eq!(response.header("x-amzn-requestid"), Some("id"));
        assert_eq!(text(&response), want, "{name}");
    }
}

#[test]
fn modelled_errors() {
    let members = "<Code>X.Refused</Code><Message>No.</Message><Why>because</Why>";
    let cases = [
        (
            "json",
            Protocol::AwsJson,
            r#"{"__type":"Refused","message":"No.","Why":"because"}"#.to_owned(),
        ),
        ("rest-json", Protocol::RestJson, r#"{"message":"No.","Why":"because"}"#.to_owned()),
        (
            "query",
            Protocol::AwsQuery,
            format!(
                "<ErrorResponse xmlns=\"https://x.example/\"><Error><Type>Sender</Type>{members}</Error><RequestId>id</RequestId></ErrorResponse>"
            ),
        ),
        (
            "ec2",
            Protocol::Ec2Query,
            format!(
                "{DECLARATION}<Response><Errors><Error>{members}</Error></Errors><RequestID>id</RequestID></Response>"
            ),
        ),
        (
            "rest-xml",
            Protocol::RestXml,
            format!(
                "{DECLARATION}<ErrorResponse xmlns=\"https://x.example/\"><Error><Type>Sender</Type>{members}</Error><RequestId>id</RequestId></ErrorResponse>"
            ),
        ),
    ];
    for (name, protocol, want) in cases {
        let service = service("x", name, "");
        let response = wire::encode_error(protocol, Some(service), &refused(service), "id");
        assert_eq!(response.status, 409);
        assert_eq!(text(&response), want, "{name}");
        let typed = (protocol == Protocol::RestJson).then_some("Refused");
        assert_eq!(response.header("x-amzn-errortype"), typed);
    }
}

#[test]
fn unmodelled_errors_and_requests_without_a_service() {
    let error = ApiError::new("AccessDenied", 403, "No \u{1} way\n");
    let json = r#"{"__type":"AccessDenied","message":"No \u0001 way\n"}"#;
    assert_eq!(text(&wire::encode_error(Protocol::AwsJson, None, &error, "id")), json);
    let xml = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>No &#x1; way\n</Message></Error><RequestId>id</RequestId></ErrorResponse>";
    assert_eq!(text(&wire::encode_error(Protocol::AwsQuery, None, &error, "id")), xml);
}

#[test]
fn s3_errors_are_bare() {
    let service = service("s3", "rest-xml", "");
    let error = ApiError::new("NoSuchKey", 404, "Gone.").with_extra("Key", "a&b");
    let response = wire::encode_error(Protocol::RestXml, Some(service), &error, "id");
    let want = "<Error><Code>NoSuchKey</Code><Message>Gone.</Message><Key>a&amp;b</Key><RequestId>id</RequestId><HostId>aWQ=</HostId></Error>";
    assert_eq!(text(&response), format!("{DECLARATION}{want}"));
    assert_eq!(response.header("x-amz-request-id"), Some("id"));
    assert_eq!(response.header("x-amz-id-2"), Some("aWQ="));
}

#[test]
fn errors_of_s3_control_have_what_those_of_s3_have() {
    let service = service("s3control", "rest-xml", "");
    let error = ApiError::new("NoSuchJob", 404, "Gone.");
    let response = wire::encode_error(Protocol::RestXml, Some(service), &error, "id");
    let want = "<Error><Code>NoSuchJob</Code><Message>Gone.</Message></Error><RequestId>id</RequestId><HostId>aWQ=</HostId></ErrorResponse>";
    let text = text(&response);
    assert!(text.starts_with(&format!("{DECLARATION}<ErrorResponse")), "{text}");
    assert!(text.ends_with(want), "{text}");
}

#[test]
fn old_query_codes_stand_in_a_header() {
    let service = service("x", "json", r#", "awsQueryCompatible": {}"#);
    let response = wire::encode_error(Protocol::AwsJson, Some(service), &refused(service), "id");
    assert_eq!(response.header("x-amzn-query-error"), Some("X.Refused;Sender"));
}

#[test]
fn a_message_cannot_break_out_of_a_header() {
    let service = service("x", "rest-json", "");
    let error = ApiError::new("Odd\r\nset-cookie: a", 400, "x");
    let response = wire::encode_error(Protocol::RestJson, Some(service), &error, "id");
    assert_eq!(response.header("x-amzn-errortype"), Some("Odd  set-cookie: a"));
}

struct Events(std::vec::IntoIter<Event>);

impl Stream for Events {
    type Item = Event;
    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Event>> {
        Poll::Ready(self.0.next())
    }
}

fn event(index: usize, members: Vec<(usize, Value)>) -> Event {
    let mut inner = Struct::default();
    for (index, value) in members {
        inner.put(index, value);
    }
    let mut union = Struct::default();
    union.put(index, Value::Struct(inner));
    Ok(Box::new(union))
}

fn frames(protocol: Protocol, service: &'static Service, events: Vec<Event>) -> Vec<Message> {
    let mut out = Struct::default();
    out.put(0, Value::String("first".into()));
    out.put(2, Value::EventStream(EventStream::new(Events(events.into_iter()))));
    let response = wire::encode(protocol, service, &service.operations[0], &out, "id").unwrap();
    assert_eq!(response.header("content-type"), Some("application/vnd.amazon.eventstream"));
    let ResponseBody::Stream(stream) = &response.body else { panic!("no stream") };
    let mut decoder = Decoder::new();
    // A byte at a time: frames may come in any pieces.
    let mut found = Vec::new();
    for byte in support::collect(stream) {
        decoder.push(&[byte]);
        found.extend(decoder.next_message().unwrap());
    }
    assert!(decoder.is_empty());
    found
}

#[test]
fn events_are_framed_and_an_error_ends_them() {
    let service = service("x", "json", "");
    let row = vec![(0, Value::String("k".into())), (1, Value::Blob("data".into()))];
    let events = vec![
        event(0, row),
        event(1, vec![(0, Value::Integer(7))]),
        Err(refused(service)),
        event(1, Vec::new()),
    ];
    let found = frames(Protocol::AwsJson, service, events);
    let summary: Vec<_> = found
        .iter()
        .map(|m| {
            let name = m.text(":event-type").or(m.text(":exception-type")).unwrap();
            (m.text(":message-type").unwrap(), name, String::from_utf8(m.payload.to_vec()).unwrap())
        })
        .collect();
    let want = [
        ("event", "initial-response", r#"{"Text":"first"}"#.to_owned()),
        ("event", "Row", "data".to_owned()),
        ("event", "End", r#"{"Count":7}"#.to_owned()),
        ("exception", "Refused", r#"{"message":"No.","Why":"because"}"#.to_owned()),
    ];
    assert_eq!(summary, want);
    assert_eq!(found[1].text("Kind"), Some("k"));
    assert_eq!(found[1].text(":content-type"), Some("application/octet-stream"));
    assert_eq!(found[2].text(":content-type"), Some("application/x-amz-json-1.1"));
}

#[test]
fn an_error_of_no_model_is_a_plain_one() {
    let service = service("x", "json", "");
    let found = frames(Protocol::AwsJson, service, vec![Err(ApiError::bug("secret"))]);
    assert_eq!(found[1].text(":message-type"), Some("error"));
    assert_eq!(found[1].text(":error-code"), Some("InternalFailure"));
    assert!(!found[1].text(":error-message").unwrap().contains("secret"));
}

#[test]
fn events_read_back() {
    let service = service("x", "rest-json", "");
    let union = service.shape("Events").unwrap();
    let row = vec![(0, Value::String("k".into())), (1, Value::Blob("data".into()))];
    for (index, members) in [(0, row), (1, vec![(0, Value::Integer(7))])] {
        let Ok(event) = event(index, members) else { panic!("an event") };
        let message =
            wire::eventstream::encode_event(Protocol::RestJson, service, union, &*event).unwrap();
        let mut out = Struct::default();
        let limits = wire::Limits::default();
        wire::eventstream::decode_event(Protocol::RestJson, union, &message, &mut out, limits)
            .unwrap();
        let again =
            wire::eventstream::encode_event(Protocol::RestJson, service, union, &out).unwrap();
        assert_eq!(again, message);
    }
}
