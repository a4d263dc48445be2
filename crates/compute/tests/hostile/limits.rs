//! Attacks on limits: memory, processes, processor time, temporary files, standing still.

use std::time::Duration;

use compute::{Cause, Promise};

use crate::runner::Test;
use crate::support::{Cloud, Forbidden, pause};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("a fork bomb", forks),
    ("a memory bomb", memory),
    ("a memory bomb of many processes", many),
    ("ten gigabytes into /tmp", fill),
    ("files in /tmp are not its memory", tmp_is_not_memory),
    ("names without end in /tmp", names),
    ("an endless loop", spin),
    ("standing still", still),
];

pub(crate) const OWN_TESTS: &[(&str, Test)] = &[("what it promises", promises)];

fn forks(cloud: &Cloud) -> Result<(), Forbidden> {
    cloud.defeat(cloud.walls, &["forks"])
}

fn memory(cloud: &Cloud) -> Result<(), Forbidden> {
    let spec = cloud.attack(cloud.walls, &["memory", &(512 << 20).to_string()]);
    let outcome = cloud.run(cloud.walls, &spec)?;
    assert_eq!(outcome.exit.cause, Cause::OutOfMemory, "{}", outcome.said);
    // What it may have, it has.
    let spec = cloud.attack(cloud.walls, &["memory", &(40 << 20).to_string()]);
    let outcome = cloud.run(cloud.walls, &spec)?;
    outcome.defeated();
    let peak = outcome.exit.usage.peak_memory;
    assert!((40 << 20..80 << 20).contains(&peak), "{peak}");
    Ok(())
}

fn many(cloud: &Cloud) -> Result<(), Forbidden> {
    let outcome = cloud.run(cloud.walls, &cloud.attack(cloud.walls, &["many"]))?;
    assert_eq!(outcome.exit.cause, Cause::OutOfMemory, "{}", outcome.said);
    Ok(())
}

fn fill(cloud: &Cloud) -> Result<(), Forbidden> {
    let outcome = cloud.run(cloud.walls, &cloud.attack(cloud.walls, &["fill"]))?;
    outcome.defeated();
    assert!(
        outcome.said.contains("refused after 15 MiB")
            || outcome.said.contains("refused after 16 MiB")
    );
    Ok(())
}

fn tmp_is_not_memory(cloud: &Cloud) -> Result<(), Forbidden> {
    let mut spec = cloud.attack(cloud.walls, &["fill"]);
    spec.limits.memory = 16 << 20;
    spec.limits.tmp = 64 << 20;
    cloud.run(cloud.walls, &spec)?.defeated();
    Ok(())
}

fn names(cloud: &Cloud) -> Result<(), Forbidden> {
    cloud.defeat(cloud.walls, &["names"])
}

/// What is promised here; a promise that is not kept is no test that passes.
fn kept(cloud: &Cloud, promise: Promise) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver(cloud.walls).guarantees());
    match guarantees.keeps(promise) {
        true => Ok(()),
        false => Err(Forbidden(format!("{promise}: {}", guarantees.of(promise).reason()))),
    }
}

fn spin(cloud: &Cloud) -> Result<(), Forbidden> {
    kept(cloud, Promise::Cpu)?;
    let mut spec = cloud.attack(cloud.walls, &["spin"]);
    spec.limits.cpu_millis = 250;
    let instance = cloud.start(cloud.walls, &spec)?;
    pause(Duration::from_secs(1));
    let used = instance.usage().cpu;
    // A quarter of a second; less on a busy machine.
    assert!(used < Duration::from_millis(330), "{used:?}");
    assert!(used > Duration::from_millis(20), "{used:?}");
    Ok(())
}

fn still(cloud: &Cloud) -> Result<(), Forbidden> {
    let instance = cloud.start(cloud.walls, &cloud.attack(cloud.walls, &["spin"]))?;
    pause(Duration::from_millis(100));
    cloud.runtime.block_on(instance.freeze()).unwrap();
    pause(Duration::from_millis(50));
    let before = instance.usage().cpu;
    pause(Duration::from_millis(300));
    assert_eq!(instance.usage().cpu, before);
    cloud.runtime.block_on(instance.thaw()).unwrap();
    pause(Duration::from_millis(300));
    assert!(instance.usage().cpu > before, "it goes on");
    Ok(())
}

/// What the walls of namespaces hold must not depend on the system; the rest is told.
fn promises(cloud: &Cloud) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver(cloud.walls).guarantees());
    for (promise, standing) in guarantees.iter() {
        println!("    {promise}: {}: {}", standing.word(), standing.reason());
    }
    if !guarantees.keeps(Promise::CleanEnd) {
        return Err(Forbidden(guarantees.of(Promise::CleanEnd).reason().to_owned()));
    }
    for promise in [
        Promise::Files,
        Promise::ReadOnly,
        Promise::Processes,
        Promise::Network,
        Promise::Ipc,
        Promise::HostName,
        Promise::Privileges,
        Promise::SystemCalls,
        Promise::Pids,
        Promise::Tmp,
        Promise::OpenFiles,
    ] {
        assert!(guarantees.keeps(promise), "{promise}: {}", guarantees.of(promise).reason());
    }
    for promise in [Promise::Memory, Promise::Freeze, Promise::Usage] {
        assert_ne!(guarantees.of(promise).word(), "missing", "{promise}");
    }
    Ok(())
}
