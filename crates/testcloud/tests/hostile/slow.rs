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

#[tokio::test(flavor = "multi_thread")]
async fn a_crumb_of_a_request_costs_no_work() {
    let cloud = cloud().await;
    let mut waiting = Vec::new();
    for _ in 0..20 {
        let mut raw = Raw::connect(cloud.address()).await;
        raw.write("P").await;
        waiting.push(raw);
    }
    let before = cpu_ticks();
    for raw in &mut waiting {
        raw.until_closed().await;
    }
    // Twenty connections waited for their timeout; had they spun, this would be all of a core or two.
    let spent = cpu_ticks() - before;
    assert!(spent <= 20, "{spent} ticks of 10 ms for doing nothing");
    cloud.stop().await;
}

/// CPU of the calling test's server threads is not told apart: this counts the whole process, and the test
/// runner gives each test binary one process, so other tests must be few ticks as well.
fn cpu_ticks() -> u64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    number(11) + number(12)
}
