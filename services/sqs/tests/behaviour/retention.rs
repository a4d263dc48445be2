//! Retention: what is too old never comes out, and goes away by itself.

use crate::common::{bodies, cloud};

#[tokio::test]
async fn expired_messages_never_come_out() {
    for (name, attributes) in [
        ("q", &[("MessageRetentionPeriod", "60")][..]),
        ("q.fifo", &[("MessageRetentionPeriod", "60"), ("FifoQueue", "true")]),
    ] {
        let cloud = cloud().await;
        let url = cloud.create(name, attributes).await;
        let send = async |body: &str| {
            if name == "q" {
                cloud.send(&url, body).await
            } else {
                cloud.send_to(&url, body, body).await
            }
        };
        send("old").await;
        send("worked-on").await;
        let received = cloud.receive_for(&url, 1, 600).await;
        assert_eq!(bodies(&received), ["old"]);
        cloud.advance(30);
        send("new").await;
        cloud.advance(30);
        assert_eq!(cloud.bodies(&url, 10, 0).await, ["new"], "{name}");
        cloud.delete(&url, &received[0]).await.expect("deleting the expired is fine");
        cloud.advance(30);
        assert!(cloud.receive(&url, 10).await.is_empty());
        assert_eq!(cloud.counts(&url).await, (0, 0, 0));
    }
}

#[tokio::test]
async fn nobody_needs_to_look() {
    for (name, attributes) in [
        ("q", &[("MessageRetentionPeriod", "60")][..]),
        ("q.fifo", &[("MessageRetentionPeriod", "60"), ("FifoQueue", "true")]),
    ] {
        let cloud = cloud().await;
        let url = cloud.create(name, attributes).await;
        cloud.pass(10).await;
        for body in ["m1", "m2"] {
            if name == "q" {
                cloud.send(&url, body).await;
            } else {
                cloud.send_to(&url, "g", body).await;
            }
        }
        cloud.pass(59).await;
        assert_eq!(cloud.counts(&url).await, (2, 0, 0));
        cloud.pass(1).await;
        assert_eq!(cloud.counts(&url).await, (0, 0, 0), "{name}");
    }
}

#[tokio::test]
async fn a_shorter_retention_counts_at_once() {
    let cloud = cloud().await;
    let url = cloud.create("q", &[]).await;
    cloud.send(&url, "m").await;
    cloud.pass(100).await;
    cloud.set(&url, &[("MessageRetentionPeriod", "60")]).await.expect("set");
    cloud.settle().await;
    assert_eq!(cloud.counts(&url).await, (0, 0, 0));
}

#[tokio::test]
async fn dead_letters_keep_their_age() {
    let cloud = cloud().await;
    let (url, dead) = cloud.pair("q", false, 1).await;
    cloud.set(&dead, &[("MessageRetentionPeriod", "60")]).await.expect("set");
    cloud.send(&url, "m").await;
    cloud.advance(50);
    for _ in 0..2 {
        cloud.receive_for(&url, 1, 0).await;
    }
    assert_eq!(cloud.counts(&dead).await, (1, 0, 0));
    cloud.advance(10);
    assert!(cloud.receive(&dead, 1).await.is_empty());
}

#[tokio::test]
async fn many_expire_at_once() {
    for (name, attributes) in [
        ("q", &[("MessageRetentionPeriod", "60")][..]),
        ("q.fifo", &[("MessageRetentionPeriod", "60"), ("FifoQueue", "true")]),
    ] {
        let cloud = cloud().await;
        let url = cloud.create(name, attributes).await;
        for i in 0..1_200 {
            if name == "q" {
                cloud.send(&url, "m").await;
            } else {
                cloud.send_to(&url, &format!("g{}", i % 3), &format!("m{i}")).await;
            }
        }
        assert_eq!(cloud.counts(&url).await, (1_200, 0, 0));
        cloud.advance(60);
        cloud.settle().await;
        assert_eq!(cloud.counts(&url).await, (0, 0, 0), "{name}");
    }
}
