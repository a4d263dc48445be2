//! The disk: no value is on it in plain, and everything is there again after a restart.

use std::path::Path;
use std::time::Duration;

use serde_json::json;

use crate::common::{cloud_at, create, sm, token, value};

/// Whether any file below `folder` has these bytes.
fn has(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).expect("a folder").any(|entry| {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            return has(&path, needle);
        }
        let bytes = std::fs::read(&path).expect("a file");
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[tokio::test]
async fn no_value_is_on_the_disk_in_plain() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let cloud = cloud_at(&dir).await;
    let mut root = cloud.client();
    let plain = "correct-horse-battery-staple";
    create(&mut root, "needle-name", plain).await;
    let input = json!({ "SecretId": "needle-name", "SecretString": format!("{plain}-2"),
        "ClientRequestToken": token(2) });
    sm(&mut root, "PutSecretValue", input).await;
    let regions = json!({ "SecretId": "needle-name",
        "AddReplicaRegions": [{ "Region": "eu-west-1" }] });
    sm(&mut root, "ReplicateSecretToRegions", regions).await;
    assert_eq!(value(&mut root, "needle-name").await, format!("{plain}-2"));
    drop(root);
    cloud.stop().await;
    assert!(has(&dir, b"needle-name"), "names are there, so the search finds what is there");
    assert!(!has(&dir, plain.as_bytes()));

    let cloud = cloud_at(&dir).await;
    let mut root = cloud.client();
    assert_eq!(value(&mut root, "needle-name").await, format!("{plain}-2"));
    let mut abroad = cloud.client().in_region("eu-west-1");
    assert_eq!(value(&mut abroad, "needle-name").await, format!("{plain}-2"));
    cloud.stop().await;
}

#[tokio::test]
async fn a_deleted_secret_goes_after_a_restart_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let cloud = cloud_at(&dir).await;
    create(&mut cloud.client(), "s", "x").await;
    let input = json!({ "SecretId": "s", "RecoveryWindowInDays": 7 });
    sm(&mut cloud.client(), "DeleteSecret", input).await;
    cloud.stop().await;

    let cloud = cloud_at(&dir).await;
    let mut root = cloud.client();
    let day = Duration::from_secs(86_400);
    cloud.advance(6 * day).await;
    sm(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    cloud.advance(day).await;
    let gone = crate::common::fails(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    assert_eq!(gone.0, "ResourceNotFoundException");
    create(&mut root, "s", "another").await;
    assert_eq!(value(&mut root, "s").await, "another");
    cloud.stop().await;
}
