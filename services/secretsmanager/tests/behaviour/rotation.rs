//! Rotations by a function, at the windows of their schedules.

use std::time::Duration;

use kernel::Service;
use serde_json::{Value, json};
use testcloud::{Client, Cloud};

use crate::common::{create, sm, text, token, value};
use crate::rotating::{self, CALLS};

const FUNCTION: &str = "arn:aws:lambda:us-east-1:000000000000:function:rotate";
const HOUR: u64 = 3_600;
const DAY: u64 = 24 * HOUR;

async fn cloud() -> Cloud {
    let lambda = Service::new(&gen_lambda::SCHEMA, rotating::TABLE);
    Cloud::start(vec![secretsmanager::service(), kms::service(), iam::service(), lambda]).await
}

/// The steps that the function was called for, once it was called for so many.
async fn steps(secret: &str, count: usize) -> Vec<String> {
    let seen = || -> Vec<String> {
        let calls = CALLS.lock().expect("no test panics here");
        calls.iter().filter(|(of, _)| of == secret).map(|(_, step)| step.clone()).collect()
    };
    let came = async {
        while seen().len() < count {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), came).await.expect("the function was called");
    seen()
}

/// How a secret is once it is as `wanted` says.
async fn described(root: &mut Client, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let came = async {
        loop {
            let shown = sm(root, "DescribeSecret", json!({ "SecretId": id })).await;
            if wanted(&shown) {
                return shown;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(20), came).await.expect("it comes to that")
}

async fn rotate(root: &mut Client, id: &str, immediately: bool, rules: Value) {
    let input = json!({ "SecretId": id, "RotationLambdaARN": FUNCTION, "RotationRules": rules,
        "RotateImmediately": immediately, "ClientRequestToken": token(2) });
    sm(root, "RotateSecret", input).await;
}

#[tokio::test]
async fn a_schedule_that_waits_is_tried_and_opens_by_the_clock() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let arn = create(&mut root, "waits", "first").await;
    let rules = json!({ "ScheduleExpression": "cron(0 16 1 * ? *)", "Duration": "3h" });
    rotate(&mut root, "waits", false, rules).await;
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(steps(&arn, 1).await, ["testSecret"]);
    // The version that was tried goes again.
    let one = |shown: &Value| shown["VersionIdsToStages"].as_object().is_some_and(|v| v.len() == 1);
    let shown = described(&mut root, "waits", one).await;
    assert_eq!(shown["VersionIdsToStages"][token(1)], json!(["AWSCURRENT"]));
    assert_eq!(shown.get("LastRotatedDate"), None);
    // January 1st, 19:00: the window of today closes then.
    assert_eq!(shown["NextRotationDate"], 1_767_225_600 + 19 * HOUR);
    assert_eq!(value(&mut root, "waits").await, "first");

    cloud.advance(Duration::from_secs(16 * HOUR)).await;
    let all = ["testSecret", "createSecret", "setSecret", "testSecret", "finishSecret"];
    assert_eq!(steps(&arn, 5).await, all);
    let shown = described(&mut root, "waits", |shown| shown.get("LastRotatedDate").is_some()).await;
    // February 1st, 19:00.
    assert_eq!(shown["NextRotationDate"], 1_767_225_600 + 31 * DAY + 19 * HOUR);
    assert_eq!(value(&mut root, "waits").await, "rotated");
    cloud.stop().await;
}

#[tokio::test]
async fn at_once_unless_it_is_to_wait() {
    let cloud = cloud().await;
    let mut root = cloud.client();
    let arn = create(&mut root, "begins", "first").await;
    rotate(&mut root, "begins", true, json!({ "AutomaticallyAfterDays": 10, "Duration": "2h" }))
        .await;
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(steps(&arn, 4).await, ["createSecret", "setSecret", "testSecret", "finishSecret"]);
    let shown =
        described(&mut root, "begins", |shown| shown.get("LastRotatedDate").is_some()).await;
    assert_eq!(text(&shown["VersionIdsToStages"][token(2)][0]), "AWSCURRENT");
    // The tenth day after, from midnight to 02:00.
    assert_eq!(shown["NextRotationDate"], 1_767_225_600 + 10 * DAY + 2 * HOUR);
    cloud.stop().await;
}
