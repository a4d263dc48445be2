//! Clients that are slow, broken, greedy or hostile, against the real gateway: each is refused or bounded, the
//! server stays up, and others are served meanwhile.
#![expect(clippy::unwrap_used, reason = "a test ends where it finds what must not be")]

mod broken;
mod many;
mod raw;
mod shutdown;
mod slow;
mod versions;

use std::time::Duration;

use serde_json::json;
use testcloud::{Cloud, echo};

/// Short enough for a test, long enough for a busy machine.
const TIMEOUT: Duration = Duration::from_millis(400);
const BODY_BYTES: usize = 64 * 1024;
const HEADER_BYTES: usize = 16 * 1024;

/// A cloud with narrow limits.
async fn cloud() -> Cloud {
    let limits = gateway::Limits {
        head_timeout: TIMEOUT,
        body_idle: TIMEOUT,
        body_bytes: BODY_BYTES,
        header_bytes: HEADER_BYTES,
        headers: 50,
        ..gateway::Limits::default()
    };
    let listen = ([127, 0, 0, 1], 0).into();
    let config = gateway::Config { limits, ..gateway::Config::on(listen) };
    Cloud::configured(vec![echo::service()], config).await
}

/// An orderly client is served.
async fn serves(cloud: &Cloud) {
    let answer = cloud.client().call("echo", "Say", json!({"Text": "still here"})).await;
    assert_eq!(answer.unwrap().output(), json!({"Text": "still here"}));
}

/// Resident memory of this process, in bytes; it holds server and clients.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = text.split(' ').nth(1).and_then(|n| n.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}
