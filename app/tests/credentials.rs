//! Keys, tokens and signatures that are not right, through the real front door: all refused, with AWS's codes, and
//! nothing but the right ones let in. Also what a restart and the clock do to sessions.

use std::time::Duration;

use serde_json::{Value, json};
use testcloud::{Answer, Client, Cloud, Credentials};

const ME: &str = "arn:aws:iam::000000000000:role/app";

async fn output(client: &mut Client, service: &str, operation: &str, input: Value) -> Value {
    client.call(service, operation, input).await.expect("an answer").output()
}

/// `Code` of the error; the account when there is none.
async fn who(cloud: &Cloud, credentials: Credentials) -> String {
    let mut client = Client::new(cloud, credentials);
    match client.call("sts", "GetCallerIdentity", json!({})).await.expect("an answer") {
        Answer::Output(output) => output["Arn"].as_str().expect("an ARN").to_owned(),
        Answer::Error(failure) => failure.code,
    }
}

async fn code_in_json(cloud: &Cloud, credentials: Credentials) -> String {
    let mut client = Client::new(cloud, credentials);
    match client.call("sqs", "ListQueues", json!({})).await.expect("an answer") {
        Answer::Output(_) => "ok".to_owned(),
        Answer::Error(failure) => failure.code,
    }
}

/// A user who may assume a role, and the role; the user's key.
async fn people(cloud: &Cloud) -> Credentials {
    let mut root = cloud.client();
    output(&mut root, "iam", "CreateUser", json!({ "UserName": "alice" })).await;
    let everything = json!({
        "Version": "2012-10-17",
        "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }],
    });
    let policy = json!({
        "UserName": "alice", "PolicyName": "all", "PolicyDocument": everything.to_string(),
    });
    output(&mut root, "iam", "PutUserPolicy", policy).await;
    let trust = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::000000000000:root" },
            "Action": "sts:AssumeRole",
        }],
    });
    let role = json!({ "RoleName": "app", "AssumeRolePolicyDocument": trust.to_string() });
    output(&mut root, "iam", "CreateRole", role).await;
    let policy = json!({
        "RoleName": "app", "PolicyName": "all", "PolicyDocument": everything.to_string(),
    });
    output(&mut root, "iam", "PutRolePolicy", policy).await;
    let key = output(&mut root, "iam", "CreateAccessKey", json!({ "UserName": "alice" })).await;
    let text = |name: &str| key["AccessKey"][name].as_str().expect("a key").to_owned();
    Credentials::new(text("AccessKeyId"), text("SecretAccessKey"))
}

async fn session(cloud: &Cloud, user: &Credentials, seconds: i64) -> Credentials {
    let mut client = Client::new(cloud, user.clone());
    let input = json!({ "RoleArn": ME, "RoleSessionName": "session", "DurationSeconds": seconds });
    let answer = output(&mut client, "sts", "AssumeRole", input).await;
    let text = |name: &str| answer["Credentials"][name].as_str().expect("credentials").to_owned();
    Credentials::temporary(text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken"))
}

#[tokio::test]
async fn what_is_forged_truncated_or_swapped_is_refused() {
    let cloud = Cloud::start(stratus::services()).await;
    let alice = people(&cloud).await;
    let (one, two) = (session(&cloud, &alice, 900).await, session(&cloud, &alice, 900).await);
    let token = one.token.clone().expect("a token");
    let with = |id: &str, secret: &str, token: &str| Credentials::temporary(id, secret, token);
    let flipped = |at: usize| {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).expect("base64")
    };
    assert_eq!(who(&cloud, alice.clone()).await, "arn:aws:iam::000000000000:user/alice");
    assert_eq!(
        who(&cloud, one.clone()).await,
        "arn:aws:sts::000000000000:assumed-role/app/session"
    );
    let mut refused = vec![
        (
            "another secret",
            Credentials::new(alice.id.clone(), "x".repeat(40)),
            "SignatureDoesNotMatch",
        ),
        ("a session's secret", with(&one.id, &two.secret, &token), "SignatureDoesNotMatch"),
        ("another session's token", with(&two.id, &two.secret, &token), "InvalidClientTokenId"),
        (
            "a user's key with a token",
            with(&alice.id, &alice.secret, &token),
            "InvalidClientTokenId",
        ),
        ("no token", Credentials::new(one.id.clone(), one.secret.clone()), "InvalidClientTokenId"),
        (
            "half a token",
            with(&one.id, &one.secret, &token[..token.len() / 2]),
            "InvalidClientTokenId",
        ),
        (
            "a token and more",
            with(&one.id, &one.secret, &format!("{token}AAAA")),
            "InvalidClientTokenId",
        ),
        ("words", with(&one.id, &one.secret, "token"), "InvalidClientTokenId"),
        (
            "an endless token",
            with(&one.id, &one.secret, &"A".repeat(20_000)),
            "InvalidClientTokenId",
        ),
        ("a made-up session", with("ASIAQQQQQQQQQQQQQQQQ", "x", "y"), "InvalidClientTokenId"),
    ];
    for at in [0, 17, token.len() / 2, token.len() - 9] {
        refused.push((
            "a changed token",
            with(&one.id, &one.secret, &flipped(at)),
            "InvalidClientTokenId",
        ));
    }
    for (what, credentials, code) in refused {
        assert_eq!(who(&cloud, credentials.clone()).await, code, "{what}");
        let json = match code {
            "InvalidClientTokenId" => "UnrecognizedClientException",
            _ => "InvalidSignatureException",
        };
        assert_eq!(code_in_json(&cloud, credentials).await, json, "{what}");
    }
}

#[tokio::test]
async fn sessions_end_by_the_clock_and_a_token_of_another_cloud_is_none() {
    let cloud = Cloud::start(stratus::services()).await;
    let alice = people(&cloud).await;
    let (short, long) = (session(&cloud, &alice, 900).await, session(&cloud, &alice, 3_600).await);
    cloud.advance(Duration::from_secs(899)).await;
    assert_eq!(code_in_json(&cloud, short.clone()).await, "ok");
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(who(&cloud, short.clone()).await, "ExpiredToken");
    assert_eq!(code_in_json(&cloud, short).await, "ExpiredTokenException");
    assert_eq!(code_in_json(&cloud, long.clone()).await, "ok");
    let folder = tempfile::tempdir().expect("a folder");
    let other = Cloud::at(folder.path(), stratus::services()).await;
    assert_eq!(who(&other, long).await, "InvalidClientTokenId");
}

#[tokio::test]
async fn sessions_live_over_a_restart_and_end_with_their_role() {
    let folder = tempfile::tempdir().expect("a folder");
    let cloud = Cloud::at(folder.path(), stratus::services()).await;
    let alice = people(&cloud).await;
    let held = session(&cloud, &alice, 3_600).await;
    cloud.stop().await;
    let cloud = Cloud::at(folder.path(), stratus::services()).await;
    assert_eq!(code_in_json(&cloud, held.clone()).await, "ok");
    assert_eq!(code_in_json(&cloud, alice.clone()).await, "ok");
    let mut root = cloud.client();
    let policy = json!({ "RoleName": "app", "PolicyName": "all" });
    output(&mut root, "iam", "DeleteRolePolicy", policy).await;
    assert_eq!(code_in_json(&cloud, held.clone()).await, "AccessDeniedException");
    output(&mut root, "iam", "DeleteRole", json!({ "RoleName": "app" })).await;
    assert_eq!(who(&cloud, held.clone()).await, "InvalidClientTokenId");
    // One of the same name is another role.
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}]}"#;
    let role = json!({ "RoleName": "app", "AssumeRolePolicyDocument": trust });
    output(&mut root, "iam", "CreateRole", role).await;
    assert_eq!(who(&cloud, held).await, "InvalidClientTokenId");
}

#[tokio::test]
async fn keys_that_were_switched_off_or_deleted_never_become_unknown_ones() {
    let cloud = Cloud::start(stratus::services()).await;
    let alice = people(&cloud).await;
    let mut root = cloud.client();
    let key = json!({ "UserName": "alice", "AccessKeyId": alice.id });
    for (status, expected) in
        [("Inactive", "InvalidClientTokenId"), ("Active", "arn:aws:iam::000000000000:user/alice")]
    {
        let mut input = key.clone();
        input["Status"] = json!(status);
        output(&mut root, "iam", "UpdateAccessKey", input).await;
        assert_eq!(who(&cloud, alice.clone()).await, expected);
    }
    output(&mut root, "iam", "DeleteAccessKey", key).await;
    assert_eq!(who(&cloud, alice.clone()).await, "InvalidClientTokenId");
    assert_eq!(code_in_json(&cloud, alice).await, "UnrecognizedClientException");
}
