//! A crash: what was acknowledged is there, what was not leaves no file.

use std::future::Future as _;

use crate::common::{BUCKET, End, Made, body, cloud_over, pattern, read};

#[tokio::test]
async fn files_that_no_row_names_go_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().to_owned();
    let cloud = cloud_over(Some(dir.clone())).await;
    cloud.create(BUCKET).await;
    cloud.put("k", body(pattern(100_000))).await.expect("put");
    // What a crash between file and commit leaves, and a file that is not of S3.
    for name in ["s3-00000000000000ff", "other"] {
        let mut writer = cloud.kernel.store().blobs().writer(name).expect("a file");
        writer.write(b"left over").expect("written");
        writer.finish().expect("named");
    }
    assert_eq!(cloud.files(), 3);
    cloud.kernel.stop().await.expect("stopped");
    cloud.kernel.store().clone().close().expect("closed");
    drop(cloud);
    let cloud = cloud_over(Some(dir)).await;
    assert_eq!(cloud.files(), 2);
    assert!(read(cloud.get("k").await.expect("got")).await == pattern(100_000));
}

#[tokio::test]
async fn a_call_that_is_dropped_leaves_nothing() {
    let cloud = crate::common::cloud().await;
    let mut call = Box::pin(cloud.put("k", Made::stream(1_000_000, End::Stalls)));
    let polled = std::future::poll_fn(|cx| std::task::Poll::Ready(call.as_mut().poll(cx)));
    assert!(polled.await.is_pending(), "the body has not ended");
    drop(call);
    assert_eq!(cloud.files(), 0);
    assert_eq!(cloud.get("k").await.expect_err("nothing").code(), "NoSuchKey");
}
