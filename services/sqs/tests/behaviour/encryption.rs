//! Encryption at rest: what lies on the disk, and what happens to a queue whose KMS key does not work.

use std::path::Path;

use gen_kms::operations as kms_ops;
use gen_kms::{CreateKeyRequest, DisableKeyRequest, EnableKeyRequest, ScheduleKeyDeletionRequest};

use crate::common::{Cloud, Outcome, bodies, cloud_with_kms};

const BODY: &str = "a body that nobody may find on the disk";

async fn key(cloud: &Cloud, policy: Option<&str>) -> String {
    let input = CreateKeyRequest {
        policy: policy.map(str::to_owned),
        bypass_policy_lockout_safety_check: Some(true),
        ..CreateKeyRequest::default()
    };
    let made = cloud.call::<kms_ops::CreateKey>(input).await.expect("a key");
    made.key_metadata.and_then(|metadata| metadata.arn).expect("an ARN")
}

async fn disable(cloud: &Cloud, key: &str) {
    let input = DisableKeyRequest { key_id: key.to_owned() };
    cloud.call::<kms_ops::DisableKey>(input).await.expect("disabled");
}

/// The codes in JSON and in the query protocol.
fn codes<T>(outcome: Outcome<T>) -> (String, String) {
    match outcome {
        Ok(_) => panic!("it should have failed"),
        Err(error) => (error.code().to_owned(), error.query_code().to_owned()),
    }
}

fn both(json: &str, query: &str) -> (String, String) {
    (json.to_owned(), query.to_owned())
}

/// Whether any file below `dir` holds `text`.
fn on_disk(dir: &Path, text: &str) -> bool {
    std::fs::read_dir(dir).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => on_disk(&path, text),
            false => {
                let content = std::fs::read(&path).expect("a file");
                memchr::memmem::find(&content, text.as_bytes()).is_some()
            }
        }
    })
}

async fn send_attribute(cloud: &Cloud, url: &str) {
    let input = gen_sqs::SendMessageRequest {
        queue_url: url.to_owned(),
        message_body: BODY.to_owned(),
        message_attributes: Some(
            [(
                "note".to_owned(),
                gen_sqs::MessageAttributeValue {
                    data_type: "String".to_owned(),
                    string_value: Some("an attribute like the body".to_owned()),
                    ..Default::default()
                },
            )]
            .into_iter()
            .collect(),
        ),
        ..Default::default()
    };
    cloud.try_send(input).await.expect("sent");
}

#[tokio::test]
async fn bodies_and_attributes_are_on_the_disk_only_where_no_encryption_is_asked_for() {
    for (attribute, found) in [("default", false), ("off", true), ("kms", false)] {
        let folder = tempfile::tempdir().expect("a folder");
        let cloud = cloud_with_kms(folder.path().join("state")).await;
        let arn = key(&cloud, None).await;
        let attributes = match attribute {
            "off" => vec![("SqsManagedSseEnabled", "false")],
            "kms" => vec![("KmsMasterKeyId", arn.as_str())],
            _ => vec![],
        };
        let url = cloud.create("q", &attributes).await;
        send_attribute(&cloud, &url).await;
        let got = cloud.receive_for(&url, 1, 0).await;
        assert_eq!(bodies(&got), [BODY], "{attribute}");
        cloud.kernel.stop().await.expect("stopped");
        cloud.kernel.store().clone().close().expect("closed");
        assert_eq!(on_disk(folder.path(), BODY), found, "{attribute}");
        assert_eq!(on_disk(folder.path(), "an attribute like the body"), found, "{attribute}");
    }
}

#[tokio::test]
async fn a_disabled_key_stops_the_queue_when_the_data_key_has_been_used_long_enough() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud_with_kms(folder.path().join("state")).await;
    let arn = key(&cloud, None).await;
    let attributes = [("KmsMasterKeyId", arn.as_str()), ("KmsDataKeyReusePeriodSeconds", "60")];
    let url = cloud.create("q", &attributes).await;
    cloud.send(&url, "one").await;
    assert_eq!(bodies(&cloud.receive_for(&url, 1, 0).await), ["one"]);
    disable(&cloud, &arn).await;
    cloud.advance(59);
    cloud.send(&url, "two").await;
    cloud.advance(1);
    let disabled = both("KmsDisabled", "KMS.DisabledException");
    assert_eq!(codes(cloud.try_send(to(&url, "three")).await), disabled);
    assert_eq!(codes(receive(&cloud, &url).await), disabled);
    assert_eq!(cloud.counts(&url).await, (2, 0, 0), "nobody received anything");
    let input = EnableKeyRequest { key_id: arn.clone() };
    cloud.call::<kms_ops::EnableKey>(input).await.expect("enabled");
    assert_eq!(cloud.bodies(&url, 10, 0).await, ["one", "two"]);
}

fn to(url: &str, body: &str) -> gen_sqs::SendMessageRequest {
    gen_sqs::SendMessageRequest {
        queue_url: url.to_owned(),
        message_body: body.to_owned(),
        ..Default::default()
    }
}

async fn receive(cloud: &Cloud, url: &str) -> Outcome<gen_sqs::ReceiveMessageResult> {
    let input = gen_sqs::ReceiveMessageRequest { queue_url: url.to_owned(), ..Default::default() };
    cloud.call::<gen_sqs::operations::ReceiveMessage>(input).await
}

#[tokio::test]
async fn a_key_that_cannot_be_used_is_said_in_words_of_sqs() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud_with_kms(folder.path().join("state")).await;
    let going = key(&cloud, None).await;
    let input = ScheduleKeyDeletionRequest { key_id: going.clone(), ..Default::default() };
    cloud.call::<kms_ops::ScheduleKeyDeletion>(input).await.expect("scheduled");
    let everybody_but = r#"{"Version":"2012-10-17","Statement":[
        {"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::000000000000:root"},"Action":"kms:*","Resource":"*"},
        {"Effect":"Deny","Principal":"*","Action":["kms:GenerateDataKey","kms:Decrypt"],"Resource":"*"}]}"#;
    let denying = key(&cloud, Some(everybody_but)).await;
    for (name, key, expected) in [
        ("going", going.as_str(), both("KmsInvalidState", "KMS.InvalidStateException")),
        ("denying", denying.as_str(), both("KmsAccessDenied", "KMS.AccessDeniedException")),
        ("missing", "alias/none", both("KmsNotFound", "KMS.NotFoundException")),
        ("nonsense", "testKeyId", both("KmsNotFound", "KMS.NotFoundException")),
    ] {
        let url = cloud.create(name, &[("KmsMasterKeyId", key)]).await;
        assert_eq!(codes(cloud.try_send(to(&url, "body")).await), expected, "{name}");
        assert!(receive(&cloud, &url).await.is_ok(), "there is nothing to open");
    }
}

#[tokio::test]
async fn what_was_sealed_before_is_opened_whatever_the_queue_asks_for_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud_with_kms(folder.path().join("state")).await;
    let (first, second) = (key(&cloud, None).await, key(&cloud, None).await);
    let url = cloud.create("q", &[("KmsMasterKeyId", &first)]).await;
    cloud.send(&url, "by the first").await;
    cloud.set(&url, &[("KmsMasterKeyId", &second)]).await.expect("set");
    cloud.send(&url, "by the second").await;
    cloud.set(&url, &[("KmsMasterKeyId", "")]).await.expect("set");
    cloud.send(&url, "in the clear").await;
    cloud.set(&url, &[("SqsManagedSseEnabled", "true")]).await.expect("set");
    cloud.send(&url, "by the service").await;
    cloud.advance(600);
    let all = ["by the first", "by the second", "in the clear", "by the service"];
    assert_eq!(cloud.bodies(&url, 10, 0).await, all);
}

#[tokio::test]
async fn a_dead_letter_keeps_the_key_of_its_first_queue() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud_with_kms(folder.path().join("state")).await;
    let arn = key(&cloud, None).await;
    let (url, dead) = cloud.pair("q", false, 1).await;
    cloud.set(&url, &[("KmsMasterKeyId", &arn)]).await.expect("set");
    cloud.send(&url, "poison").await;
    while !cloud.receive_for(&url, 1, 0).await.is_empty() {}
    cloud.advance(301);
    assert_eq!(bodies(&cloud.receive_for(&dead, 1, 0).await), ["poison"]);
    disable(&cloud, &arn).await;
    cloud.advance(301);
    assert_eq!(codes(receive(&cloud, &dead).await).0, "KmsDisabled");
}

#[tokio::test]
async fn fifo_queues_and_the_service_key_of_aws() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = cloud_with_kms(folder.path().join("state")).await;
    let attributes = [("FifoQueue", "true"), ("KmsMasterKeyId", "alias/aws/sqs")];
    let url = cloud.create("f.fifo", &attributes).await;
    for body in ["m1", "m2", "m3"] {
        cloud.send_to(&url, "g", body).await;
    }
    assert_eq!(cloud.bodies(&url, 10, 30).await, ["m1", "m2", "m3"]);
}
