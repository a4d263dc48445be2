//! The query protocol of a service that moved to JSON: SQS, whose old names stand in its schema.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::OnceLock;

use bytes::Bytes;
use http::HeaderMap;
use schema::dynamic::Struct;
use schema::{ApiError, Protocol, Service};
use serde_json::json;
use wire::uri::Labels;
use wire::{Body, DecodeContext, RequestParts, ResponseBody};

fn sqs() -> &'static Service {
    static LOADED: OnceLock<&'static Service> = OnceLock::new();
    LOADED.get_or_init(|| {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../gen/sqs/schema.txt");
        schema::text::load_owned(std::fs::read_to_string(path).unwrap()).unwrap()
    })
}

fn decode(name: &str, body: &str) -> serde_json::Value {
    let op = sqs().operation(name).unwrap();
    let headers = HeaderMap::new();
    let request = RequestParts { method: "POST", path: "/", query: "", headers: &headers };
    let body = Bytes::from(body.to_owned());
    let mut token = String::new;
    let mut cx = DecodeContext::new(&mut token);
    let mut out = Struct::default();
    let (protocol, labels) = (Protocol::AwsQuery, Labels::default());
    wire::decode(protocol, sqs(), op, &labels, &request, Body::Bytes(&body), &mut out, &mut cx)
        .unwrap();
    support::canonical(op.input(), &out)
}

#[test]
fn requests_by_their_old_names() {
    let url = "QueueUrl=http%3A%2F%2Fh%2F0%2Fq";
    let base = json!({"QueueUrl": "http://h/0/q"});
    let with = |more: serde_json::Value| {
        let mut out = base.clone();
        out.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        out
    };
    let cases = [
        (
            "SendMessage",
            "MessageBody=a+b&MessageAttribute.1.Name=n&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v",
            json!({"MessageBody": "a b", "MessageAttributes": {"n": {"DataType": "String", "StringValue": "v"}}}),
        ),
        (
            "ReceiveMessage",
            "AttributeName.1=All&MessageAttributeName.1=a&MessageAttributeName.2=b&MaxNumberOfMessages=10",
            json!({"AttributeNames": ["All"], "MessageAttributeNames": ["a", "b"], "MaxNumberOfMessages": 10}),
        ),
        (
            "SetQueueAttributes",
            "Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Attribute.2.Name=VisibilityTimeout&Attribute.2.Value=6",
            json!({"Attributes": {"DelaySeconds": "5", "VisibilityTimeout": "6"}}),
        ),
        (
            "DeleteMessageBatch",
            "DeleteMessageBatchRequestEntry.2.Id=two&DeleteMessageBatchRequestEntry.2.ReceiptHandle=h&DeleteMessageBatchRequestEntry.1.Id=one&DeleteMessageBatchRequestEntry.1.ReceiptHandle=h",
            json!({"Entries": [{"Id": "one", "ReceiptHandle": "h"}, {"Id": "two", "ReceiptHandle": "h"}]}),
        ),
        ("UntagQueue", "TagKey.1=a&TagKey.2=b", json!({"TagKeys": ["a", "b"]})),
        ("TagQueue", "Tag.1.Key=k&Tag.1.Value=v", json!({"Tags": {"k": "v"}})),
    ];
    for (name, more, want) in cases {
        let body = format!("Action={name}&Version=2012-11-05&{url}&{more}");
        assert_eq!(decode(name, &body), with(want), "{name}");
    }
}

#[test]
fn answers_by_their_old_names() {
    let op = sqs().operation("ReceiveMessage").unwrap();
    let output = support::structure(
        op.output(),
        &json!({"Messages": [{"Body": "b", "Attributes": {"SenderId": "s"},
            "MessageAttributes": {"n": {"DataType": "String", "StringValue": "v"}}}]}),
    );
    let response = wire::encode(Protocol::AwsQuery, sqs(), op, &output, "id").unwrap();
    let ResponseBody::Bytes(body) = &response.body else { panic!("a stream") };
    let want = "<ReceiveMessageResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">\
        <ReceiveMessageResult><Message><Body>b</Body>\
        <Attribute><Name>SenderId</Name><Value>s</Value></Attribute>\
        <MessageAttribute><Name>n</Name><Value><StringValue>v</StringValue><DataType>String</DataType></Value></MessageAttribute>\
        </Message></ReceiveMessageResult>\
        <ResponseMetadata><RequestId>id</RequestId></ResponseMetadata></ReceiveMessageResponse>";
    assert_eq!(std::str::from_utf8(body).unwrap(), want);
}

#[test]
fn errors_by_either_name() {
    let error = ApiError::new("QueueDoesNotExist", 400, "Gone.")
        .with_query_code("AWS.SimpleQueueService.NonExistentQueue");
    let json = wire::encode_error(Protocol::AwsJson, Some(sqs()), &error, "id");
    let code = json.header("x-amzn-query-error");
    assert_eq!(code, Some("AWS.SimpleQueueService.NonExistentQueue;Sender"));
    let ResponseBody::Bytes(body) = &json.body else { panic!("a stream") };
    let want = r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"Gone."}"#;
    assert_eq!(std::str::from_utf8(body).unwrap(), want);
    let query = wire::encode_error(Protocol::AwsQuery, Some(sqs()), &error, "id");
    let ResponseBody::Bytes(body) = &query.body else { panic!("a stream") };
    assert!(std::str::from_utf8(body).unwrap().contains(
        "<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>Gone.</Message>"
    ));
}
