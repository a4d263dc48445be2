//! Four hundred days at once: every rotation and every end happened at its own hour.

use std::time::Duration;

use serde_json::json;
use testcloud::Cloud;

use crate::{new_key, output, refusal};

const DAY: u64 = 86_400;

#[tokio::test]
async fn four_hundred_days() {
    let cloud = Cloud::start(vec![kms::service()]).await;
    let mut client = cloud.client();
    let (yearly, often, doomed) =
        (new_key(&mut client).await, new_key(&mut client).await, new_key(&mut client).await);
    output(&mut client, "EnableKeyRotation", json!({ "KeyId": yearly })).await;
    let period = json!({ "KeyId": often, "RotationPeriodInDays": 90 });
    output(&mut client, "EnableKeyRotation", period).await;
    let plain = json!({ "KeyId": often, "Plaintext": "aGVsbG8=" });
    let old = output(&mut client, "Encrypt", plain).await["CiphertextBlob"].clone();
    let deletion = json!({ "KeyId": doomed, "PendingWindowInDays": 30 });
    output(&mut client, "ScheduleKeyDeletion", deletion).await;

    cloud.advance(Duration::from_secs(400 * DAY)).await;

    let rotations = |id: &str| json!({ "KeyId": id });
    let listed = output(&mut client, "ListKeyRotations", rotations(&yearly)).await;
    assert_eq!(listed["Rotations"].as_array().map(Vec::len), Some(1), "{listed}");
    let listed = output(&mut client, "ListKeyRotations", rotations(&often)).await;
    let dates: Vec<f64> = listed["Rotations"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|rotation| rotation["RotationDate"].as_f64().expect("a date"))
        .collect();
    let start = testcloud::START.as_secs_f64();
    let expected: Vec<f64> = (1..=4).map(|n| start + (n * 90 * DAY) as f64).collect();
    assert_eq!(dates, expected);

    let opened = output(&mut client, "Decrypt", json!({ "CiphertextBlob": old })).await;
    assert_eq!(opened["Plaintext"], "aGVsbG8=");
    let now = output(&mut client, "Encrypt", json!({ "KeyId": often, "Plaintext": "bmV3" })).await;
    let again =
        output(&mut client, "Decrypt", json!({ "CiphertextBlob": now["CiphertextBlob"] })).await;
    assert_ne!(opened["KeyMaterialId"], again["KeyMaterialId"]);

    let code = refusal(&mut client, "DescribeKey", json!({ "KeyId": doomed })).await;
    assert_eq!(code, "NotFoundException");
}

#[tokio::test]
async fn a_key_ends_at_its_hour_with_all_that_hangs_on_it() {
    let cloud = Cloud::start(vec![kms::service()]).await;
    let mut client = cloud.client();
    let id = new_key(&mut client).await;
    let grant = json!({
        "KeyId": id, "GranteePrincipal": "111111111111", "Operations": ["Encrypt"],
        "RetiringPrincipal": "arn:aws:iam::111111111111:root",
    });
    output(&mut client, "CreateGrant", grant).await;
    let deletion = json!({ "KeyId": id, "PendingWindowInDays": 7 });
    output(&mut client, "ScheduleKeyDeletion", deletion).await;
    let blob = {
        output(&mut client, "CancelKeyDeletion", json!({ "KeyId": id })).await;
        output(&mut client, "EnableKey", json!({ "KeyId": id })).await;
        let plain = json!({ "KeyId": id, "Plaintext": "aGVsbG8=" });
        let blob = output(&mut client, "Encrypt", plain).await["CiphertextBlob"].clone();
        let deletion = json!({ "KeyId": id, "PendingWindowInDays": 7 });
        output(&mut client, "ScheduleKeyDeletion", deletion).await;
        blob
    };
    cloud.advance(Duration::from_secs(7 * DAY - 1)).await;
    let described = output(&mut client, "DescribeKey", json!({ "KeyId": id })).await;
    assert_eq!(described["KeyMetadata"]["KeyState"], "PendingDeletion");
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(
        refusal(&mut client, "DescribeKey", json!({ "KeyId": id })).await,
        "NotFoundException"
    );
    let mut other = cloud.client_of("111111111111");
    let of = json!({ "RetiringPrincipal": "arn:aws:iam::111111111111:root" });
    let listed = output(&mut other, "ListRetirableGrants", of).await;
    assert_eq!(listed["Grants"], json!([]));
    // What it encrypted is lost.
    let code = refusal(&mut client, "Decrypt", json!({ "CiphertextBlob": blob })).await;
    assert!(["AccessDeniedException", "NotFoundException"].contains(&code.as_str()), "{code}");
}
