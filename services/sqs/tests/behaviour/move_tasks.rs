//! Message move tasks: dead letters go back.

use gen_sqs::ListMessageMoveTasksResultEntry as Entry;
use gen_sqs::operations as ops;

use crate::common::{Cloud, Outcome, attribute, bodies, cloud, failure};

async fn start(
    cloud: &Cloud,
    source: &str,
    destination: Option<&str>,
    rate: Option<i32>,
) -> Outcome<String> {
    let input = gen_sqs::StartMessageMoveTaskRequest {
        source_arn: source.to_owned(),
        destination_arn: destination.map(str::to_owned),
        max_number_of_messages_per_second: rate,
    };
    let output = cloud.call::<ops::StartMessageMoveTask>(input).await?;
    Ok(output.task_handle.expect("a handle"))
}

async fn cancel(cloud: &Cloud, handle: &str) -> Outcome<i64> {
    let input = gen_sqs::CancelMessageMoveTaskRequest { task_handle: handle.to_owned() };
    let output = cloud.call::<ops::CancelMessageMoveTask>(input).await?;
    Ok(output.approximate_number_of_messages_moved.expect("a number"))
}

async fn list(cloud: &Cloud, source: &str, max_results: Option<i32>) -> Vec<Entry> {
    let input = gen_sqs::ListMessageMoveTasksRequest { source_arn: source.to_owned(), max_results };
    let output = cloud.call::<ops::ListMessageMoveTasks>(input).await.expect("tasks");
    output.results.expect("always there")
}

/// A source and a dead-letter queue that holds `n` messages of it.
async fn dead_letters(cloud: &Cloud, fifo: bool, n: usize) -> (String, String) {
    let (url, dead) = cloud.pair("q", fifo, 1).await;
    for i in 0..n {
        if fifo {
            cloud.send_to(&url, &format!("g{}", i % 100), &format!("m{i}")).await;
        } else {
            cloud.send(&url, &format!("m{i}")).await;
        }
    }
    while !cloud.receive_for(&url, 10, 0).await.is_empty() {}
    assert_eq!(cloud.counts(&dead).await, (n as u64, 0, 0));
    (url, dead)
}

#[tokio::test]
async fn messages_go_back_to_their_source() {
    for fifo in [false, true] {
        let cloud = cloud().await;
        let (url, dead) = dead_letters(&cloud, fifo, 250).await;
        let arn = cloud.arn(&dead).await;
        let handle = start(&cloud, &arn, None, None).await.expect("started");
        let entry = list(&cloud, &arn, None).await.remove(0);
        assert_eq!(entry.status.as_deref(), Some("RUNNING"));
        assert_eq!(entry.task_handle.as_deref(), Some(handle.as_str()));
        cloud.settle().await;
        let entry = list(&cloud, &arn, None).await.remove(0);
        let expected = Entry {
            status: Some("COMPLETED".to_owned()),
            source_arn: Some(arn.clone()),
            approximate_number_of_messages_moved: Some(250),
            approximate_number_of_messages_to_move: Some(250),
            started_timestamp: Some(1_700_000_000_000),
            ..Entry::default()
        };
        assert_eq!(entry, expected);
        assert_eq!(cloud.counts(&dead).await, (0, 0, 0));
        assert_eq!(cloud.counts(&url).await, (250, 0, 0));
        let back = cloud.receive(&url, 1).await.remove(0);
        assert_eq!(attribute(&back, "ApproximateReceiveCount"), Some("1"));
        assert_eq!(attribute(&back, "DeadLetterQueueSourceArn"), None);
    }
}

#[tokio::test]
async fn at_a_rate_and_elsewhere() {
    let cloud = cloud().await;
    let (_, dead) = dead_letters(&cloud, false, 4).await;
    let other = cloud.create("other", &[]).await;
    let (arn, to) = (cloud.arn(&dead).await, cloud.arn(&other).await);
    start(&cloud, &arn, Some(&to), Some(1)).await.expect("started");
    let (code, text) = failure(start(&cloud, &arn, Some(&to), None).await);
    assert_eq!(code, "InvalidParameterValue");
    assert_eq!(
        text,
        "There is already a task running. Only one active task is allowed for a source queue arn at a given \
         time."
    );
    cloud.settle().await;
    for moved in 1..=4 {
        assert_eq!(cloud.counts(&other).await, (moved, 0, 0));
        cloud.pass(1).await;
    }
    let entry = list(&cloud, &arn, None).await.remove(0);
    assert_eq!(entry.status.as_deref(), Some("COMPLETED"));
    assert_eq!(entry.destination_arn, Some(to));
    assert_eq!(entry.max_number_of_messages_per_second, Some(1));
    assert_eq!(entry.task_handle, None);
    assert_eq!(bodies(&cloud.receive(&other, 10).await), ["m0", "m1", "m2", "m3"]);
}

#[tokio::test]
async fn cancelling() {
    let cloud = cloud().await;
    let (url, dead) = dead_letters(&cloud, false, 10).await;
    let arn = cloud.arn(&dead).await;
    let handle = start(&cloud, &arn, None, Some(2)).await.expect("started");
    cloud.settle().await;
    assert_eq!(cancel(&cloud, &handle).await.expect("cancelled"), 2);
    cloud.pass(5).await;
    assert_eq!(cloud.counts(&url).await, (2, 0, 0));
    assert_eq!(cloud.counts(&dead).await, (8, 0, 0));
    let entry = list(&cloud, &arn, None).await.remove(0);
    assert_eq!(entry.status.as_deref(), Some("CANCELLED"));
    assert!(cancel(&cloud, &handle).await.is_err(), "once");
    start(&cloud, &arn, None, None).await.expect("another may begin");
    cloud.settle().await;
    let all = list(&cloud, &arn, Some(10)).await;
    let statuses: Vec<_> = all.iter().filter_map(|e| e.status.as_deref()).collect();
    assert_eq!(statuses, ["COMPLETED", "CANCELLED"]);
}

#[tokio::test]
async fn a_destination_that_goes_away() {
    let cloud = cloud().await;
    let (_, dead) = dead_letters(&cloud, false, 3).await;
    let other = cloud.create("other", &[]).await;
    let (arn, to) = (cloud.arn(&dead).await, cloud.arn(&other).await);
    start(&cloud, &arn, Some(&to), Some(1)).await.expect("started");
    cloud.settle().await;
    cloud.delete_queue(&other).await.expect("deleted");
    cloud.pass(1).await;
    let entry = list(&cloud, &arn, None).await.remove(0);
    assert_eq!(entry.status.as_deref(), Some("FAILED"));
    assert_eq!(entry.failure_reason.as_deref(), Some("AWS.SimpleQueueService.NonExistentQueue"));
    assert_eq!(cloud.counts(&dead).await, (2, 0, 0));
}

#[tokio::test]
async fn what_cannot_be_started_or_cancelled() {
    let cloud = cloud().await;
    let (_, dead) = dead_letters(&cloud, false, 1).await;
    let plain = cloud.create("plain", &[]).await;
    let (arn, plain) = (cloud.arn(&dead).await, cloud.arn(&plain).await);
    let nowhere = "arn:aws:sqs:us-east-1:000000000000:nowhere";
    let missing = |name: &str| {
        format!("The resource that you specified for the {name} parameter doesn't exist.")
    };
    for (source, destination, code, text) in [
        (
            plain.as_str(),
            None,
            "InvalidParameterValue",
            "Source queue must be configured as a Dead Letter Queue.".to_owned(),
        ),
        (&arn, Some(nowhere), "ResourceNotFoundException", missing("DestinationArn")),
        (nowhere, None, "ResourceNotFoundException", missing("SourceArn")),
    ] {
        let outcome = start(&cloud, source, destination, None).await;
        assert_eq!(failure(outcome), (code.to_owned(), text));
    }
    let handle = start(&cloud, &arn, None, None).await.expect("started");
    let (code, text) = failure(cancel(&cloud, "garbage").await);
    assert_eq!(
        (code.as_str(), text.as_str()),
        ("InvalidParameterValue", "Value for parameter TaskHandle is invalid.")
    );
    let unknown_task = start(&cloud.in_region("eu-west-1"), &arn, None, None).await;
    assert_eq!(failure(unknown_task).0, "ResourceNotFoundException");
    cloud.settle().await;
    assert!(cancel(&cloud, &handle).await.is_err(), "it is done");
}
