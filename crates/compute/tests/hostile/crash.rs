//! The cloud, or its helper, is killed with SIGKILL: no process, mount or cgroup is left.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use compute::{HelperCommand, Instance, Plane, Spec};
use rustix::process::{Pid, Signal, kill_process};

use crate::runner::Test;
use crate::support::{Cloud, Forbidden, eventually, pause};

pub(crate) const TESTS: &[(&str, Test)] = &[
    ("sandbox: the cloud is killed", |_| killed("sandbox")),
    ("process: the cloud is killed", |_| killed("process")),
    ("sandbox: the helper is killed", helper_killed),
    ("sandbox: the plane is closed", closed),
];

/// A cloud with instances that do not want to end. It says their keepers' pids, and waits to be killed.
pub(crate) fn server(folder: &str, driver: &str, engine: &[&str]) -> ExitCode {
    // Within what the test removes, for nobody does it here.
    let cloud = Cloud::at(tempfile::tempdir_in(Path::new(folder).parent().unwrap()).unwrap());
    let engine = engine.first().map(|address| (*address).to_owned());
    let helper = HelperCommand::own_binary().unwrap();
    let plane = Plane::with_engine(folder, helper, engine).unwrap();
    let running: Vec<_> = [["daemon"], ["spin"], ["swarm"], ["sleep"]]
        .iter()
        .map(|words| {
            let spec = cloud.attack(driver, words);
            let driver = plane.driver(driver).unwrap();
            cloud.runtime.block_on(driver.start(&spec))
        })
        .collect();
    // Spares as well, where there are some.
    let spec = Spec {
        program: "/bin/sleep".into(),
        args: vec!["1000".to_owned()],
        ..Spec::new("spare", "/")
    };
    let spares: Vec<_> = [false, true]
        .map(|waits| {
            let driver = plane.driver(driver).unwrap();
            cloud.runtime.block_on(driver.prepare(&spec, waits)).ok().flatten()
        })
        .into_iter()
        .flatten()
        .collect();
    let last = running.last().unwrap().as_ref();
    let last = last.map(|instance| cloud.runtime.block_on(instance.freeze()));
    println!("{:?}", last.map_err(ToString::to_string).map(|frozen| frozen.is_ok()));
    for instance in running.iter().flatten() {
        println!("{}", instance.pid());
    }
    println!("end");
    let _kept = spares;
    loop {
        pause(std::time::Duration::from_secs(60));
    }
}

/// Killed at the latest when a test fails.
pub(crate) struct Server(Child);

impl Server {
    pub(crate) fn pid(&self) -> i32 {
        self.0.id() as i32
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _killed = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// Starts a server, waits until its instances run; gives the pids of their first processes, of which the last stands still.
pub(crate) fn serve(
    folder: &Path,
    driver: &str,
    engine: &str,
) -> Result<(Server, Vec<i32>), Forbidden> {
    let own = std::env::current_exe().unwrap();
    let server = Command::new(own)
        .args(["server", folder.to_str().unwrap(), driver])
        .args(Some(engine).filter(|engine| !engine.is_empty()))
        .stdout(Stdio::piped())
        .spawn();
    let mut server = Server(server.unwrap());
    let lines = BufReader::new(server.0.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut lines = lines.take_while(|line| line != "end");
    let started = lines.next().unwrap();
    let pids: Vec<i32> = lines.map(|line| line.parse().unwrap()).collect();
    if started.starts_with("Err") {
        return Err(Forbidden(started));
    }
    assert!(pids.len() >= 3, "{pids:?}");
    Ok((server, pids))
}

/// The same; gives the pids of all processes below it.
fn start(folder: &Path, driver: &str) -> Result<(Server, Vec<i32>), Forbidden> {
    let (server, pids) = serve(folder, driver, "")?;
    // They have time to grow.
    pause(std::time::Duration::from_millis(300));
    let all = below(server.0.id() as i32);
    assert!(all.len() > pids.len() + 16, "{all:?}");
    Ok((server, all))
}

fn killed(driver: &str) -> Result<(), Forbidden> {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("compute");
    let (server, pids) = start(&folder, driver)?;
    let groups = std::fs::read_to_string(folder.join("cgroups")).unwrap_or_default();
    drop(server);
    eventually(&format!("processes are left of {pids:?}"), || pids.iter().all(|pid| is_gone(*pid)));
    eventually("cgroups are left", || groups.lines().all(|group| !Path::new(group).exists()));
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap();
    assert!(!mounts.contains(folder.to_str().unwrap()), "{mounts}");
    // What is left of cgroups goes at the next start.
    drop(Plane::open(&folder, HelperCommand::own_binary().unwrap()).unwrap());
    for group in groups.lines() {
        assert!(!Path::new(group).exists(), "{group}");
    }
    assert!(!folder.join("cgroups").exists());
    assert_eq!(std::fs::read_dir(folder.join("tmp")).unwrap().count(), 0);
    Ok(())
}

fn helper_killed(cloud: &Cloud) -> Result<(), Forbidden> {
    let instance = cloud.start("sandbox", &cloud.attack("sandbox", &["sleep"]))?;
    let keeper = keeper_of(&*instance);
    let helper = parent(keeper);
    let below = below(keeper);
    kill_process(Pid::from_raw(helper).unwrap(), Signal::KILL).unwrap();
    cloud.wait(&*instance);
    assert!(below.into_iter().chain([keeper]).all(is_gone));
    // The next start has a new helper.
    let instance: Box<dyn Instance> =
        cloud.start("sandbox", &cloud.attack("sandbox", &["sleep"]))?;
    assert_ne!(parent(keeper_of(&*instance)), helper);
    Ok(())
}

/// The helper tells of it, maybe later than its program runs.
fn keeper_of(instance: &dyn Instance) -> i32 {
    eventually("its keeper is known", || instance.pid() != 0);
    instance.pid() as i32
}

fn closed(_: &Cloud) -> Result<(), Forbidden> {
    let outer = tempfile::tempdir().unwrap();
    let cloud = Cloud::open();
    let folder = outer.path().join("compute");
    let plane = Plane::open(&folder, HelperCommand::own_binary().unwrap()).unwrap();
    let spec = cloud.attack("sandbox", &["sleep"]);
    let started = cloud.runtime.block_on(plane.driver("sandbox").unwrap().start(&spec));
    let instance = started.map_err(|error| Forbidden(error.to_string()))?;
    let pid = keeper_of(&*instance);
    let driver = plane.driver("sandbox").unwrap();
    let early = Spec { program: "/bin/sleep".into(), args: vec!["9".to_owned()], ..spec };
    let early = crate::support::early(&early);
    let spare = cloud.runtime.block_on(driver.prepare(&early, false)).unwrap();
    drop(driver);
    let all = below(parent(pid));
    assert!(all.len() >= 4, "{all:?}");
    drop(plane);
    assert!(all.into_iter().all(is_gone));
    assert!(!folder.join("cgroups").exists());
    drop((instance, spare));
    Ok(())
}

pub(crate) fn is_gone(pid: i32) -> bool {
    // A zombie runs no more; its parent, the system's first process, reaps it when it likes.
    stat(pid).is_none_or(|(state, _)| state == 'Z' || state == 'X')
}

fn parent(pid: i32) -> i32 {
    stat(pid).unwrap().1
}

fn stat(pid: i32) -> Option<(char, i32)> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let mut fields = text.rsplit_once(')')?.1.split_whitespace();
    Some((fields.next()?.chars().next()?, fields.next()?.parse().ok()?))
}

pub(crate) fn below(pid: i32) -> Vec<i32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let pids: Vec<i32> = all.filter_map(|e| e.file_name().to_str()?.parse().ok()).collect();
    let mut found = vec![pid];
    let mut at = 0;
    while at < found.len() {
        let of = found[at];
        found.extend(pids.iter().filter(|pid| stat(**pid).is_some_and(|(_, parent)| parent == of)));
        at += 1;
    }
    found.split_off(1)
}
