//! What scenarios cannot say: years that pass, a restart, and services that call KMS.

mod restart;
mod services;
mod years;

use serde_json::{Value, json};
use testcloud::{Answer, Client};

/// What the call answers.
async fn output(client: &mut Client, operation: &str, input: Value) -> Value {
    client.call("kms", operation, input).await.expect("an answer").output()
}

/// The code of the error that the call answers.
async fn refusal(client: &mut Client, operation: &str, input: Value) -> String {
    match client.call("kms", operation, input).await.expect("an answer") {
        Answer::Error(failure) => failure.code,
        Answer::Output(output) => panic!("{operation} is not refused: {output}"),
    }
}

/// A new symmetric key's id.
async fn new_key(client: &mut Client) -> String {
    let made = output(client, "CreateKey", json!({})).await;
    made["KeyMetadata"]["KeyId"].as_str().expect("an id").to_owned()
}
