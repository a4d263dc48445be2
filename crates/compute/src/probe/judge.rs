//! The cloud's side of the probes: it sets the bait, lets an instance try, and writes down what is promised.

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::time::Duration;

use super::attempt::{Attempt, Findings, Targets};
use super::{Subject, Walls};
use crate::cgroup::Controller;
use crate::{Cause, Guarantees, Instance as _, Limits, Promise, Spec, Stdio};

/// The longest that a probe may take.
const DEADLINE: Duration = Duration::from_secs(5);
/// What the probes of memory may use, and what they try to.
const MEMORY: u64 = 16 << 20;
const TOO_MUCH: usize = 192 << 20;
/// The share that the probe of the processor has, and for how long it runs.
const CPU_MILLIS: u32 = 200;
const SPIN: Duration = Duration::from_millis(200);
/// How long it stands still, and what it may use meanwhile: what was on its way.
const STILL: Duration = Duration::from_millis(50);
const STILL_SLACK: Duration = Duration::from_millis(15);

/// Tries everything.
pub(crate) async fn judge(driver: &dyn Subject) -> Guarantees {
    let mut guarantees = Guarantees::default();
    if let Err(error) = driver.works().await {
        for promise in Promise::ALL {
            guarantees.missing(promise, error.to_string());
        }
        return guarantees;
    }
    if !cfg!(target_os = "linux") {
        untried(&mut guarantees);
        return guarantees;
    }
    match break_out(driver).await {
        Ok((findings, landlock)) => {
            for (promise, finding) in findings {
                write_down(driver, &mut guarantees, promise, finding, landlock.as_deref());
            }
        }
        Err(why) => {
            for promise in Promise::ALL {
                guarantees.missing(promise, format!("the probe failed: {why}"));
            }
        }
    }
    memory(driver, &mut guarantees).await;
    processor(driver, &mut guarantees).await;
    end(driver, &mut guarantees);
    guarantees
}

async fn break_out(driver: &dyn Subject) -> Result<(Findings, Option<String>), String> {
    let words = |error: std::io::Error| error.to_string();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(words)?;
    let secret = driver.folder().join("probe");
    fs::write(&secret, "a secret of the host").map_err(words)?;
    let namespace = |kind: &str| {
        let link = fs::read_link(format!("/proc/self/ns/{kind}")).unwrap_or_default();
        (kind.to_owned(), link)
    };
    let spec = probe_spec();
    let targets = Targets {
        secret: secret.clone(),
        port: listener.local_addr().map_err(words)?.port(),
        pid: std::process::id() as i32,
        namespaces: vec![namespace("ipc"), namespace("uts")],
        name: spec.name.clone(),
        limits: spec.limits,
        tmp: "/tmp".into(),
    };
    let tried = driver.attempt(&spec, Attempt::Break(targets)).await;
    let removed = fs::remove_file(&secret);
    let (mut instance, landlock) = tried.map_err(|error| error.to_string())?;
    removed.map_err(words)?;
    ended_within(&instance, DEADLINE).await;
    drop(listener);
    let mut bytes = Vec::new();
    if let Some(mut out) = instance.take_stdout() {
        // The probe has ended: this does not block.
        out.read_to_end(&mut bytes).map_err(words)?;
    }
    let findings = postcard::from_bytes(&bytes).map_err(|error| error.to_string())?;
    Ok((findings, landlock))
}

fn probe_spec() -> Spec {
    let limits = Limits { memory: 64 << 20, pids: 16, tmp: 8 << 20, ..Limits::default() };
    Spec { limits, stdout: Stdio::Pipe, ..Spec::new("probe", "/probe") }
}

/// How it ended, if it did in that time; else it is killed.
async fn ended_within(instance: &crate::local::LocalInstance, time: Duration) -> Option<Cause> {
    match tokio::time::timeout(time, instance.wait()).await {
        Ok(exit) => Some(exit.cause),
        Err(_) => {
            instance.kill();
            None
        }
    }
}

/// Puts a finding into the words of the driver's own walls.
fn write_down(
    driver: &dyn Subject,
    guarantees: &mut Guarantees,
    promise: Promise,
    finding: Result<String, String>,
    landlock: Option<&str>,
) {
    let process = driver.walls() == Walls::Process;
    match (promise, finding) {
        // What Landlock holds alone, it holds in part.
        (Promise::Files, Ok(what)) if process => guarantees
            .partly(promise, format!("Landlock: {what}; names and sizes of files can be seen")),
        (Promise::Network, Ok(what)) if process => guarantees.partly(
            promise,
            format!("Landlock: {what}; UDP, and other hosts at the numbers of its ports, can"),
        ),
        (Promise::Processes, Err(what)) if what.contains("but seen") => {
            guarantees.partly(promise, format!("Landlock: {what}"));
        }
        (Promise::Privileges, Ok(what)) if process => {
            guarantees.partly(promise, format!("{what}; but the cloud's own user"));
        }
        (Promise::Tmp, Err(what)) if process => guarantees.partly(promise, what),
        (Promise::Pids, Ok(what)) => {
            let means = driver.means();
            let by = match means.has(Controller::Pids) {
                true => means.words,
                false => "an rlimit of its user namespace or user",
            };
            guarantees.kept(promise, format!("{by}: {what}"));
        }
        (Promise::Files | Promise::ReadOnly, Ok(what)) => {
            let second = landlock.map_or(String::new(), |l| format!("; Landlock besides: {l}"));
            guarantees.kept(promise, format!("{what}{second}"));
        }
        (_, Ok(what)) => guarantees.kept(promise, what),
        (_, Err(what)) => guarantees.missing(promise, what),
    }
}

async fn memory(driver: &dyn Subject, guarantees: &mut Guarantees) {
    let mut spec = probe_spec();
    spec.limits.memory = MEMORY;
    let promise = Promise::Memory;
    let (instance, _) = match driver.attempt(&spec, Attempt::Eat(TOO_MUCH)).await {
        Ok(started) => started,
        Err(error) => return guarantees.missing(promise, error.to_string()),
    };
    let groups = driver.means();
    match ended_within(&instance, DEADLINE).await {
        Some(Cause::OutOfMemory) if groups.has(Controller::Memory) => {
            guarantees.kept(
                promise,
                format!(
                    "{}, together with /tmp; without it, looked at every 25 ms: too much was ended",
                    groups.words
                ),
            );
        }
        Some(Cause::OutOfMemory) => guarantees.partly(
            promise,
            format!("looked at every 25 ms: a burst comes through; no cgroup: {}", groups.missing),
        ),
        other => guarantees.missing(promise, format!("too much memory was used: {other:?}")),
    }
    match groups.has(Controller::Accounting) && groups.has(Controller::Memory) {
        true => guarantees.kept(Promise::Usage, groups.words),
        false => guarantees.partly(
            Promise::Usage,
            "from what /proc shows every 25 ms: short peaks are missed".to_owned(),
        ),
    }
}

async fn processor(driver: &dyn Subject, guarantees: &mut Guarantees) {
    let mut spec = probe_spec();
    spec.limits.cpu_millis = CPU_MILLIS;
    let (instance, _) = match driver.attempt(&spec, Attempt::Spin).await {
        Ok(started) => started,
        Err(error) => {
            guarantees.missing(Promise::Cpu, error.to_string());
            return guarantees.missing(Promise::Freeze, error.to_string());
        }
    };
    let groups = driver.means();
    let lets = |time| tokio::time::timeout(time, instance.wait());
    // It spins until it is killed: an end would be seen as no processor time used.
    let _spinning = lets(SPIN).await;
    let used = instance.usage().cpu;
    let allowed = SPIN * CPU_MILLIS / 1_000 + Duration::from_millis(30);
    match (groups.has(Controller::Cpu), used <= allowed) {
        (true, true) => guarantees.kept(Promise::Cpu, groups.words),
        (true, false) => guarantees.missing(Promise::Cpu, format!("it used {used:?} in {SPIN:?}")),
        (false, _) => guarantees.missing(Promise::Cpu, format!("no cgroup: {}", groups.missing)),
    }
    let frozen = instance.freeze().await;
    let _settling = lets(STILL).await;
    let before = instance.usage().cpu;
    let _still = lets(STILL).await;
    let moved = instance.usage().cpu.saturating_sub(before);
    let thawed = instance.thaw().await;
    match (frozen.and(thawed), moved <= STILL_SLACK) {
        (Ok(()), true) if groups.has(Controller::Freezer) => {
            guarantees.kept(Promise::Freeze, groups.words);
        }
        (Ok(()), true) => guarantees.partly(
            Promise::Freeze,
            "by SIGSTOP: its processes can see that, and wake each other".to_owned(),
        ),
        (Ok(()), false) => {
            guarantees.missing(Promise::Freeze, format!("it used {moved:?} meanwhile"))
        }
        (Err(error), _) => guarantees.missing(Promise::Freeze, error.to_string()),
    }
}

/// What no probe can try without ending the cloud; the tests of this crate do.
fn end(driver: &dyn Subject, guarantees: &mut Guarantees) {
    match driver.walls() {
        Walls::Container => guarantees.kept(
            Promise::CleanEnd,
            "a container ends with its first process, which ends with the cloud; the helper removes what stood still",
        ),
        Walls::Namespaces => guarantees.kept(
            Promise::CleanEnd,
            "a pid namespace that ends with its first process, which ends with the cloud",
        ),
        Walls::Process => guarantees.partly(
            Promise::CleanEnd,
            "orphans are adopted and killed, also when the cloud is killed; not when the keeper is",
        ),
    }
}

/// Where there is nothing but the process group and rlimits.
fn untried(guarantees: &mut Guarantees) {
    for promise in Promise::ALL {
        guarantees.missing(promise, "this system has no means for it that Stratus uses");
    }
    guarantees.kept(Promise::OpenFiles, "a limit of each process");
    guarantees.partly(Promise::Tmp, "its files are limited one by one, not together");
    guarantees.partly(Promise::CleanEnd, "its process group is killed; what left the group stays");
    guarantees.partly(Promise::Usage, "of the largest process, at the end");
}
