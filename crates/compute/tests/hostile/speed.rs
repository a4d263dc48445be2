//! How much longer a start takes than the bare process's: `cargo test --release -p compute --test hostile -- bench sandbox`
//! (`bench spare`: by spares).

use std::process::{Command, ExitCode};
use std::time::Duration;

use compute::{Network, Port, Spec};

use crate::runner::Test;
use crate::support::{Cloud, Forbidden, SPARE};

pub(crate) const TESTS: &[(&str, Test)] =
    &[("sandbox: it starts at once", at_once), ("spare: it starts at once", spare_at_once)];

/// Far above what it takes, so that a busy machine and a debug build do not fail it; a lock of the whole system, or a
/// copy of the whole cloud, would.
const SLOW: Duration = Duration::from_millis(50);

fn at_once(cloud: &Cloud) -> Result<(), Forbidden> {
    let [_, times] = timed(cloud, "sandbox", Network::Own, 10)?;
    let bare = bare(10);
    assert!(times[0] < bare[0] + SLOW, "{:?} over {:?}", times[0], bare[0]);
    Ok(())
}

fn spare_at_once(cloud: &Cloud) -> Result<(), Forbidden> {
    let [usual, _] = timed(cloud, "sandbox", Network::Own, 20)?;
    let [spare, _] = timed(cloud, SPARE, Network::Own, 20)?;
    assert!(spare[10] < usual[10], "{:?} is not below {:?}", spare[10], usual[10]);
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
    for network in [Network::Own, Network::Host] {
        match timed(&cloud, driver, network, runs) {
            Ok([running, ended]) => {
                println!("{driver}, network {network:?}, start to running: {}", of(&running));
                println!("{driver}, network {network:?}, start to end:     {}", of(&ended));
            }
            Err(Forbidden(why)) => println!("{driver}: {why}"),
        }
    }
    ExitCode::SUCCESS
}

/// Until its program runs, and until all is gone.
fn timed(
    cloud: &Cloud,
    driver: &str,
    network: Network,
    runs: usize,
) -> Result<[Vec<Duration>; 2], Forbidden> {
    let mut spec = Spec::new("bench", "/bin/true");
    spec.network = network;
    spec.ports = vec![Port { number: 9001, env: None }];
    // The first start finds out how, and starts the helper.
    drop(cloud.start(driver, &spec)?);
    let clock = clock::Clock::system();
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..runs {
        let spare = cloud.prepare(driver, &spec);
        let began = clock.monotonic();
        let instance = match spare {
            Some(spare) => cloud.runtime.block_on(spare.begin(&spec)).unwrap(),
            None => cloud.start(driver, &spec)?,
        };
        times[0].push(clock.monotonic() - began);
        cloud.wait(&*instance);
        times[1].push(clock.monotonic() - began);
    }
    times.iter_mut().for_each(|times| times.sort());
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
