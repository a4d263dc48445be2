//! Runs a scenario over some connections and takes the server's CPU time before and after.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::task::LocalSet;

use crate::client::{Client, Error};
use crate::process::Server;
use crate::scenario::Scenario;

/// Not counted: caches fill, files grow.
const WARM_UP: Duration = Duration::from_millis(500);

/// What was measured.
#[derive(Clone)]
pub(crate) struct Figure {
    pub(crate) name: String,
    pub(crate) connections: usize,
    pub(crate) operations: u64,
    pub(crate) seconds: f64,
    /// CPU of the server for each operation, in microseconds.
    pub(crate) cpu_micros: f64,
    /// Latency in microseconds.
    pub(crate) median: u32,
    pub(crate) p99: u32,
}

/// Runs for `time`, after warming up.
pub(crate) async fn run(
    server: &Server,
    scenario: &Scenario,
    connections: usize,
    time: Duration,
) -> Result<Figure, Error> {
    drive(server, scenario, connections, Until::Elapsed(WARM_UP)).await?;
    let (cpu, began) = (server.cpu_micros(), Instant::now());
    let mut latencies = drive(server, scenario, connections, Until::Elapsed(time)).await?;
    let seconds = began.elapsed().as_secs_f64();
    let cpu = server.cpu_micros() - cpu;
    let operations = latencies.len() as u64;
    latencies.sort_unstable();
    let at = |share: f64| {
        let index = (latencies.len() as f64 * share) as usize;
        latencies.get(index.min(latencies.len().saturating_sub(1))).copied().unwrap_or(0)
    };
    Ok(Figure {
        name: scenario.name().to_owned(),
        connections,
        operations,
        seconds,
        cpu_micros: cpu as f64 / operations.max(1) as f64,
        median: at(0.5),
        p99: at(0.99),
    })
}

/// Runs so many operations in all.
pub(crate) async fn repeat(
    server: &Server,
    scenario: &Scenario,
    connections: usize,
    operations: u64,
) -> Result<(), Error> {
    drive(server, scenario, connections, Until::Count(operations)).await.map(drop)
}

#[derive(Clone, Copy)]
enum Until {
    Elapsed(Duration),
    Count(u64),
}

/// The latencies of all operations, in microseconds.
async fn drive(
    server: &Server,
    scenario: &Scenario,
    connections: usize,
    until: Until,
) -> Result<Vec<u32>, Error> {
    let mut clients = Vec::new();
    for _ in 0..connections {
        clients.push(match scenario {
            Scenario::BareGet | Scenario::Nginx => Client::plain(server.address).await?,
            _ => Client::connect(server.address, server.key.as_ref()).await?,
        });
    }
    let began = Instant::now();
    let begun = Rc::new(Cell::new(0u64));
    let tasks = LocalSet::new();
    let work = |mut client: Client| {
        let (scenario, begun) = (scenario.clone(), begun.clone());
        tasks.spawn_local(async move {
            let mut latencies = Vec::new();
            loop {
                let done = match until {
                    Until::Elapsed(time) => began.elapsed() >= time,
                    Until::Count(count) => begun.get() >= count,
                };
                if done {
                    return Ok(latencies);
                }
                begun.set(begun.get() + 1);
                let start = Instant::now();
                scenario.once(&mut client).await.map_err(|e| e.to_string())?;
                latencies.push(u32::try_from(start.elapsed().as_micros()).unwrap_or(u32::MAX));
            }
        })
    };
    let handles: Vec<_> = clients.into_iter().map(work).collect();
    tasks
        .run_until(async {
            let mut all = Vec::new();
            for handle in handles {
                let latencies: Result<Vec<u32>, String> = handle.await?;
                all.extend(latencies.map_err(|e| format!("{}: {e}", scenario.name()))?);
            }
            Ok(all)
        })
        .await
}
