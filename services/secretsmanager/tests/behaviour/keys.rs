//! KMS keys: values are under the key that a secret names, and what its state or policy forbids is forbidden at once.

use serde_json::json;

use crate::common::{cloud, fails, key, ok, sm, text, token, user, value};

#[tokio::test]
async fn a_key_that_is_disabled_opens_nothing() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let arn = key(&mut root).await;
    let input = json!({ "Name": "s", "SecretString": "v", "KmsKeyId": arn, "ClientRequestToken": token(1) });
    sm(&mut root, "CreateSecret", input).await;
    assert_eq!(value(&mut root, "s").await, "v");
    let shown = sm(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    assert_eq!(shown["KmsKeyId"], json!(arn));
    let versions = sm(&mut root, "ListSecretVersionIds", json!({ "SecretId": "s" })).await;
    assert_eq!(versions["Versions"][0]["KmsKeyIds"], json!([arn]));

    ok(&mut root, "kms", "DisableKey", json!({ "KeyId": arn })).await;
    let refused = fails(&mut root, "GetSecretValue", json!({ "SecretId": "s" })).await;
    assert_eq!(refused.0, "DecryptionFailure");
    let put = json!({ "SecretId": "s", "SecretString": "w", "ClientRequestToken": token(2) });
    assert_eq!(fails(&mut root, "PutSecretValue", put.clone()).await.0, "EncryptionFailure");
    let batch = sm(&mut root, "BatchGetSecretValue", json!({ "SecretIdList": ["s"] })).await;
    assert_eq!(batch["Errors"][0]["ErrorCode"], "DecryptionFailure");

    ok(&mut root, "kms", "EnableKey", json!({ "KeyId": arn })).await;
    assert_eq!(value(&mut root, "s").await, "v");
    sm(&mut root, "PutSecretValue", put).await;
    assert_eq!(value(&mut root, "s").await, "w");
}

#[tokio::test]
async fn another_key_takes_over_the_staged_values() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let (old, new) = (key(&mut root).await, key(&mut root).await);
    let input = json!({ "Name": "s", "SecretString": "v1", "KmsKeyId": old, "ClientRequestToken": token(1) });
    sm(&mut root, "CreateSecret", input).await;
    for n in 2..=3 {
        let input = json!({ "SecretId": "s", "SecretString": format!("v{n}"), "ClientRequestToken": token(n) });
        sm(&mut root, "PutSecretValue", input).await;
    }
    let update = json!({ "SecretId": "s", "KmsKeyId": new, "ClientRequestToken": token(4) });
    sm(&mut root, "UpdateSecret", update).await;
    ok(&mut root, "kms", "DisableKey", json!({ "KeyId": old })).await;
    assert_eq!(value(&mut root, "s").await, "v3");
    let previous = json!({ "SecretId": "s", "VersionStage": "AWSPREVIOUS" });
    assert_eq!(sm(&mut root, "GetSecretValue", previous).await["SecretString"], "v2");
    // The version without stages stays under the old key.
    let oldest = json!({ "SecretId": "s", "VersionId": token(1) });
    assert_eq!(fails(&mut root, "GetSecretValue", oldest).await.0, "DecryptionFailure");
    // And back to the default one.
    let update = json!({ "SecretId": "s", "KmsKeyId": "", "ClientRequestToken": token(5) });
    sm(&mut root, "UpdateSecret", update).await;
    ok(&mut root, "kms", "DisableKey", json!({ "KeyId": new })).await;
    assert_eq!(value(&mut root, "s").await, "v3");
    let shown = sm(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    assert_eq!(shown.get("KmsKeyId"), None);
}

#[tokio::test]
async fn who_may_not_decrypt_reads_nothing() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let arn = key(&mut root).await;
    let input = json!({ "Name": "s", "SecretString": "v", "KmsKeyId": arn, "ClientRequestToken": token(1) });
    sm(&mut root, "CreateSecret", input).await;
    let secrets = json!({ "Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*" });
    let mut alice = user(&cloud, "alice", json!([secrets])).await;
    let denied = ("AccessDeniedException".to_owned(), "Access to KMS is not allowed".to_owned());
    assert_eq!(fails(&mut alice, "GetSecretValue", json!({ "SecretId": "s" })).await, denied);
    let put = json!({ "SecretId": "s", "SecretString": "w", "ClientRequestToken": token(2) });
    assert_eq!(fails(&mut alice, "PutSecretValue", put.clone()).await, denied);

    // Only through this service, and only for this secret.
    let shown = sm(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    let condition = json!({ "StringEquals": {
        "kms:ViaService": "secretsmanager.us-east-1.amazonaws.com",
        "kms:EncryptionContext:SecretARN": text(&shown["ARN"]),
    } });
    let decrypt = json!({ "Effect": "Allow", "Action": "kms:Decrypt", "Resource": arn, "Condition": condition });
    crate::common::allow(&cloud, "alice", json!([secrets, decrypt])).await;
    assert_eq!(value(&mut alice, "s").await, "v");
    assert_eq!(fails(&mut alice, "PutSecretValue", put).await, denied);
    // Taken back, it is denied at once.
    crate::common::allow(&cloud, "alice", json!([secrets])).await;
    assert_eq!(fails(&mut alice, "GetSecretValue", json!({ "SecretId": "s" })).await, denied);
}

#[tokio::test]
async fn the_default_key_is_for_whoever_may_use_the_secret() {
    let cloud = cloud().await;
    let secrets = json!([{ "Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*" }]);
    let mut alice = user(&cloud, "alice", secrets).await;
    let input = json!({ "Name": "s", "SecretString": "v", "ClientRequestToken": token(1) });
    sm(&mut alice, "CreateSecret", input).await;
    assert_eq!(value(&mut alice, "s").await, "v");
    let mut root = cloud.client();
    let shown =
        ok(&mut root, "kms", "DescribeKey", json!({ "KeyId": "alias/aws/secretsmanager" })).await;
    assert_eq!(shown["KeyMetadata"]["KeyManager"], "AWS");
    // Named outright, it is the default key all the same.
    let input = json!({ "Name": "t", "SecretString": "v", "KmsKeyId": "alias/aws/secretsmanager", "ClientRequestToken": token(1) });
    sm(&mut root, "CreateSecret", input).await;
    let shown = sm(&mut root, "DescribeSecret", json!({ "SecretId": "t" })).await;
    assert_eq!(shown.get("KmsKeyId"), None);
}

#[tokio::test]
async fn replicas_have_keys_of_their_own() {
    let cloud = cloud().await;
    let (mut root, mut abroad) = (cloud.client(), cloud.client().in_region("eu-west-1"));
    let arn = key(&mut abroad).await;
    let input = json!({ "Name": "s", "SecretString": "v1", "ClientRequestToken": token(1),
        "AddReplicaRegions": [{ "Region": "eu-west-1", "KmsKeyId": arn }] });
    let made = sm(&mut root, "CreateSecret", input).await;
    assert_eq!(made["ReplicationStatus"][0]["Status"], "InSync");
    ok(&mut abroad, "kms", "DisableKey", json!({ "KeyId": arn })).await;
    assert_eq!(
        fails(&mut abroad, "GetSecretValue", json!({ "SecretId": "s" })).await.0,
        "DecryptionFailure"
    );
    assert_eq!(value(&mut root, "s").await, "v1");
    // The primary goes on; its replica cannot follow, and says why.
    let put = json!({ "SecretId": "s", "SecretString": "v2", "ClientRequestToken": token(2) });
    sm(&mut root, "PutSecretValue", put).await;
    let shown = sm(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    assert_eq!(shown["ReplicationStatus"][0]["Status"], "Failed");
    assert!(text(&shown["ReplicationStatus"][0]["StatusMessage"]).contains("KMS key"));
    // The next change brings it up to the primary again.
    ok(&mut abroad, "kms", "EnableKey", json!({ "KeyId": arn })).await;
    assert_eq!(value(&mut abroad, "s").await, "v1");
    let tag = json!({ "SecretId": "s", "Tags": [{ "Key": "k", "Value": "v" }] });
    sm(&mut root, "TagResource", tag).await;
    assert_eq!(value(&mut abroad, "s").await, "v2");
    // The key of a replica is the one thing that can be changed there.
    let own = key(&mut abroad).await;
    let update = json!({ "SecretId": "s", "KmsKeyId": own, "ClientRequestToken": token(3) });
    sm(&mut abroad, "UpdateSecret", update).await;
    ok(&mut abroad, "kms", "DisableKey", json!({ "KeyId": arn })).await;
    assert_eq!(value(&mut abroad, "s").await, "v2");
    let shown = sm(&mut root, "DescribeSecret", json!({ "SecretId": "s" })).await;
    assert_eq!(shown["ReplicationStatus"][0]["KmsKeyId"], json!(own));
}
