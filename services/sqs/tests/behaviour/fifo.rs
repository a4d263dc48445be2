//! FIFO queues: order within groups, turns of groups, deduplication.

use gen_sqs::SendMessageRequest;

use crate::common::{attribute, bodies, cloud, failure, grouped, message, receiving};

const FIFO: (&str, &str) = ("FifoQueue", "true");
const BY_CONTENT: (&str, &str) = ("ContentBasedDeduplication", "true");
const BY_GROUP: (&str, &str) = ("DeduplicationScope", "messageGroup");

#[tokio::test]
async fn groups_take_turns() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    for (group, body) in
        [("g1", "g1-m1"), ("g2", "g2-m1"), ("g2", "g2-m2"), ("g3", "g3-m1"), ("g1", "g1-m2")]
    {
        cloud.send_to(&url, group, body).await;
    }
    assert_eq!(cloud.bodies(&url, 3, 0).await, ["g1-m1", "g1-m2", "g2-m1"]);
    let rest = cloud.bodies(&url, 10, 0).await;
    assert_eq!(rest, ["g3-m1", "g1-m1", "g1-m2", "g2-m1", "g2-m2"]);
}

#[tokio::test]
async fn one_receive_takes_many_of_a_group() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    for (group, body) in [("g1", "g1-m1"), ("g2", "g2-m1"), ("g1", "g1-m2"), ("g1", "g1-m3")] {
        cloud.send_to(&url, group, body).await;
    }
    assert_eq!(cloud.bodies(&url, 10, 30).await, ["g1-m1", "g1-m2", "g1-m3", "g2-m1"]);
    assert!(cloud.receive(&url, 10).await.is_empty());
}

#[tokio::test]
async fn a_group_is_locked_while_something_of_it_is_in_flight() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    for body in ["m1", "m2", "m3"] {
        cloud.send_to(&url, "g", body).await;
    }
    let first = cloud.receive(&url, 1).await.remove(0);
    assert_eq!(cloud.counts(&url).await, (2, 1, 0));
    assert!(cloud.receive(&url, 10).await.is_empty());
    cloud.send_to(&url, "g", "m4").await;
    cloud.send_to(&url, "other", "free").await;
    assert_eq!(bodies(&cloud.receive(&url, 10).await), ["free"]);
    cloud.delete(&url, &first).await.expect("deleted");
    assert_eq!(bodies(&cloud.receive(&url, 2).await), ["m2", "m3"]);
    assert!(cloud.receive(&url, 10).await.is_empty(), "m4 waits for m2 and m3");
    cloud.advance(30);
    assert_eq!(cloud.counts(&url).await, (4, 0, 0));
    assert_eq!(cloud.bodies(&url, 10, 30).await, ["free", "m2", "m3", "m4"]);
}

#[tokio::test]
async fn what_stands_before_the_hidden_message_can_be_received() {
    for hidden in 0..3 {
        let cloud = cloud().await;
        let url = cloud.create("q.fifo", &[FIFO]).await;
        for body in ["m0", "m1", "m2"] {
            cloud.send_to(&url, "g", body).await;
        }
        let received = cloud.receive_for(&url, 10, 10).await;
        assert_eq!(received.len(), 3);
        cloud.change(&url, &received[hidden], 100).await.expect("extended");
        cloud.advance(10);
        assert_eq!(cloud.receive(&url, 10).await.len(), hidden);
    }
}

#[tokio::test]
async fn an_unlocked_group_comes_after_the_waiting_ones() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    cloud.send_to(&url, "g1", "g1-m1").await;
    cloud.send_to(&url, "g2", "g2-m1").await;
    let first = cloud.receive(&url, 1).await.remove(0);
    cloud.change(&url, &first, 0).await.expect("changed");
    assert_eq!(cloud.bodies(&url, 10, 0).await, ["g2-m1", "g1-m1"]);
}

#[tokio::test]
async fn sequence_numbers_grow_and_last() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO, BY_CONTENT]).await;
    let mut numbers = Vec::new();
    for body in ["abc", "b", "c"] {
        let request =
            SendMessageRequest { message_group_id: Some("g".into()), ..message(&url, body) };
        let sent = cloud.try_send(request).await.expect("sent");
        numbers.push(sent.sequence_number.expect("a number"));
    }
    assert!(numbers.is_sorted() && numbers.iter().all(|n| n.len() == 20), "{numbers:?}");
    for _ in 0..2 {
        let received = cloud.receive_for(&url, 10, 0).await;
        for (message, number) in received.iter().zip(&numbers) {
            assert_eq!(attribute(message, "SequenceNumber"), Some(number.as_str()));
            assert_eq!(attribute(message, "MessageGroupId"), Some("g"));
        }
        assert_eq!(
            attribute(&received[0], "MessageDeduplicationId"),
            Some("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        );
    }
}

#[tokio::test]
async fn an_id_stands_for_one_message_for_five_minutes() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    let sent = cloud.send_to(&url, "g", "m").await;
    let received = cloud.receive(&url, 1).await.remove(0);
    cloud.delete(&url, &received).await.expect("deleted");
    cloud.advance(299);
    let repeated = cloud.try_send(grouped(&url, "elsewhere", "other", "m")).await.expect("sent");
    assert_eq!(repeated.message_id, sent.message_id);
    assert_eq!(repeated.sequence_number, sent.sequence_number);
    assert!(cloud.receive(&url, 10).await.is_empty());
    cloud.advance(1);
    let anew = cloud.send_to(&url, "g", "m").await;
    assert_ne!(anew.message_id, sent.message_id);
    assert_eq!(bodies(&cloud.receive(&url, 10).await), ["m"]);
}

#[tokio::test]
async fn the_scope_of_creation_counts() {
    let cloud = cloud().await;
    let by_group = cloud.create("group.fifo", &[FIFO, BY_GROUP]).await;
    let by_queue = cloud.create("queue.fifo", &[FIFO]).await;
    cloud.set(&by_group, &[("DeduplicationScope", "queue")]).await.expect("set");
    cloud.set(&by_queue, &[BY_GROUP]).await.expect("set");
    let shown = cloud.attributes(&by_queue, &["DeduplicationScope"]).await.expect("attributes");
    assert_eq!(shown["DeduplicationScope"], "messageGroup");
    for (url, expected) in [(&by_group, 2), (&by_queue, 1)] {
        for group in ["g1", "g2", "g1"] {
            cloud.try_send(grouped(url, group, "m", "same")).await.expect("sent");
        }
        assert_eq!(cloud.receive(url, 10).await.len(), expected);
    }
}

#[tokio::test]
async fn a_purge_forgets_ids() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    cloud.send_to(&url, "g", "m").await;
    cloud.purge(&url).await.expect("purged");
    cloud.send_to(&url, "g", "m").await;
    assert_eq!(bodies(&cloud.receive(&url, 10).await), ["m"]);
}

#[tokio::test]
async fn what_may_not_be_sent() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    let with_delay = |seconds| SendMessageRequest {
        delay_seconds: Some(seconds),
        ..grouped(&url, "g", "m", "m")
    };
    for (request, code, text) in [
        (
            message(&url, "m"),
            "MissingParameter",
            "The request must contain the parameter MessageGroupId.",
        ),
        (
            SendMessageRequest { message_group_id: Some("g".into()), ..message(&url, "m") },
            "InvalidParameterValue",
            "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId \
             provided explicitly",
        ),
        (
            with_delay(2),
            "InvalidParameterValue",
            "Value 2 for parameter DelaySeconds is invalid. Reason: The request include parameter that is not \
             valid for this queue type.",
        ),
        (
            grouped(&url, "a b", "m", "m"),
            "InvalidParameterValue",
            "Value a b for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include \
             alphanumeric and punctuation characters. 1 to 128 in length.",
        ),
    ] {
        assert_eq!(failure(cloud.try_send(request).await), (code.to_owned(), text.to_owned()));
    }
    cloud.set(&url, &[("DelaySeconds", "5")]).await.expect("set");
    cloud.try_send(with_delay(0)).await.expect("no delay of its own");
    assert_eq!(cloud.counts(&url).await, (0, 0, 1));
    assert!(cloud.receive(&url, 1).await.is_empty(), "the queue's delay holds");
    cloud.advance(5);
    assert_eq!(bodies(&cloud.receive(&url, 1).await), ["m"]);
    assert_eq!(cloud.counts(&url).await, (0, 1, 0));
}

#[tokio::test]
async fn handles_expire() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    cloud.send_to(&url, "g", "m").await;
    let first = cloud.receive_for(&url, 1, 2).await.remove(0);
    cloud.change(&url, &first, 5).await.expect("extended");
    cloud.advance(4);
    let early = cloud.receive(&url, 1).await;
    assert!(early.is_empty());
    cloud.advance(1);
    let (code, text) = failure(cloud.delete(&url, &first).await);
    assert_eq!(code, "InvalidParameterValue");
    assert!(text.ends_with("Reason: The receipt handle has expired."), "{text}");
    let second = cloud.receive(&url, 1).await.remove(0);
    assert!(cloud.delete(&url, &first).await.is_err());
    cloud.delete(&url, &second).await.expect("deleted");
    cloud.delete(&url, &second).await.expect("deleting again is fine");
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn a_receive_can_be_repeated() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[FIFO]).await;
    for body in ["m1", "m2", "m3"] {
        cloud.send_to(&url, "g", body).await;
    }
    let mut ask = receiving(&url, 2, Some(30));
    ask.receive_request_attempt_id = Some("attempt".to_owned());
    let first = cloud.try_receive(ask.clone()).await.expect("received");
    cloud.advance(20);
    let again = cloud.try_receive(ask.clone()).await.expect("received");
    assert_eq!(again, first);
    cloud.advance(20);
    assert!(cloud.receive(&url, 10).await.is_empty(), "the timeouts began anew");
    cloud.delete(&url, &again[0]).await.expect("deleted");
    assert!(cloud.try_receive(ask.clone()).await.expect("received").is_empty(), "m2 is in flight");
    cloud.advance(10);
    assert_eq!(bodies(&cloud.try_receive(ask).await.expect("received")), ["m2", "m3"]);
}
