//! Long polls: they end when something comes, whatever brings it, and not before.

use std::time::Duration;

use gen_sqs::{Message, SendMessageRequest};
use tokio::task::JoinHandle;

use crate::common::{Cloud, Outcome, bodies, cloud, message, receiving};

/// The longest that a woken poll may take in real time.
const PATIENCE: Duration = Duration::from_secs(10);

struct Poll(JoinHandle<Outcome<Vec<Message>>>);

impl Poll {
    /// Begins to poll, and returns when the poll waits.
    async fn begin(cloud: &Cloud, url: &str, seconds: i32) -> Poll {
        let before = cloud.kernel.waiting();
        let mut request = receiving(url, 10, None);
        request.wait_time_seconds = Some(seconds);
        let own = cloud.clone();
        #[expect(clippy::disallowed_methods, reason = "the poll waits while the test goes on")]
        let poll = Poll(tokio::spawn(async move { own.try_receive(request).await }));
        while cloud.kernel.waiting() == before {
            tokio::task::yield_now().await;
        }
        poll.still_waits().await;
        poll
    }

    async fn still_waits(&self) {
        for _ in 0..50 {
            tokio::task::yield_now().await;
        }
        assert!(!self.0.is_finished());
    }

    async fn end(self) -> Outcome<Vec<Message>> {
        tokio::time::timeout(PATIENCE, self.0).await.expect("it ends").expect("it does not panic")
    }

    async fn bodies(self) -> Vec<String> {
        bodies(&self.end().await.expect("received"))
    }
}

#[tokio::test]
async fn a_send_ends_it() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let poll = Poll::begin(&cloud, &url, 20).await;
    cloud.send(&url, "m").await;
    assert_eq!(poll.bodies().await, ["m"]);
    assert_eq!(cloud.kernel.waiting(), 0);
}

#[tokio::test]
async fn the_clock_ends_it() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[("ReceiveMessageWaitTimeSeconds", "20")]).await;
    let poll = Poll::begin(&cloud, &url, 5).await;
    cloud.advance(4);
    poll.still_waits().await;
    cloud.advance(1);
    assert!(poll.bodies().await.is_empty());
}

#[tokio::test]
async fn what_becomes_visible_ends_it() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.send(&url, "worked on").await;
    let received = cloud.receive_for(&url, 1, 10).await;
    let poll = Poll::begin(&cloud, &url, 20).await;
    cloud.advance(9);
    poll.still_waits().await;
    cloud.advance(1);
    assert_eq!(poll.bodies().await, ["worked on"]);
    let poll = Poll::begin(&cloud, &url, 20).await;
    cloud.change(&url, &received[0], 0).await.expect("changed");
    assert_eq!(poll.bodies().await, ["worked on"]);
}

#[tokio::test]
async fn a_delayed_message_ends_it_when_its_time_comes() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let poll = Poll::begin(&cloud, &url, 20).await;
    let delayed = SendMessageRequest { delay_seconds: Some(3), ..message(&url, "later") };
    cloud.try_send(delayed).await.expect("sent");
    poll.still_waits().await;
    cloud.advance(3);
    assert_eq!(poll.bodies().await, ["later"]);
}

#[tokio::test]
async fn a_group_that_is_unlocked_ends_it() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[("FifoQueue", "true")]).await;
    for body in ["m1", "m2"] {
        cloud.send_to(&url, "g", body).await;
    }
    let first = cloud.receive(&url, 1).await.remove(0);
    let poll = Poll::begin(&cloud, &url, 20).await;
    cloud.delete(&url, &first).await.expect("deleted");
    assert_eq!(poll.bodies().await, ["m2"]);
}

#[tokio::test]
async fn a_deleted_queue_ends_it() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let polls = [Poll::begin(&cloud, &url, 20).await, Poll::begin(&cloud, &url, 20).await];
    cloud.delete_queue(&url).await.expect("deleted");
    for poll in polls {
        assert_eq!(poll.end().await.expect_err("gone").code(), "QueueDoesNotExist");
    }
}

#[tokio::test]
async fn every_poller_gets_its_message() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let mut polls = Vec::new();
    for _ in 0..8 {
        polls.push(Poll::begin(&cloud, &url, 20).await);
    }
    let mut received = Vec::new();
    for (i, poll) in polls.into_iter().enumerate() {
        cloud.send(&url, &format!("m{i}")).await;
        // Whoever it was that got the message, one poll fewer waits.
        while cloud.kernel.waiting() > 7 - i {
            tokio::task::yield_now().await;
        }
        received.push(poll);
    }
    let mut all = Vec::new();
    for poll in received {
        all.extend(poll.bodies().await);
    }
    all.sort();
    assert_eq!(all, (0..8).map(|i| format!("m{i}")).collect::<Vec<_>>());
}
