//! How long a cold start and a warm call take, beside the interpreter alone: `cargo test -p functions --test live -- bench sandbox`.

use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::time::Duration;

use crate::lab::{Lab, payload};

const PYTHON: &str = "def handler(event, context):\n    return event\n";
const NODE: &str = "exports.handler = async (event) => event;";
const COLD: usize = 15;
const WARM: usize = 2_000;

pub(crate) fn bench(driver: &str) -> ExitCode {
    let driver = if driver == "process" { "process" } else { "sandbox" };
    let lab = Lab::open(driver);
    println!(
        "{driver}: milliseconds, least / middle of {COLD} cold starts; microseconds, middle of {WARM} warm calls"
    );
    for (runtime, handler, file, code, bare) in [
        (
            "python3.11",
            "main.handler",
            "main.py",
            PYTHON,
            ["/usr/bin/python3", "-c", "import json, logging"],
        ),
        ("nodejs20.x", "index.handler", "index.js", NODE, ["node", "-e", "0"]),
    ] {
        let alone = times(COLD, || {
            let _ended = Command::new(bare[0]).args(&bare[1..]).status();
        });
        let mut spec = lab.function(runtime, handler, &[(file, code)]);
        spec.memory_mib = 1_769;
        let mut n = 0;
        let mut spec = Arc::new(spec);
        let cold = times(COLD, || {
            n += 1;
            let mut fresh = (*spec).clone();
            fresh.revision = n.to_string();
            spec = Arc::new(fresh);
            call(&lab, &spec);
        });
        let warm = times(WARM, || call(&lab, &spec));
        println!(
            "{runtime}: alone {} / {}, cold {} / {}, warm {} us",
            ms(alone[0]),
            ms(alone[COLD / 2]),
            ms(cold[0]),
            ms(cold[COLD / 2]),
            warm[WARM / 2].as_micros()
        );
    }
    ExitCode::SUCCESS
}

fn call(lab: &Lab, spec: &Arc<functions::FunctionSpec>) {
    let mut invocation = lab.invocation(spec, "1");
    invocation.tail = false;
    match lab.invoke_with(spec, invocation) {
        Ok(invoked) => assert_eq!(payload(&invoked), "1"),
        Err(why) => panic!("{}", why.0),
    }
}

/// Sorted.
fn times(count: usize, mut work: impl FnMut()) -> Vec<Duration> {
    let clock = clock::Clock::system();
    let one = |_| {
        let begun = clock.monotonic();
        work();
        clock.monotonic().duration_since(begun)
    };
    let mut all: Vec<Duration> = (0..count).map(one).collect();
    all.sort();
    all
}

fn ms(time: Duration) -> String {
    format!("{:.1}", time.as_secs_f64() * 1_000.0)
}
