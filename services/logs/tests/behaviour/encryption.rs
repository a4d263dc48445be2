//! Events at rest: nothing readable on the disk, and what happens when the group's KMS key does not work.

use std::path::Path;
use std::time::Duration;

use gen_kms::operations as kms_ops;
use gen_kms::{CreateKeyRequest, DisableKeyRequest, EnableKeyRequest};
use gen_logs::operations as ops;
use gen_logs::{AssociateKmsKeyInput, DisassociateKmsKeyInput};

use crate::behaviour::common::{Cloud, Outcome, cloud, cloud_in};

const MESSAGE: &str = "a message that nobody may find on the disk";
const OPEN: &str = r#"{"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:*", "Resource": "*"},
    {"Effect": "Allow", "Principal": {"Service": "logs.us-east-1.amazonaws.com"}, "Resource": "*",
     "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
     "Condition": {"ArnEquals": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:g"}}}]}"#;

async fn key(cloud: &Cloud, policy: Option<&str>) -> String {
    let input = CreateKeyRequest { policy: policy.map(str::to_owned), ..Default::default() };
    let made = cloud.call::<kms_ops::CreateKey>(input).await.expect("a key");
    made.key_metadata.and_then(|metadata| metadata.arn).expect("an ARN")
}

async fn associate(cloud: &Cloud, key: &str) -> Outcome<()> {
    let input = AssociateKmsKeyInput {
        log_group_name: Some("g".to_owned()),
        kms_key_id: key.to_owned(),
        ..Default::default()
    };
    cloud.call::<ops::AssociateKmsKey>(input).await.map(drop)
}

/// Whether any file below `dir` holds `text`.
fn on_disk(dir: &Path, text: &str) -> bool {
    std::fs::read_dir(dir).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => on_disk(&path, text),
            false => {
                let content = std::fs::read(&path).expect("a file");
                content.windows(text.len()).any(|part| part == text.as_bytes())
            }
        }
    })
}

#[tokio::test]
async fn messages_are_not_on_the_disk() {
    for with_key in [false, true] {
        let folder = tempfile::tempdir().expect("a folder");
        let cloud = cloud_in(Some(folder.path().join("state"))).await;
        cloud.create("g", "a-stream-that-can-be-found").await;
        if with_key {
            let key = key(&cloud, Some(OPEN)).await;
            associate(&cloud, &key).await.expect("associated");
        }
        cloud.put("g", "a-stream-that-can-be-found", &[(0, MESSAGE)]).await.expect("put");
        // What the gateway would do before the answer.
        cloud.kernel.write_out().expect("written out");
        assert!(on_disk(folder.path(), "a-stream-that-can-be-found"));
        assert!(!on_disk(folder.path(), MESSAGE), "with a key: {with_key}");
        let found = cloud.messages("g", "a-stream-that-can-be-found").await.expect("messages");
        assert_eq!(found, [MESSAGE]);
    }
}

#[tokio::test]
async fn a_key_must_let_the_service_in() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    // The usual policy of a key leaves it to the account's policies, which a service has none of.
    let closed = key(&cloud, None).await;
    let missing = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000";
    for key in [closed.as_str(), missing] {
        let error = associate(&cloud, key).await.expect_err("refused");
        assert_eq!(error.code(), "AccessDeniedException");
        let message = error.message().unwrap_or_default();
        assert!(message.contains("does not exist or is not allowed to be used with"), "{message}");
    }
    let error = associate(&cloud, "alias/x").await.expect_err("refused");
    assert_eq!(error.code(), "InvalidParameterException");
}

#[tokio::test]
async fn a_disabled_key_opens_nothing_and_comes_back() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let key = key(&cloud, Some(OPEN)).await;
    cloud.put("g", "s", &[(0, "before")]).await.expect("put");
    associate(&cloud, &key).await.expect("associated");
    cloud.put("g", "s", &[(1, "sealed")]).await.expect("put");
    let input = DisableKeyRequest { key_id: key.clone() };
    cloud.call::<kms_ops::DisableKey>(input).await.expect("disabled");
    cloud.advance(Duration::from_secs(301));
    let error = cloud.messages("g", "s").await.expect_err("it cannot be opened");
    assert_eq!(error.code(), "AccessDeniedException");
    assert!(cloud.put("g", "s", &[(0, "more")]).await.is_err());
    let input = EnableKeyRequest { key_id: key };
    cloud.call::<kms_ops::EnableKey>(input).await.expect("enabled");
    assert_eq!(cloud.messages("g", "s").await.expect("messages"), ["before", "sealed"]);
    let input =
        DisassociateKmsKeyInput { log_group_name: Some("g".to_owned()), ..Default::default() };
    cloud.call::<ops::DisassociateKmsKey>(input).await.expect("disassociated");
    cloud.put("g", "s", &[(0, "after")]).await.expect("put");
    let found = cloud.messages("g", "s").await.expect("messages");
    assert_eq!(found, ["before", "sealed", "after"], "earlier events still need their key");
}
