//! How messages of a queue read in a function's event.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_sqs::{Message, MessageAttributeValue};
use schema::VecMap;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// A message, as functions and filters see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record<'a> {
    message_id: &'a str,
    receipt_handle: &'a str,
    body: &'a str,
    attributes: Texts<'a>,
    message_attributes: Attributes<'a>,
    #[serde(rename = "md5OfMessageAttributes")]
    #[serde(skip_serializing_if = "Option::is_none")]
    md5_of_message_attributes: Option<Option<&'a str>>,
    #[serde(rename = "md5OfBody")]
    md5_of_body: &'a str,
    event_source: &'static str,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
    aws_region: &'a str,
}

impl<'a> Record<'a> {
    /// Recorded: mappings with a window say of a message without attributes that their digest is null; others say nothing.
    pub(crate) fn of(
        message: &'a Message,
        queue: &'a str,
        region: &'a str,
        has_window: bool,
    ) -> Record<'a> {
        let digest = message.md5_of_message_attributes.as_deref();
        Record {
            message_id: message.message_id.as_deref().unwrap_or_default(),
            receipt_handle: message.receipt_handle.as_deref().unwrap_or_default(),
            body: message.body.as_deref().unwrap_or_default(),
            attributes: Texts(message.attributes.as_ref()),
            message_attributes: Attributes(message.message_attributes.as_ref()),
            md5_of_message_attributes: (has_window || digest.is_some()).then_some(digest),
            md5_of_body: message.md5_of_body.as_deref().unwrap_or_default(),
            event_source: "aws:sqs",
            event_source_arn: queue,
            aws_region: region,
        }
    }
}

struct Texts<'a>(Option<&'a VecMap<String>>);

impl Serialize for Texts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.into_iter().flat_map(VecMap::iter))
    }
}

struct Attributes<'a>(Option<&'a VecMap<MessageAttributeValue>>);

impl Serialize for Attributes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (name, value) in self.0.into_iter().flat_map(VecMap::iter) {
            map.serialize_entry(name, &Attribute::of(value))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Attribute<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    string_value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    binary_value: Option<String>,
    /// SQS has no lists, yet they stand here, empty.
    string_list_values: [&'a str; 0],
    binary_list_values: [&'a str; 0],
    data_type: &'a str,
}

impl<'a> Attribute<'a> {
    fn of(value: &'a MessageAttributeValue) -> Attribute<'a> {
        Attribute {
            string_value: value.string_value.as_deref(),
            binary_value: value.binary_value.as_ref().map(|bytes| STANDARD.encode(bytes)),
            string_list_values: [],
            binary_list_values: [],
            data_type: &value.data_type,
        }
    }
}

/// The records that are JSON already, as one event.
pub(crate) fn event(records: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", records.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_aws_writes_it() {
        let value = |kind: &str, text: &str| MessageAttributeValue {
            data_type: kind.to_owned(),
            string_value: Some(text.to_owned()),
            ..MessageAttributeValue::default()
        };
        let message = Message {
            message_id: Some("id".to_owned()),
            receipt_handle: Some("handle".to_owned()),
            body: Some("{\"a\":1}".to_owned()),
            md5_of_body: Some("md5".to_owned()),
            attributes: Some([("SenderId", "s".to_owned())].into_iter().collect()),
            md5_of_message_attributes: Some("m".to_owned()),
            message_attributes: Some([("N", value("Number", "6"))].into_iter().collect()),
        };
        let record = Record::of(&message, "arn:q", "us-east-1", false);
        let record = serde_json::to_string(&record).expect("a record");
        assert_eq!(
            event(&[record]),
            r#"{"Records":[{"messageId":"id","receiptHandle":"handle","body":"{\"a\":1}","attributes":{"SenderId":"s"},"messageAttributes":{"N":{"stringValue":"6","stringListValues":[],"binaryListValues":[],"dataType":"Number"}},"md5OfMessageAttributes":"m","md5OfBody":"md5","eventSource":"aws:sqs","eventSourceARN":"arn:q","awsRegion":"us-east-1"}]}"#
        );
    }
    #[test]
    fn a_digest_that_is_not_there_is_null_or_nothing() {
        let message = Message::default();
        for (has_window, want) in [(true, true), (false, false)] {
            let record = Record::of(&message, "arn:q", "us-east-1", has_window);
            let text = serde_json::to_string(&record).expect("a record");
            assert_eq!(text.contains(r#""md5OfMessageAttributes":null"#), want);
        }
    }
}
