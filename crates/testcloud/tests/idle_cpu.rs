//! Clients that begin to speak and stop cost no work. Alone in its process, because it measures the process.

use std::time::Duration;

use testcloud::{Cloud, echo};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_letter_of_a_request_costs_no_work() {
    let timeout = Duration::from_millis(1_500);
    let limits = gateway::Limits { head_timeout: timeout, ..gateway::Limits::default() };
    let listen = ([127, 0, 0, 1], 0).into();
    let config = gateway::Config { limits, ..gateway::Config::on(listen) };
    let cloud = Cloud::configured(vec![echo::service()], config).await;
    let mut clients = Vec::new();
    for _ in 0..20 {
        let mut client = TcpStream::connect(cloud.address()).await.unwrap();
        // The beginning of POST, and of the HTTP/2 preface.
        client.write_all(b"P").await.unwrap();
        clients.push(client);
    }
    let before = cpu_ticks();
    for client in &mut clients {
        let mut rest = Vec::new();
        let _reset_or_end = client.read_to_end(&mut rest).await;
    }
    // They waited 1.5 s: had they spun, this would be 150 ticks at least.
    let spent = cpu_ticks() - before;
    assert!(spent < 50, "{spent} ticks of 10 ms for doing nothing");
    cloud.stop().await;
}

/// CPU time of this process; Linux tells, elsewhere it is 0.
fn cpu_ticks() -> u64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or("").split_whitespace().collect();
    let number = |at: usize| fields.get(at).and_then(|n| n.parse::<u64>().ok()).unwrap_or(0);
    number(11) + number(12)
}
