//! AddPermission and RemovePermission: statements of the queue's policy.

use gen_sqs::operations as ops;

use crate::common::{Cloud, Outcome, cloud, failure, texts};

async fn add(cloud: &Cloud, url: &str, label: &str, accounts: &[&str]) -> Outcome<()> {
    let input = gen_sqs::AddPermissionRequest {
        queue_url: url.to_owned(),
        label: label.to_owned(),
        aws_account_ids: texts(accounts),
        actions: texts(&["ReceiveMessage"]),
    };
    cloud.call::<ops::AddPermission>(input).await.map(drop)
}

async fn remove(cloud: &Cloud, url: &str, label: &str) -> Outcome<()> {
    let input =
        gen_sqs::RemovePermissionRequest { queue_url: url.to_owned(), label: label.to_owned() };
    cloud.call::<ops::RemovePermission>(input).await.map(drop)
}

#[tokio::test]
async fn statements_come_and_go() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let policy = async || {
        let shown = cloud.attributes(&url, &["Policy"]).await.expect("attributes");
        shown.get("Policy").cloned()
    };
    let account = "668614515564";
    add(&cloud, &url, "one", &[account]).await.expect("added");
    let first = r#"{"Sid":"one","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::668614515564:root"},"Action":"SQS:ReceiveMessage","Resource":"arn:aws:sqs:us-east-1:000000000000:q"}"#;
    let head = r#"{"Version":"2008-10-17","Id":"arn:aws:sqs:us-east-1:000000000000:q/SQSDefaultPolicy","Statement":["#;
    assert_eq!(policy().await, Some(format!("{head}{first}]}}")));
    assert_eq!(
        failure(add(&cloud, &url, "one", &[account]).await),
        (
            "InvalidParameterValue".to_owned(),
            "Value one for parameter Label is invalid. Reason: Already exists.".to_owned()
        )
    );
    add(&cloud, &url, "two", &[account]).await.expect("added");
    let second = first.replace("\"one\"", "\"two\"");
    assert_eq!(policy().await, Some(format!("{head}{first},{second}]}}")));
    remove(&cloud, &url, "one").await.expect("removed");
    assert_eq!(policy().await, Some(format!("{head}{second}]}}")));
    assert_eq!(
        failure(remove(&cloud, &url, "one").await),
        (
            "InvalidParameterValue".to_owned(),
            "Value one for parameter Label is invalid. Reason: can't find label.".to_owned()
        )
    );
    remove(&cloud, &url, "two").await.expect("removed");
    assert_eq!(policy().await, None);
}
