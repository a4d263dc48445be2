//! Clients that take their time.

use crate::raw::{Raw, call, head};
use crate::{cloud, serves};

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_does_not_come_ends_the_connection() {
    let cloud = cloud().await;
    for beginning in ["", "P", "PRI * HT", "POST / HTTP/1.1\r\nHost:"] {
        let mut raw = Raw::connect(cloud.address()).await;
        raw.write(beginning).await;
        serves(&cloud).await;
        let came = raw.until_closed().await;
        let text = String::from_utf8_lossy(&came);
        assert!(came.is_empty() || text.starts_with("HTTP/1.1 408"), "{beginning:?}: {text}");
    }
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_come_is_an_error() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    raw.write(head("Content-Length: 100\r\n")).await;
    raw.write("{\"Text\":").await;
    serves(&cloud).await;
    let reply = raw.reply().await.unwrap();
    assert_eq!(reply.status, 400);
    assert!(reply.body.contains("RequestTimeout"), "{}", reply.body);
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_that_does_not_go_on_ends_the_connection() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    // The beginning of a handshake record of 512 bytes.
    raw.write([0x16, 3, 1, 2, 0, 1]).await;
    serves(&cloud).await;
    raw.until_closed().await;
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_connection_is_kept_for_a_while_then_closed() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    raw.write(call("Say", "{}", "")).await;
    assert_eq!(raw.status().await, 200);
    raw.write(call("Say", "{}", "")).await;
    assert_eq!(raw.status().await, 200);
    raw.until_closed().await;
    cloud.stop().await;
}
