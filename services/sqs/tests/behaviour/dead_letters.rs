//! Dead-letter queues: what is received too often goes there, whole.

use gen_sqs::operations as ops;

use crate::common::{attribute, bodies, cloud, failure, redrive};

#[tokio::test]
async fn the_receive_that_is_one_too_many_moves_the_message() {
    let cloud = cloud().await;
    let (url, dead) = cloud.pair("q", false, 1).await;
    for body in ["message-1", "message-2"] {
        cloud.send(&url, body).await;
    }
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.extend(cloud.bodies(&url, 1, 0).await);
    }
    assert_eq!(seen, ["message-1", "message-2"]);
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
    let moved = cloud.receive(&dead, 10).await;
    assert_eq!(bodies(&moved), ["message-1", "message-2"]);
    for message in &moved {
        assert_eq!(attribute(message, "ApproximateReceiveCount"), Some("2"));
        assert_eq!(
            attribute(message, "DeadLetterQueueSourceArn"),
            Some("arn:aws:sqs:us-east-1:000000000000:q")
        );
        assert_eq!(attribute(message, "SentTimestamp"), Some("1700000000000"));
    }
}

#[tokio::test]
async fn a_group_goes_on_without_its_head() {
    let cloud = cloud().await;
    let (url, dead) = cloud.pair("q", true, 2).await;
    for body in ["m1", "m2"] {
        cloud.send_to(&url, "g", body).await;
    }
    for _ in 0..2 {
        assert_eq!(cloud.bodies(&url, 1, 0).await, ["m1"]);
    }
    assert_eq!(cloud.bodies(&url, 1, 0).await, ["m2"]);
    assert_eq!(bodies(&cloud.receive(&dead, 10).await), ["m1"]);
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
}

#[tokio::test]
async fn without_the_queue_messages_stay() {
    let cloud = cloud().await;
    let (url, dead) = cloud.pair("q", false, 1).await;
    cloud.send(&url, "m").await;
    cloud.delete_queue(&dead).await.expect("deleted");
    for _ in 0..3 {
        assert_eq!(cloud.bodies(&url, 1, 0).await, ["m"]);
    }
}

#[tokio::test]
async fn which_queues_will_do() {
    let cloud = cloud().await;
    let standard = cloud.create("standard", &[]).await;
    let fifo = cloud.create("fifo.fifo", &[("FifoQueue", "true")]).await;
    let url = cloud.create("q", &[]).await;
    let nowhere = "arn:aws:sqs:us-east-1:000000000000:nowhere";
    let abroad = "arn:aws:sqs:eu-west-1:000000000000:standard";
    for (target, reason) in [
        (nowhere, "Dead letter target does not exist."),
        (abroad, "Dead letter target does not exist."),
        (&cloud.arn(&fifo).await, "Dead-letter queue must be same type of queue as the source."),
    ] {
        let policy = redrive(target, 3);
        let (code, text) = failure(cloud.set(&url, &[("RedrivePolicy", &policy)]).await);
        assert_eq!(code, "InvalidParameterValue");
        assert_eq!(
            text,
            format!("Value {policy} for parameter RedrivePolicy is invalid. Reason: {reason}")
        );
        assert!(cloud.try_create("fresh", &[("RedrivePolicy", &policy)]).await.is_err());
    }
    let policy = redrive(&cloud.arn(&standard).await, 3);
    let deny = r#"{"redrivePermission":"denyAll"}"#;
    cloud.set(&standard, &[("RedriveAllowPolicy", deny)]).await.expect("set");
    assert!(cloud.set(&url, &[("RedrivePolicy", &policy)]).await.is_err());
    let allow = format!(
        r#"{{"redrivePermission":"byQueue","sourceQueueArns":["{}"]}}"#,
        cloud.arn(&url).await
    );
    cloud.set(&standard, &[("RedriveAllowPolicy", &allow)]).await.expect("set");
    cloud.set(&url, &[("RedrivePolicy", &policy)]).await.expect("allowed");
    let shown = cloud.attributes(&url, &["RedrivePolicy"]).await.expect("attributes");
    assert_eq!(shown["RedrivePolicy"], policy);
}

#[tokio::test]
async fn sources_are_listed() {
    let cloud = cloud().await;
    let (first, dead) = cloud.pair("q", false, 1).await;
    let policy = redrive(&cloud.arn(&dead).await, 5);
    let second = cloud.create("another", &[]).await;
    cloud.set(&second, &[("RedrivePolicy", &policy)]).await.expect("set");
    let list = async |max_results, next_token| {
        let queue_url = dead.clone();
        let input =
            gen_sqs::ListDeadLetterSourceQueuesRequest { queue_url, next_token, max_results };
        let page = cloud.call::<ops::ListDeadLetterSourceQueues>(input).await.expect("a page");
        (page.queue_urls.expect("always there"), page.next_token)
    };
    assert_eq!(list(None, None).await, (vec![second.clone(), first.clone()], None));
    let (urls, token) = list(Some(1), None).await;
    assert_eq!(urls, std::slice::from_ref(&second));
    assert_eq!(list(Some(1), token).await, (vec![first.clone()], None));
    cloud.set(&second, &[("RedrivePolicy", "")]).await.expect("set");
    cloud.delete_queue(&first).await.expect("deleted");
    assert_eq!(list(None, None).await, (vec![], None));
}
