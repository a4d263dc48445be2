//! The real binary, loaded over several connections, killed (`SIGKILL`) at random moments and started again:
//! nothing acknowledged is lost, torn, or there twice: no message, no object; no file stays that no object has; what
//! clients of DynamoDB saw fits one order of what they did; of running functions nothing is left, and their events come
//! again. Beside it, how much memory the same binary takes for a
//! large object.
//!
//! `STRATUS_CRASH_KILLS` says how often (3; of S3 `STRATUS_CRASH_S3_KILLS`), `STRATUS_CRASH_SEED` repeats a run,
//! `STRATUS_BIN` names the binary (else the newest of `target/{debug,release}/stratus`).

#![expect(clippy::unwrap_used, reason = "a test ends where it finds what must not be")]

mod api;
mod drain;
mod dynamodb;
#[cfg(target_os = "linux")]
mod functions;
#[cfg(target_os = "linux")]
mod leavings;
mod ledger;
mod load;
mod memory;
mod object_check;
mod object_load;
mod objects;
mod process;
mod s3;
mod sqs;

use std::sync::Arc;
use std::time::Duration;

use clock::Random;
use ledger::Ledger;
use load::Load;
use process::Server;

/// Settings of a run, from the environment.
struct Plan {
    kills: u64,
    s3_kills: u64,
    seed: u64,
    binary: std::path::PathBuf,
}

impl Plan {
    #[expect(clippy::disallowed_methods, reason = "a test has no other way to be told its length")]
    fn read() -> Plan {
        let number = |name: &str| {
            let text = std::env::var(name).ok()?;
            Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
        };
        let binary = std::env::var_os("STRATUS_BIN").map(Into::into);
        Plan {
            kills: number("STRATUS_CRASH_KILLS").unwrap_or(3),
            s3_kills: number("STRATUS_CRASH_S3_KILLS").unwrap_or(3),
            seed: number("STRATUS_CRASH_SEED").unwrap_or_else(|| Random::from_system().u64()),
            binary: binary.unwrap_or_else(process::newest_binary),
        }
    }
}

#[test]
fn nothing_acknowledged_is_lost_by_kills() {
    let plan = Plan::read();
    println!("seed {} (STRATUS_CRASH_SEED repeats it)", plan.seed);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run(plan));
}

#[test]
fn histories_of_items_are_serialisable_through_kills() {
    let plan = Plan::read();
    println!("seed {} (STRATUS_CRASH_SEED repeats it)", plan.seed);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(dynamodb::run(plan));
}

#[cfg(target_os = "linux")]
#[test]
fn running_functions_leave_nothing_and_get_their_events_again() {
    let plan = Plan::read();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(functions::run(&plan));
}

#[test]
fn no_acknowledged_object_is_lost_by_kills() {
    let plan = Plan::read();
    println!("seed {} (STRATUS_CRASH_SEED repeats it)", plan.seed);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run_on_objects(plan));
}

#[expect(clippy::print_stdout, reason = "the count is what a run shows")]
async fn run_on_objects(plan: Plan) {
    let dir = tempfile::tempdir().unwrap();
    let random = Random::from_seed(plan.seed);
    let mut server = Server::start(&plan.binary, dir.path());
    object_check::create_buckets(&server).await;
    let mut load = object_load::Load::new(&random);
    let mut acknowledged = 0;
    for kill in 1..=plan.s3_kills {
        let enough = 1 + random.below(150);
        acknowledged += load.run_until(&server, enough, || server.kill()).await;
        server = Server::start(&plan.binary, dir.path());
        let wrong = object_check::check(&server, &mut load, dir.path()).await;
        assert!(wrong.is_empty(), "seed {}, kill {kill}\n{}", plan.seed, wrong.join("\n"));
    }
    let left = object_check::empty(&server, dir.path()).await;
    server.stop();
    println!("{} kills, {acknowledged} acknowledged changes of objects", plan.s3_kills);
    assert_eq!(left, 0, "files of objects that are deleted");
    assert!(acknowledged > plan.s3_kills, "the load did nothing");
}

#[expect(clippy::print_stdout, reason = "the count is what a run shows")]
async fn run(plan: Plan) {
    let dir = tempfile::tempdir().unwrap();
    let random = Random::from_seed(plan.seed);
    let ledger = Arc::new(Ledger::default());
    let mut server = Server::start(&plan.binary, dir.path());
    sqs::create_queues(&server).await;
    let mut load = Load::new(&random);
    for kill in 1..=plan.kills {
        // The moment: after so many acknowledgements, while the other connections are in the middle of something.
        let acknowledgements = 1 + random.below(600);
        load.run_until(&server, &ledger, acknowledgements, || server.kill()).await;
        if random.below(5) == 0 {
            // Once more, while it opens its state.
            let early = Server::spawn(&plan.binary, dir.path());
            let moment = Duration::from_micros(random.below(30_000));
            let _elapsed = tokio::time::timeout(moment, std::future::pending::<()>()).await;
            early.kill();
        }
        server = Server::start(&plan.binary, dir.path());
        ledger.check_counts(kill, &sqs::counts(&server).await);
    }
    drain::drain(&server, &ledger).await;
    server.stop();
    let verdict = ledger.verdict();
    println!(
        "{} kills, {} acknowledged, {} lost, {} torn, {} duplicated",
        plan.kills,
        ledger.acknowledged(),
        verdict.lost,
        verdict.torn,
        verdict.duplicated
    );
    let shown: Vec<_> = verdict.details.iter().take(40).map(String::as_str).collect();
    assert!(verdict.details.is_empty(), "seed {}\n{}", plan.seed, shown.join("\n"));
    assert!(ledger.acknowledged() > plan.kills, "the load did nothing");
}
