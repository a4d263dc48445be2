//! A restart: everything is there as it was.

use clock::Clock;
use gen_sqs::operations as ops;

use crate::common::{START, bodies, cloud_over, grouped};

#[tokio::test]
async fn every_table_survives() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let cloud = cloud_over(Some(dir.clone()), Clock::frozen(START)).await;
    let (url, dead) = cloud.pair("q", false, 1).await;
    let fifo = cloud.create("f.fifo", &[("FifoQueue", "true")]).await;
    let tags = crate::common::map(&[("k", "v")]);
    let input = gen_sqs::TagQueueRequest { queue_url: url.clone(), tags: tags.clone() };
    cloud.call::<ops::TagQueue>(input).await.expect("tagged");
    for body in ["m1", "m2", "m3"] {
        cloud.send(&url, body).await;
        cloud.send_to(&fifo, "g", body).await;
    }
    let held = cloud.receive_for(&url, 1, 50).await.remove(0);
    let locked = cloud.receive_for(&fifo, 1, 50).await.remove(0);
    let gone = cloud.create("gone", &[]).await;
    cloud.delete_queue(&gone).await.expect("deleted");
    cloud.kernel.stop().await.expect("stopped");
    cloud.kernel.store().clone().close().expect("closed");
    drop(cloud);

    let cloud = cloud_over(Some(dir), Clock::frozen(START)).await;
    assert_eq!(cloud.counts(&url).await, (2, 1, 0));
    assert_eq!(cloud.counts(&fifo).await, (2, 1, 0));
    let input = gen_sqs::ListQueueTagsRequest { queue_url: url.clone() };
    let shown = cloud.call::<ops::ListQueueTags>(input).await.expect("tags").tags;
    assert_eq!(shown, Some(tags));
    assert!(cloud.try_create("gone", &[]).await.is_err(), "the name is still taken");
    let repeated = cloud.try_send(grouped(&fifo, "g", "m1", "m1")).await.expect("sent");
    assert_eq!(repeated.message_id, locked.message_id, "ids are remembered");
    assert!(cloud.receive(&fifo, 10).await.is_empty(), "the group is locked");
    cloud.delete(&fifo, &locked).await.expect("handles hold");
    assert_eq!(bodies(&cloud.receive(&fifo, 10).await), ["m2", "m3"]);
    cloud.send(&url, "m4").await;
    assert_eq!(cloud.bodies(&url, 10, 50).await, ["m2", "m3", "m4"], "new ones come last");
    cloud.advance(50);
    assert!(cloud.receive(&url, 10).await.is_empty());
    assert_eq!(cloud.counts(&dead).await, (4, 0, 0));
    cloud.delete(&url, &held).await.expect("it has gone to the dead letters");
    cloud.pass(60).await;
    cloud.create("gone", &[]).await;
}

#[tokio::test]
async fn a_move_goes_on_where_it_stood() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let clock = Clock::frozen(START);
    let cloud = cloud_over(Some(dir.clone()), clock.clone()).await;
    let (url, dead) = cloud.pair("q", false, 1).await;
    for body in ["m1", "m2", "m3"] {
        cloud.send(&url, body).await;
    }
    while !cloud.receive_for(&url, 10, 0).await.is_empty() {}
    let input = gen_sqs::StartMessageMoveTaskRequest {
        source_arn: cloud.arn(&dead).await,
        destination_arn: None,
        max_number_of_messages_per_second: Some(1),
    };
    cloud.call::<ops::StartMessageMoveTask>(input).await.expect("started");
    cloud.settle().await;
    assert_eq!(cloud.counts(&url).await, (1, 0, 0));
    cloud.kernel.stop().await.expect("stopped");
    cloud.kernel.store().clone().close().expect("closed");
    drop(cloud);

    let cloud = cloud_over(Some(dir), clock).await;
    cloud.pass(2).await;
    assert_eq!(cloud.counts(&url).await, (3, 0, 0));
    assert_eq!(cloud.counts(&dead).await, (0, 0, 0));
}
