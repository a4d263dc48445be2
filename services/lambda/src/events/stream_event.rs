//! How records of a table's stream read in a function's event.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_dynamodbstreams::{AttributeValue, Record, StreamRecord};
use schema::{Bytes, VecMap};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// A record, as functions and filters see it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    #[serde(rename = "eventID")]
    event_id: Option<&'a str>,
    event_name: Option<&'a str>,
    event_version: Option<&'a str>,
    event_source: Option<&'a str>,
    aws_region: Option<&'a str>,
    dynamodb: Change<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_identity: Option<Identity<'a>>,
    #[serde(rename = "eventSourceARN")]
    event_source_arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    principal_id: Option<&'a str>,
    r#type: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Change<'a> {
    approximate_creation_date_time: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keys: Option<Item<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new_image: Option<Item<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old_image: Option<Item<'a>>,
    sequence_number: Option<&'a str>,
    size_bytes: Option<i64>,
    stream_view_type: Option<&'a str>,
}

struct Item<'a>(&'a VecMap<AttributeValue>);

impl Serialize for Item<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, Value(value))))
    }
}

struct Value<'a>(&'a AttributeValue);

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.0;
        let encoded = |bytes: &Bytes| STANDARD.encode(bytes);
        let mut map = serializer.serialize_map(Some(1))?;
        if let Some(text) = &value.s {
            map.serialize_entry("S", text)?;
        } else if let Some(number) = &value.n {
            map.serialize_entry("N", number)?;
        } else if let Some(bytes) = &value.b {
            map.serialize_entry("B", &encoded(bytes))?;
        } else if let Some(texts) = &value.ss {
            map.serialize_entry("SS", texts)?;
        } else if let Some(numbers) = &value.ns {
            map.serialize_entry("NS", numbers)?;
        } else if let Some(all) = &value.bs {
            map.serialize_entry("BS", &all.iter().map(encoded).collect::<Vec<String>>())?;
        } else if let Some(item) = &value.m {
            map.serialize_entry("M", &Item(item))?;
        } else if let Some(list) = &value.l {
            map.serialize_entry("L", &list.iter().map(Value).collect::<Vec<Value<'_>>>())?;
        } else if let Some(null) = value.null {
            map.serialize_entry("NULL", &null)?;
        } else if let Some(flag) = value.bool {
            map.serialize_entry("BOOL", &flag)?;
        }
        map.end()
    }
}

/// A record of `stream`, as JSON.
pub(crate) fn show(record: &Record, stream: &str) -> Result<String, serde_json::Error> {
    let empty = StreamRecord::default();
    let change = record.dynamodb.as_ref().unwrap_or(&empty);
    let seconds = change.approximate_creation_date_time;
    serde_json::to_string(&Shown {
        event_id: record.event_id.as_deref(),
        event_name: record.event_name.as_deref(),
        event_version: record.event_version.as_deref(),
        event_source: record.event_source.as_deref(),
        aws_region: record.aws_region.as_deref(),
        dynamodb: Change {
            approximate_creation_date_time: seconds.map(|at| at.whole_seconds().as_secs_f64()),
            keys: change.keys.as_ref().map(Item),
            new_image: change.new_image.as_ref().map(Item),
            old_image: change.old_image.as_ref().map(Item),
            sequence_number: change.sequence_number.as_deref(),
            size_bytes: change.size_bytes,
            stream_view_type: change.stream_view_type.as_deref(),
        },
        user_identity: record.user_identity.as_ref().map(|identity| Identity {
            principal_id: identity.principal_id.as_deref(),
            r#type: identity.r#type.as_deref(),
        }),
        event_source_arn: stream,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_aws_writes_it() {
        let text = |text: &str| AttributeValue { s: Some(text.to_owned()), ..Default::default() };
        let bytes = AttributeValue { b: Some(Bytes::from_static(b"foobar")), ..Default::default() };
        let record = Record {
            event_id: Some("e".to_owned()),
            event_name: Some("INSERT".to_owned()),
            event_version: Some("1.1".to_owned()),
            event_source: Some("aws:dynamodb".to_owned()),
            aws_region: Some("us-east-1".to_owned()),
            dynamodb: Some(StreamRecord {
                approximate_creation_date_time: Some(kernel::Timestamp::from_millis(1_500)),
                keys: Some([("k", text("v"))].into_iter().collect()),
                new_image: Some([("k", text("v")), ("b", bytes)].into_iter().collect()),
                old_image: None,
                sequence_number: Some("1".to_owned()),
                size_bytes: Some(3),
                stream_view_type: Some("NEW_IMAGE".to_owned()),
            }),
            user_identity: None,
        };
        assert_eq!(
            show(&record, "arn:s").expect("JSON"),
            r#"{"eventID":"e","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"us-east-1","dynamodb":{"ApproximateCreationDateTime":1.0,"Keys":{"k":{"S":"v"}},"NewImage":{"k":{"S":"v"},"b":{"B":"Zm9vYmFy"}},"SequenceNumber":"1","SizeBytes":3,"StreamViewType":"NEW_IMAGE"},"eventSourceARN":"arn:s"}"#
        );
    }
}
