//! A cloud with Secrets Manager and what it calls, and callers in it.

use std::path::Path;

use kernel::Service;
use serde_json::{Value, json};
use testcloud::{Answer, Client, Cloud, Credentials};

pub(crate) fn services() -> Vec<Service> {
    vec![secretsmanager::service(), kms::service(), iam::service(), accessanalyzer::service()]
}

pub(crate) async fn cloud() -> Cloud {
    Cloud::start(services()).await
}

pub(crate) async fn cloud_at(dir: &Path) -> Cloud {
    Cloud::at(dir, services()).await
}

/// A token of the right length, which `n` tells apart.
pub(crate) fn token(n: u32) -> String {
    format!("{n:08}-0000-0000-0000-000000000000")
}

/// The output of a call that must succeed.
pub(crate) async fn ok(client: &mut Client, service: &str, operation: &str, input: Value) -> Value {
    client.call(service, operation, input).await.expect("an answer").output()
}

/// The same at Secrets Manager.
pub(crate) async fn sm(client: &mut Client, operation: &str, input: Value) -> Value {
    ok(client, "secretsmanager", operation, input).await
}

/// Code and message of a call to Secrets Manager that must fail.
pub(crate) async fn fails(client: &mut Client, operation: &str, input: Value) -> (String, String) {
    match client.call("secretsmanager", operation, input).await.expect("an answer") {
        Answer::Error(failure) => (failure.code, failure.message.unwrap_or_default()),
        Answer::Output(output) => panic!("{operation} succeeded: {output}"),
    }
}

/// A secret with a value; its ARN.
pub(crate) async fn create(client: &mut Client, name: &str, value: &str) -> String {
    let input = json!({ "Name": name, "SecretString": value, "ClientRequestToken": token(1) });
    text(&sm(client, "CreateSecret", input).await["ARN"])
}

pub(crate) async fn value(client: &mut Client, id: &str) -> String {
    text(&sm(client, "GetSecretValue", json!({ "SecretId": id })).await["SecretString"])
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

/// A user of the default account with this policy.
pub(crate) async fn user(cloud: &Cloud, name: &str, policy: Value) -> Client {
    let mut root = cloud.client();
    ok(&mut root, "iam", "CreateUser", json!({ "UserName": name })).await;
    allow(cloud, name, policy).await;
    let keys = ok(&mut root, "iam", "CreateAccessKey", json!({ "UserName": name })).await;
    let key = |member: &str| text(&keys["AccessKey"][member]);
    Client::new(cloud, Credentials::new(key("AccessKeyId"), key("SecretAccessKey")))
}

/// Has the user's policy consist of these statements.
pub(crate) async fn allow(cloud: &Cloud, name: &str, statements: Value) {
    let document = policy(statements);
    let input = json!({ "UserName": name, "PolicyName": "p", "PolicyDocument": document });
    ok(&mut cloud.client(), "iam", "PutUserPolicy", input).await;
}

pub(crate) fn policy(statements: Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}

/// A KMS key; its ARN.
pub(crate) async fn key(client: &mut Client) -> String {
    text(&ok(client, "kms", "CreateKey", json!({})).await["KeyMetadata"]["Arn"])
}
