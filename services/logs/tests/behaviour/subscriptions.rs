//! Subscriptions: functions are told of new events, when they let the service in.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_logs::operations as ops;
use gen_logs::{DeleteSubscriptionFilterInput, PutSubscriptionFilterInput};

use crate::behaviour::common::{Cloud, Outcome, cloud, unzip};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:f";

fn policy(source: &str) -> String {
    format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"Service": "logs.amazonaws.com"}},
        "Action": "lambda:InvokeFunction", "Resource": "{FUNCTION}", "Condition": {{"ArnLike": {{"AWS:SourceArn": "{source}"}}}}}}]}}"#
    )
}

fn allow(cloud: &Cloud, source: &str) {
    *cloud.notes().policy.lock().expect("notes") = Some(policy(source));
}

async fn subscribe(cloud: &Cloud, name: &str, pattern: &str) -> Outcome<()> {
    let input = PutSubscriptionFilterInput {
        log_group_name: "g".to_owned(),
        filter_name: name.to_owned(),
        filter_pattern: pattern.to_owned(),
        destination_arn: FUNCTION.to_owned(),
        ..Default::default()
    };
    cloud.call::<ops::PutSubscriptionFilter>(input).await.map(drop)
}

/// What the function was told, in the order of the telling.
fn told(cloud: &Cloud) -> Vec<String> {
    let invoked = cloud.notes().invoked.lock().expect("notes").clone();
    let inner = |payload: &Vec<u8>| {
        let text = std::str::from_utf8(payload).expect("JSON");
        let data = text.trim_start_matches(r#"{"awslogs":{"data":""#).trim_end_matches(r#""}}"#);
        unzip(&STANDARD.decode(data).expect("base64"))
    };
    invoked.iter().map(inner).collect()
}

const GROUP: &str = "arn:aws:logs:us-east-1:000000000000:log-group:g:*";

#[tokio::test]
async fn a_function_gets_what_matches() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    allow(&cloud, GROUP);
    subscribe(&cloud, "errors", "ERROR").await.expect("subscribed");
    assert!(told(&cloud).is_empty(), "trying a function does not invoke it");
    cloud.put("g", "s", &[(0, "ERROR one"), (1, "INFO"), (2, "ERROR two")]).await.expect("put");
    cloud.put("g", "s", &[(3, "INFO")]).await.expect("put");
    cloud.until(|notes| notes.invoked.lock().expect("notes").len() == 1).await;
    let message = &told(&cloud)[0];
    let begins = r#"{"messageType":"DATA_MESSAGE","owner":"000000000000","logGroup":"g","logStream":"s","subscriptionFilters":["errors"],"logEvents":[{"id":"3"#;
    assert!(message.starts_with(begins), "{message}");
    assert!(message.contains("ERROR one") && message.contains("ERROR two"));
    assert!(!message.contains("INFO"));
}

#[tokio::test]
async fn a_function_that_does_not_let_the_service_in_is_refused() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let words = "Could not execute the lambda function. Make sure you have given CloudWatch Logs permission to \
                 execute your function.";
    let refused = subscribe(&cloud, "f", "").await.expect_err("no policy");
    assert_eq!((refused.code(), refused.message()), ("InvalidParameterException", Some(words)));
    allow(&cloud, "arn:aws:logs:us-east-1:000000000000:log-group:other:*");
    assert!(subscribe(&cloud, "f", "").await.is_err(), "for another group");
    assert!(told(&cloud).is_empty());
    allow(&cloud, GROUP);
    subscribe(&cloud, "f", "").await.expect("subscribed");
    // What is taken away later counts, too.
    *cloud.notes().policy.lock().expect("notes") = None;
    cloud.put("g", "s", &[(0, "x")]).await.expect("put");
    for _ in 0..100 {
        cloud.settle().await;
        tokio::task::yield_now().await;
    }
    assert!(told(&cloud).is_empty());
}

#[tokio::test]
async fn what_fails_is_tried_again() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    allow(&cloud, GROUP);
    subscribe(&cloud, "f", "[level, ...]").await.expect("subscribed");
    *cloud.notes().failures.lock().expect("notes") = vec![500, 503];
    cloud.put("g", "s", &[(0, "WARN x")]).await.expect("put");
    cloud.until(|notes| notes.failures.lock().expect("notes").len() == 1).await;
    for _ in 0..10 {
        cloud.advance(Duration::from_secs(10));
        for _ in 0..100 {
            cloud.settle().await;
            tokio::task::yield_now().await;
        }
    }
    let all = told(&cloud);
    assert_eq!(all.len(), 1);
    assert!(all[0].contains(r#""extractedFields":{"level":"WARN","2":"x"}"#), "{}", all[0]);
}

#[tokio::test]
async fn a_group_has_two_subscriptions_at_most() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    allow(&cloud, GROUP);
    subscribe(&cloud, "one", "").await.expect("subscribed");
    subscribe(&cloud, "two", "[]").await.expect("subscribed");
    subscribe(&cloud, "two", "x").await.expect("changed");
    let error = subscribe(&cloud, "three", "").await.expect_err("too many");
    assert_eq!(
        (error.code(), error.message()),
        ("LimitExceededException", Some("Resource limit exceeded."))
    );
    let input = DeleteSubscriptionFilterInput {
        log_group_name: "g".to_owned(),
        filter_name: "one".to_owned(),
    };
    cloud.call::<ops::DeleteSubscriptionFilter>(input).await.expect("deleted");
    subscribe(&cloud, "three", "").await.expect("subscribed");
}
