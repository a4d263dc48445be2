//! Many at once: no message is lost, none is handed out twice within its timeout.

use std::collections::HashSet;

use crate::common::{Cloud, cloud, grouped, message};

async fn receive_all(cloud: Cloud, url: String) -> Vec<String> {
    let mut seen = Vec::new();
    loop {
        let received = cloud.receive_for(&url, 7, 600).await;
        if received.is_empty() {
            return seen;
        }
        for message in received {
            cloud.delete(&url, &message).await.expect("deleted");
            seen.push(message.body.expect("a body"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "what happens at once is what is tested")]
async fn each_message_goes_to_one_receiver() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let (cloud, url) = (cloud.clone(), url.clone());
            tokio::spawn(async move {
                for i in 0..250 {
                    cloud.try_send(message(&url, &format!("{sender}-{i}"))).await.expect("sent");
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.expect("sent all");
    }
    let receivers: Vec<_> =
        (0..4).map(|_| tokio::spawn(receive_all(cloud.clone(), url.clone()))).collect();
    let mut seen = Vec::new();
    for receiver in receivers {
        seen.extend(receiver.await.expect("received all"));
    }
    assert_eq!(seen.len(), 1_000);
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 1_000);
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "what happens at once is what is tested")]
async fn groups_keep_their_order_under_concurrent_sends() {
    let cloud = cloud().await;
    let url = cloud.create("q.fifo", &[("FifoQueue", "true")]).await;
    let senders: Vec<_> = (0..4)
        .map(|sender| {
            let (cloud, url) = (cloud.clone(), url.clone());
            tokio::spawn(async move {
                for i in 0..100 {
                    let body = format!("{sender}-{i:03}");
                    let request = grouped(&url, &format!("g{}", i % 2), &body, &body);
                    cloud.try_send(request).await.expect("sent");
                }
            })
        })
        .collect();
    for sender in senders {
        sender.await.expect("sent all");
    }
    let seen = receive_all(cloud.clone(), url.clone()).await;
    assert_eq!(seen.len(), 400);
    for sender in 0..4 {
        for group in 0..2 {
            let prefix = format!("{sender}-");
            let own: Vec<_> = seen
                .iter()
                .filter_map(|body| body.strip_prefix(&prefix)?.parse::<u32>().ok())
                .filter(|i| i % 2 == group)
                .collect();
            assert!(own.is_sorted() && own.len() == 50, "{sender} g{group}: {own:?}");
        }
    }
}
