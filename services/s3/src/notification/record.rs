//! How an event reads: the JSON document that a queue gets.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html>

use kernel::Timestamp;
use serde::Serialize;

use super::EVENTS;
use crate::percent;

/// What is told of an event.
#[derive(Clone, Debug)]
pub(crate) struct Event<'a> {
    /// Such as `ObjectCreated:Put`.
    pub(crate) name: &'a str,
    pub(crate) at: Timestamp,
    pub(crate) region: &'a str,
    /// The unique id of who did it.
    pub(crate) principal: &'a str,
    pub(crate) source: &'a str,
    pub(crate) request_id: &'a str,
    pub(crate) bucket: &'a str,
    pub(crate) bucket_arn: &'a str,
    pub(crate) owner: &'a str,
    pub(crate) key: &'a str,
    pub(crate) size: Option<u64>,
    pub(crate) etag: Option<&'a str>,
    pub(crate) version: Option<&'a str>,
    /// Grows with every change of a key.
    pub(crate) sequencer: Option<u64>,
    /// Of `ObjectRestore:Completed`: until when the copy is there, and the class.
    pub(crate) restored: Option<(Timestamp, &'a str)>,
    /// Of `IntelligentTiering`: the archive.
    pub(crate) archived: Option<&'a str>,
}

#[derive(Serialize)]
struct Message<'a> {
    #[serde(rename = "Records")]
    records: [Record<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    event_version: &'a str,
    event_source: &'a str,
    aws_region: &'a str,
    event_time: String,
    event_name: &'a str,
    user_identity: Principal<'a>,
    request_parameters: Parameters<'a>,
    response_elements: Elements<'a>,
    s3: Details<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    glacier_event_data: Option<Glacier<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    intelligent_tiering_event_data: Option<Tiering<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Principal<'a> {
    principal_id: &'a str,
}

#[derive(Serialize)]
struct Parameters<'a> {
    #[serde(rename = "sourceIPAddress")]
    source: &'a str,
}

#[derive(Serialize)]
struct Elements<'a> {
    #[serde(rename = "x-amz-request-id")]
    request_id: &'a str,
    #[serde(rename = "x-amz-id-2")]
    host_id: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'a> {
    #[serde(rename = "s3SchemaVersion")]
    schema: &'a str,
    configuration_id: &'a str,
    bucket: BucketPart<'a>,
    object: ObjectPart<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BucketPart<'a> {
    name: &'a str,
    owner_identity: Principal<'a>,
    arn: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ObjectPart<'a> {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    e_tag: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequencer: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Glacier<'a> {
    restore_event_data: Restore<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tiering<'a> {
    destination_access_tier: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Restore<'a> {
    lifecycle_restoration_expiry_time: String,
    lifecycle_restore_storage_class: &'a str,
}

/// What stands where AWS tells which of its machines answered.
const HOST_ID: &str = "Stratus/eftixk72aD6Ap51TnqcoF8eFidJG9Z/2mkiDFu8yU9AS1ed4OpIszj7UDNEHGran";

impl Event<'_> {
    /// The message of the configuration with this id.
    pub(crate) fn message(&self, configuration: &str) -> Result<String, serde_json::Error> {
        let version = EVENTS.iter().find(|(name, _)| *name == self.name);
        let record = Record {
            event_version: version.map_or("2.1", |(_, version)| version),
            event_source: "aws:s3",
            aws_region: self.region,
            event_time: self.at.iso8601_millis(),
            event_name: self.name,
            user_identity: Principal { principal_id: self.principal },
            request_parameters: Parameters { source: self.source },
            response_elements: Elements { request_id: self.request_id, host_id: HOST_ID },
            s3: Details {
                schema: "1.0",
                configuration_id: configuration,
                bucket: BucketPart {
                    name: self.bucket,
                    owner_identity: Principal { principal_id: self.owner },
                    arn: self.bucket_arn,
                },
                object: ObjectPart {
                    key: encoded(self.key),
                    size: self.size,
                    e_tag: self.etag,
                    version_id: self.version,
                    sequencer: self.sequencer.map(|number| format!("{number:018X}")),
                },
            },
            glacier_event_data: self.restored.map(|(until, class)| Glacier {
                restore_event_data: Restore {
                    lifecycle_restoration_expiry_time: until.iso8601_millis(),
                    lifecycle_restore_storage_class: class,
                },
            }),
            intelligent_tiering_event_data: self
                .archived
                .map(|tier| Tiering { destination_access_tier: tier }),
        };
        serde_json::to_string(&Message { records: [record] })
    }
}

/// Keys stand in events as in a form: a space is a plus sign.
fn encoded(key: &str) -> String {
    percent::encoded(key, b"-._*/ ").replace(' ', "+")
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Test<'a> {
    service: &'a str,
    event: &'a str,
    time: String,
    bucket: &'a str,
    request_id: &'a str,
    host_id: &'a str,
}

/// What a destination gets when it is configured.
pub(crate) fn test_event(
    bucket: &str,
    at: Timestamp,
    request_id: &str,
) -> Result<String, serde_json::Error> {
    serde_json::to_string(&Test {
        service: "Amazon S3",
        event: "s3:TestEvent",
        time: at.iso8601_millis(),
        bucket,
        request_id,
        host_id: HOST_ID,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_aws_writes_it() {
        let event = Event {
            name: "ObjectTagging:Put",
            at: Timestamp::from_secs(0),
            region: "us-east-1",
            principal: "AIDA",
            source: "127.0.0.1",
            request_id: "R",
            bucket: "b",
            bucket_arn: "arn:aws:s3:::b",
            owner: "O",
            key: "a b@c/d",
            size: None,
            etag: Some("e"),
            version: None,
            sequencer: Some(255),
            restored: None,
            archived: None,
        };
        assert_eq!(
            event.message("id").unwrap(),
            format!(
                r#"{{"Records":[{{"eventVersion":"2.3","eventSource":"aws:s3","awsRegion":"us-east-1","eventTime":"1970-01-01T00:00:00.000Z","eventName":"ObjectTagging:Put","userIdentity":{{"principalId":"AIDA"}},"requestParameters":{{"sourceIPAddress":"127.0.0.1"}},"responseElements":{{"x-amz-request-id":"R","x-amz-id-2":"{HOST_ID}"}},"s3":{{"s3SchemaVersion":"1.0","configurationId":"id","bucket":{{"name":"b","ownerIdentity":{{"principalId":"O"}},"arn":"arn:aws:s3:::b"}},"object":{{"key":"a+b%40c/d","eTag":"e","sequencer":"0000000000000000FF"}}}}}}]}}"#
            )
        );
    }
    #[test]
    fn an_archived_object_says_where_it_lies() {
        let event = Event {
            name: "IntelligentTiering",
            at: Timestamp::from_secs(0),
            region: "us-east-1",
            principal: "AIDA",
            source: "s3.amazonaws.com",
            request_id: "R",
            bucket: "b",
            bucket_arn: "arn:aws:s3:::b",
            owner: "O",
            key: "k",
            size: Some(1),
            etag: None,
            version: None,
            sequencer: None,
            restored: None,
            archived: Some("DEEP_ARCHIVE_ACCESS"),
        };
        let message: serde_json::Value =
            serde_json::from_str(&event.message("id").unwrap()).unwrap();
        let record = &message["Records"][0];
        assert_eq!(record["eventName"], "IntelligentTiering");
        assert_eq!(
            record["intelligentTieringEventData"],
            serde_json::json!({"destinationAccessTier": "DEEP_ARCHIVE_ACCESS"})
        );
        assert!(record["glacierEventData"].is_null());
    }
}
