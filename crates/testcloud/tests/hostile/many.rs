//! Many at once, and many in a row on one connection.

use serde_json::json;

use crate::raw::{Raw, call};
use crate::{cloud, resident, serves};

#[tokio::test(flavor = "multi_thread")]
async fn pipelined_requests_are_answered_in_their_order() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    let calls: String =
        (0..50).map(|i| call("Say", &json!({"Number": i}).to_string(), "")).collect();
    raw.write(calls).await;
    for i in 0..50 {
        let reply = raw.reply().await.unwrap();
        assert_eq!((reply.status, reply.body), (200, json!({"Number": i}).to_string()));
    }
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quick_answer_waits_for_the_slow_one_before_it() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    let calls = [call("Wait", "{\"Text\":\"slow\"}", ""), call("Say", "{\"Text\":\"quick\"}", "")];
    raw.write(calls.concat()).await;
    while cloud.kernel().waiting() == 0 {
        tokio::task::yield_now().await;
    }
    serves(&cloud).await;
    cloud.advance(std::time::Duration::from_secs(10)).await;
    assert_eq!(raw.reply().await.unwrap().body, "{\"Text\":\"slow\"}");
    assert_eq!(raw.reply().await.unwrap().body, "{\"Text\":\"quick\"}");
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_ended_its_side_gets_its_answer() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    raw.write(call("Say", "{\"Text\":\"last words\"}", "")).await;
    raw.half_close().await;
    assert_eq!(raw.reply().await.unwrap().body, "{\"Text\":\"last words\"}");
    assert!(raw.until_closed().await.is_empty());
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_is_asked_for() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    let body = "{\"Text\":\"asked for\"}";
    let request = call("Say", body, "Expect: 100-continue\r\n");
    raw.write(request.strip_suffix(body).unwrap()).await;
    assert_eq!(raw.status().await, 100);
    raw.write(body).await;
    assert_eq!(raw.reply().await.unwrap().body, body);
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_idle_connections_are_light() {
    // Idle ones are closed after the head's time, so this cloud has the usual, longer one.
    let config = gateway::Config::on(([127, 0, 0, 1], 0).into());
    let cloud = testcloud::Cloud::configured(vec![testcloud::echo::service()], config).await;
    let before = resident();
    let count = open_files().saturating_sub(200) / 2;
    let count = count.min(1_000);
    let mut idle = Vec::new();
    for _ in 0..count {
        let mut raw = Raw::connect(cloud.address()).await;
        raw.write(call("Say", "{}", "")).await;
        assert_eq!(raw.status().await, 200);
        idle.push(raw);
    }
    serves(&cloud).await;
    let grown = resident().saturating_sub(before) / count;
    assert!(grown < 64 * 1024, "{grown} bytes for each of {count} connections, both ends");
    for raw in &mut idle {
        raw.write(call("Say", "{}", "")).await;
        assert_eq!(raw.status().await, 200);
    }
    drop(idle);
    cloud.stop().await;
}

/// How many files this process may have open.
fn open_files() -> usize {
    let text = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().nth(3));
    soft.and_then(|n| n.parse().ok()).unwrap_or(1_024)
}
