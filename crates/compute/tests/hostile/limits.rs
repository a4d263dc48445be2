//! Attacks on limits: memory, processes, processor time, temporary files, standing still.

use std::time::Duration;

use compute::{Cause, Promise};

use crate::runner::Test;
use crate::support::{Cloud, Forbidden, pause};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("sandbox: a fork bomb", forks),
    ("sandbox: a memory bomb", memory),
    ("sandbox: a memory bomb of many processes", many),
    ("sandbox: ten gigabytes into /tmp", fill),
    ("sandbox: files in /tmp are not its memory", tmp_is_not_memory),
    ("sandbox: names without end in /tmp", names),
    ("sandbox: an endless loop", spin),
    ("sandbox: standing still", still),
    ("sandbox: what it promises", promises),
];

fn forks(cloud: &Cloud) -> Result<(), Forbidden> {
    cloud.defeat("sandbox", &["forks"])
}

fn memory(cloud: &Cloud) -> Result<(), Forbidden> {
    let spec = cloud.attack("sandbox", &["memory", &(512 << 20).to_string()]);
    let outcome = cloud.run("sandbox", &spec)?;
    assert_eq!(outcome.exit.cause, Cause::OutOfMemory, "{}", outcome.said);
    // What it may have, it has.
    let spec = cloud.attack("sandbox", &["memory", &(40 << 20).to_string()]);
    let outcome = cloud.run("sandbox", &spec)?;
    outcome.defeated();
    let peak = outcome.exit.usage.peak_memory;
    assert!((40 << 20..80 << 20).contains(&peak), "{peak}");
    Ok(())
}

fn many(cloud: &Cloud) -> Result<(), Forbidden> {
    let outcome = cloud.run("sandbox", &cloud.attack("sandbox", &["many"]))?;
    assert_eq!(outcome.exit.cause, Cause::OutOfMemory, "{}", outcome.said);
    Ok(())
}

fn fill(cloud: &Cloud) -> Result<(), Forbidden> {
    let outcome = cloud.run("sandbox", &cloud.attack("sandbox", &["fill"]))?;
    outcome.defeated();
    assert!(
        outcome.said.contains("refused after 15 MiB")
            || outcome.said.contains("refused after 16 MiB")
    );
    Ok(())
}

fn tmp_is_not_memory(cloud: &Cloud) -> Result<(), Forbidden> {
    let mut spec = cloud.attack("sandbox", &["fill"]);
    spec.limits.memory = 16 << 20;
    spec.limits.tmp = 64 << 20;
    cloud.run("sandbox", &spec)?.defeated();
    Ok(())
}

fn names(cloud: &Cloud) -> Result<(), Forbidden> {
    cloud.defeat("sandbox", &["names"])
}

/// What is promised here; a promise that is not kept is no test that passes.
fn kept(cloud: &Cloud, promise: Promise) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver("sandbox").guarantees());
    match guarantees.keeps(promise) {
        true => Ok(()),
        false => Err(Forbidden(format!("{promise}: {}", guarantees.of(promise).reason()))),
    }
}

fn spin(cloud: &Cloud) -> Result<(), Forbidden> {
    kept(cloud, Promise::Cpu)?;
    let mut spec = cloud.attack("sandbox", &["spin"]);
    spec.limits.cpu_millis = 250;
    let instance = cloud.start("sandbox", &spec)?;
    pause(Duration::from_secs(1));
    let used = instance.usage().cpu;
    // A quarter of a second; less on a busy machine.
    assert!(used < Duration::from_millis(330), "{used:?}");
    assert!(used > Duration::from_millis(20), "{used:?}");
    Ok(())
}

fn still(cloud: &Cloud) -> Result<(), Forbidden> {
    let instance = cloud.start("sandbox", &cloud.attack("sandbox", &["spin"]))?;
    pause(Duration::from_millis(100));
    instance.freeze().unwrap();
    pause(Duration::from_millis(50));
    let before = instance.usage().cpu;
    pause(Duration::from_millis(300));
    assert_eq!(instance.usage().cpu, before);
    instance.thaw().unwrap();
    pause(Duration::from_millis(300));
    assert!(instance.usage().cpu > before, "it goes on");
    Ok(())
}

/// What the walls of namespaces hold must not depend on the system; the rest is told.
fn promises(cloud: &Cloud) -> Result<(), Forbidden> {
    let guarantees = cloud.runtime.block_on(cloud.driver("sandbox").guarantees());
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
