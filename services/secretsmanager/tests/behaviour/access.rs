//! Who may: identity policies with the service's condition keys, and resource policies, also for other accounts.

use serde_json::{Value, json};

use crate::common::{allow, cloud, create, fails, key, ok, policy, sm, text, token, user, value};

const OTHER: &str = "111111111111";

fn by_root_of_other(action: &str) -> String {
    let root = format!("arn:aws:iam::{OTHER}:root");
    policy(
        json!([{ "Effect": "Allow", "Principal": { "AWS": root }, "Action": action, "Resource": "*" }]),
    )
}

#[tokio::test]
async fn another_account_comes_in_by_the_resource_policy() {
    let cloud = cloud().await;
    let (mut root, mut other) = (cloud.client(), cloud.client_of(OTHER));
    let arn = create(&mut root, "s", "v").await;
    let by_arn = json!({ "SecretId": arn });
    assert_eq!(
        fails(&mut other, "DescribeSecret", by_arn.clone()).await.0,
        "AccessDeniedException"
    );
    let put = json!({ "SecretId": arn, "ResourcePolicy": by_root_of_other("secretsmanager:*") });
    sm(&mut root, "PutResourcePolicy", put).await;
    assert_eq!(sm(&mut other, "DescribeSecret", by_arn.clone()).await["ARN"], json!(arn));
    // A name is a secret of the caller's own account.
    assert_eq!(
        fails(&mut other, "DescribeSecret", json!({ "SecretId": "s" })).await.0,
        "ResourceNotFoundException"
    );
    // The default key is of this account alone.
    let message = "You can't access a secret from a different AWS account if you encrypt the secret with the default \
                   KMS service key.";
    let refused = ("InvalidRequestException".to_owned(), message.to_owned());
    assert_eq!(fails(&mut other, "GetSecretValue", by_arn.clone()).await, refused);
    let new = json!({ "SecretId": arn, "SecretString": "w", "ClientRequestToken": token(2) });
    assert_eq!(fails(&mut other, "PutSecretValue", new.clone()).await, refused);
    // Everything else can be done from there.
    let tag = json!({ "SecretId": arn, "Tags": [{ "Key": "k", "Value": "v" }] });
    sm(&mut other, "TagResource", tag).await;
    assert_eq!(sm(&mut root, "DescribeSecret", by_arn.clone()).await["Tags"][0]["Key"], "k");
    assert_eq!(sm(&mut other, "ListSecrets", json!({})).await["SecretList"], json!([]));

    let kms_key = shared_key(&mut root).await;
    let update = json!({ "SecretId": arn, "KmsKeyId": kms_key, "ClientRequestToken": token(3) });
    sm(&mut root, "UpdateSecret", update).await;
    assert_eq!(value(&mut other, &arn).await, "v");
    sm(&mut other, "PutSecretValue", new).await;
    assert_eq!(value(&mut root, "s").await, "w");
    sm(&mut other, "DeleteSecret", json!({ "SecretId": arn, "RecoveryWindowInDays": 7 })).await;
    sm(&mut other, "RestoreSecret", by_arn.clone()).await;
    sm(&mut other, "DeleteResourcePolicy", by_arn.clone()).await;
    assert_eq!(fails(&mut other, "DescribeSecret", by_arn).await.0, "AccessDeniedException");
}

/// A key that the other account may use.
async fn shared_key(root: &mut testcloud::Client) -> String {
    let arn = key(root).await;
    let statement = |account: &str| {
        let principal = format!("arn:aws:iam::{account}:root");
        json!({ "Effect": "Allow", "Principal": { "AWS": principal }, "Action": "kms:*", "Resource": "*" })
    };
    let both = policy(json!([statement("000000000000"), statement(OTHER)]));
    ok(
        root,
        "kms",
        "PutKeyPolicy",
        json!({ "KeyId": arn, "PolicyName": "default", "Policy": both }),
    )
    .await;
    arn
}

/// Whether a user with this one statement gets through.
async fn may(statement: Value, operation: &str, input: Value) -> bool {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let tagged = json!({ "Name": "prod/db", "SecretString": "v", "ClientRequestToken": token(1),
        "Tags": [{ "Key": "team", "Value": "blue" }] });
    sm(&mut root, "CreateSecret", tagged).await;
    let mut alice = user(&cloud, "alice", json!([statement])).await;
    let answer = alice.call("secretsmanager", operation, input).await.expect("an answer");
    match answer {
        testcloud::Answer::Output(_) => true,
        testcloud::Answer::Error(failure) => {
            assert!(failure.code.starts_with("AccessDenied"), "{operation}: {failure:?}");
            false
        }
    }
}

type Case = (&'static str, Value, Value, bool);

#[tokio::test]
async fn condition_keys_of_reads() {
    let get = json!({ "SecretId": "prod/db" });
    let staged = json!({ "SecretId": "prod/db", "VersionStage": "AWSCURRENT" });
    let arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:prod/db-??????";
    check(vec![
        ("GetSecretValue", get.clone(), json!({ "Resource": arn }), true),
        ("GetSecretValue", get.clone(), json!({ "Resource": arn.replace("/db", "/d") }), false),
        (
            "GetSecretValue",
            get.clone(),
            condition("StringEquals", "secretsmanager:ResourceTag/team", "blue"),
            true,
        ),
        (
            "GetSecretValue",
            get.clone(),
            condition("StringEquals", "aws:ResourceTag/team", "red"),
            false,
        ),
        (
            "GetSecretValue",
            get.clone(),
            condition("StringLike", "secretsmanager:SecretId", "*:secret:prod/*"),
            true,
        ),
        (
            "GetSecretValue",
            staged,
            condition("StringEquals", "secretsmanager:VersionStage", "AWSCURRENT"),
            true,
        ),
        (
            "GetSecretValue",
            get,
            condition("StringEquals", "secretsmanager:VersionStage", "AWSCURRENT"),
            false,
        ),
    ])
    .await;
}

/// The input for a new secret, and more.
fn new(more: Value) -> Value {
    let mut input =
        json!({ "Name": "prod/new", "SecretString": "v", "ClientRequestToken": token(9) });
    for (name, value) in more.as_object().expect("members") {
        input[name] = value.clone();
    }
    input
}

#[tokio::test]
async fn condition_keys_of_writes() {
    let delete = json!({ "SecretId": "prod/db", "ForceDeleteWithoutRecovery": true });
    let public = policy(
        json!([{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
        "Action": "secretsmanager:GetSecretValue", "Resource": "*" }]),
    );
    let put = |block: bool| json!({ "SecretId": "prod/db", "ResourcePolicy": public, "BlockPublicPolicy": block });
    check(vec![
        (
            "CreateSecret",
            new(json!({})),
            condition("StringLike", "secretsmanager:Name", "prod/*"),
            true,
        ),
        (
            "CreateSecret",
            new(json!({})),
            condition("StringLike", "secretsmanager:Name", "dev/*"),
            false,
        ),
        (
            "CreateSecret",
            new(json!({ "Description": "d" })),
            condition("StringEquals", "secretsmanager:Description", "d"),
            true,
        ),
        (
            "CreateSecret",
            new(json!({ "Tags": [{ "Key": "team", "Value": "red" }] })),
            condition("StringEquals", "aws:RequestTag/team", "blue"),
            false,
        ),
        (
            "DeleteSecret",
            delete.clone(),
            condition("Bool", "secretsmanager:ForceDeleteWithoutRecovery", "true"),
            true,
        ),
        (
            "DeleteSecret",
            delete,
            condition("Bool", "secretsmanager:ForceDeleteWithoutRecovery", "false"),
            false,
        ),
        (
            "DeleteSecret",
            json!({ "SecretId": "prod/db", "RecoveryWindowInDays": 7 }),
            condition("NumericGreaterThanEquals", "secretsmanager:RecoveryWindowInDays", "14"),
            false,
        ),
        (
            "PutResourcePolicy",
            put(true),
            condition("Bool", "secretsmanager:BlockPublicPolicy", "true"),
            true,
        ),
        (
            "PutResourcePolicy",
            put(false),
            condition("Bool", "secretsmanager:BlockPublicPolicy", "true"),
            false,
        ),
    ])
    .await;
}

/// Whether each call is allowed by a statement that allows everything of Secrets Manager but for its additions.
async fn check(cases: Vec<Case>) {
    for (operation, input, more, expected) in cases {
        let mut statement =
            json!({ "Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*" });
        for (name, value) in more.as_object().expect("members") {
            statement[name] = value.clone();
        }
        assert_eq!(may(statement, operation, input).await, expected, "{operation} {more}");
    }
}

fn condition(operator: &str, key: &str, value: &str) -> Value {
    json!({ "Condition": { operator: { key: value } } })
}

#[tokio::test]
async fn a_policy_of_the_secret_can_deny_its_own_account() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    create(&mut root, "s", "v").await;
    let mut alice = user(
        &cloud,
        "alice",
        json!([{ "Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*" }]),
    )
    .await;
    assert_eq!(value(&mut alice, "s").await, "v");
    let deny = policy(
        json!([{ "Effect": "Deny", "Principal": "*", "Action": "secretsmanager:GetSecretValue",
        "Resource": "*", "Condition": { "ArnNotLike": { "aws:PrincipalArn": "arn:aws:iam::*:root" } } }]),
    );
    sm(&mut root, "PutResourcePolicy", json!({ "SecretId": "s", "ResourcePolicy": deny })).await;
    assert_eq!(
        fails(&mut alice, "GetSecretValue", json!({ "SecretId": "s" })).await.0,
        "AccessDeniedException"
    );
    let batch = sm(&mut alice, "BatchGetSecretValue", json!({ "SecretIdList": ["s"] })).await;
    assert_eq!(batch["Errors"][0]["ErrorCode"], "AccessDeniedException");
    assert_eq!(value(&mut root, "s").await, "v");
    // And allow somebody whom nothing else allows.
    allow(&cloud, "alice", json!([{ "Effect": "Allow", "Action": "sts:*", "Resource": "*" }]))
        .await;
    let open = policy(
        json!([{ "Effect": "Allow", "Principal": { "AWS": "arn:aws:iam::000000000000:user/alice" },
        "Action": "secretsmanager:GetSecretValue", "Resource": "*" }]),
    );
    sm(&mut root, "PutResourcePolicy", json!({ "SecretId": "s", "ResourcePolicy": open })).await;
    assert_eq!(
        text(&sm(&mut alice, "GetSecretValue", json!({ "SecretId": "s" })).await["SecretString"]),
        "v"
    );
}
