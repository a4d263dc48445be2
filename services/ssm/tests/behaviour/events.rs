//! What Parameter Store announces, as a service that listens hears it.

use std::sync::Mutex;

use kernel::{ApiResult, BoxFuture, ConsumerEntry, Cx, Service};
use serde::Deserialize;

use crate::common::{cloud_of, text, with_policies};

#[derive(Debug, Deserialize)]
struct Change {
    operation: String,
    name: String,
    kind: String,
    description: Option<String>,
    labelled: Option<(u64, Vec<String>)>,
}

#[derive(Debug, Deserialize)]
struct PolicyAction {
    name: String,
    kind: String,
    policy_type: String,
    policy_content: String,
}

static HEARD: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn hear(text: String) -> BoxFuture<'static, ApiResult<()>> {
    HEARD.lock().expect("nobody panicked").push(text);
    Box::pin(async { Ok(()) })
}

fn changed<'a>(_: &'a mut Cx<'_>, raw: &'a [u8]) -> BoxFuture<'a, ApiResult<()>> {
    let Change { operation, name, kind, description, labelled } =
        postcard::from_bytes(raw).expect("a change");
    hear(format!("{operation} {name} {kind} {description:?} {labelled:?}"))
}

fn acted<'a>(_: &'a mut Cx<'_>, raw: &'a [u8]) -> BoxFuture<'a, ApiResult<()>> {
    let PolicyAction { name, kind, policy_type, policy_content } =
        postcard::from_bytes(raw).expect("an action");
    hear(format!("{policy_type} {name} {kind} {}", policy_content.len()))
}

static CONSUMERS: [ConsumerEntry; 2] = [
    ConsumerEntry { name: "test.changed", topic: "ssm.parameter-change", run: changed },
    ConsumerEntry { name: "test.acted", topic: "ssm.parameter-policy-action", run: acted },
];

fn heard() -> Vec<String> {
    std::mem::take(&mut *HEARD.lock().expect("nobody panicked"))
}

#[tokio::test]
async fn changes_and_policies_are_announced_once() {
    let service = Service { consumers: &CONSUMERS, ..ssm::service() };
    let cloud = cloud_of(None, service).await;
    let described =
        gen_ssm::PutParameterRequest { description: Some("words".to_owned()), ..text("/p", "1") };
    cloud.try_put(described).await.expect("put");
    cloud.put("/p", "2").await;
    cloud.label("/p", 1, "live").await;
    cloud.settle().await;
    assert_eq!(
        heard(),
        [
            "Create /p String Some(\"words\") None",
            "Update /p String Some(\"words\") None",
            "LabelParameterVersion /p String None Some((1, [\"live\"]))",
        ]
    );
    let expires = r#"{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2023-11-16T00:00:00Z"}}"#;
    let warns = r#"{"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"2","Unit":"Hours"}}"#;
    let stale = r#"{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"1","Unit":"Hours"}}"#;
    let policies = format!("[{expires},{warns},{stale}]");
    cloud.try_put(with_policies(text("/p", "3"), &policies)).await.expect("put");
    cloud.settle().await;
    assert_eq!(heard().len(), 1);
    cloud.pass(3_599).await;
    assert!(heard().is_empty(), "not yet");
    cloud.pass(1).await;
    assert_eq!(heard(), [format!("NoChangeNotification /p String {}", stale.len())]);
    cloud.pass(24 * 3_600).await;
    assert_eq!(heard(), [format!("ExpirationNotification /p String {}", warns.len())]);
    assert_eq!(cloud.value("/p").await.as_deref(), Some("3"));
    cloud.pass(3_600).await;
    assert_eq!(
        heard(),
        [
            format!("Expiration /p String {}", expires.len()),
            "Delete /p String Some(\"words\") None".to_owned()
        ]
    );
    assert_eq!(cloud.value("/p").await, None);
    cloud.pass(90 * 86_400).await;
    assert!(heard().is_empty(), "nothing is left of it");
}
