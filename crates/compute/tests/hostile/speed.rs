//! How much longer a start takes than the bare process's: `cargo test --release -p compute --test hostile -- bench sandbox`.

use std::process::{Command, ExitCode};
use std::time::Duration;

use compute::{Port, Spec};

use crate::runner::Test;
use crate::support::{Cloud, Forbidden};

pub(crate) const TESTS: &[(&str, Test)] = &[("sandbox: it starts at once", at_once)];

/// Far above what it takes, so that a busy machine and a debug build do not fail it; a lock of the whole system, or a
/// copy of the whole cloud, would.
const SLOW: Duration = Duration::from_millis(50);

fn at_once(cloud: &Cloud) -> Result<(), Forbidden> {
    let times = sandbox(cloud, 10)?;
    let bare = bare(10);
    assert!(times[0] < bare[0] + SLOW, "{:?} over {:?}", times[0], bare[0]);
    Ok(())
}

pub(crate) fn bench(driver: &str) -> ExitCode {
    let cloud = Cloud::open();
    let runs = 300;
    let bare = bare(runs);
    let of = |times: &[Duration]| {
        format!("min {:?}, median {:?}, p90 {:?}", times[0], times[runs / 2], times[runs * 9 / 10])
    };
    println!("bare process, start to end:  {}", of(&bare));
    match timed(&cloud, driver, runs) {
        Ok(times) => println!("{driver}, start to end: {}", of(&times)),
        Err(Forbidden(why)) => println!("{driver}: {why}"),
    }
    ExitCode::SUCCESS
}

fn sandbox(cloud: &Cloud, runs: usize) -> Result<Vec<Duration>, Forbidden> {
    timed(cloud, "sandbox", runs)
}

fn timed(cloud: &Cloud, driver: &str, runs: usize) -> Result<Vec<Duration>, Forbidden> {
    let mut spec = Spec::new("bench", "/bin/true");
    spec.ports = vec![Port { number: 9001, env: None }];
    // The first start finds out how, and starts the helper.
    drop(cloud.start(driver, &spec)?);
    let clock = clock::Clock::system();
    let mut times = Vec::new();
    for _ in 0..runs {
        let began = clock.monotonic();
        let instance = cloud.start(driver, &spec)?;
        cloud.wait(&*instance);
        times.push(clock.monotonic() - began);
    }
    times.sort();
    Ok(times)
}

fn bare(runs: usize) -> Vec<Duration> {
    let clock = clock::Clock::system();
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let began = clock.monotonic();
            Command::new("/bin/true").status().unwrap();
            clock.monotonic() - began
        })
        .collect();
    times.sort();
    times
}
