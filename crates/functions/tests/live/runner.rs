//! Runs the tests one after the other on each driver, and once more as a plain user.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode};

use crate::engine::Engine;
use crate::lab::{Forbidden, Lab};
use crate::{custom, docker, extensions, life, node, python, ruby, spares};

/// A test: panics when something is wrong, says so when this machine forbids or lacks what it needs.
pub(crate) type Test = fn(&Lab) -> Result<(), Forbidden>;

/// A user that no system has.
const PLAIN_USER: u32 = 54_322;

pub(crate) fn run(words: &[&str]) -> ExitCode {
    // What `cargo test` passes on: a part of a name, and options that mean nothing here.
    let wanted = words.iter().find(|word| !word.starts_with("--")).copied().unwrap_or_default();
    if words.contains(&"--list") {
        return ExitCode::SUCCESS;
    }
    let root = rustix::process::geteuid().is_root();
    let mut failed = suite(if root { "root" } else { "user" }, wanted);
    if root && !words.contains(&"--root-only") {
        failed |= !as_plain_user(wanted);
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn suite(who: &str, wanted: &str) -> bool {
    let lists: [&[(&str, Test)]; 7] = [
        python::TESTS,
        node::TESTS,
        ruby::TESTS,
        custom::TESTS,
        life::TESTS,
        extensions::TESTS,
        spares::TESTS,
    ];
    let all = || lists.into_iter().flatten();
    let mut counts = Counts::default();
    for driver in ["sandbox", "process"] {
        for (name, test) in all() {
            counts.run(&format!("{who}: {driver}: {name}"), wanted, || test(&Lab::open(driver)));
        }
    }
    let on_docker: Vec<_> = all()
        .filter(|(name, _)| ON_DOCKER.contains(name))
        .map(|(name, test)| (format!("{who}: docker: {name}"), test))
        .collect();
    let vanished = format!("{who}: docker: the engine is killed");
    let names = on_docker.iter().map(|(name, _)| name).chain([&vanished]);
    if names.into_iter().any(|name| name.contains(wanted)) {
        match Engine::start() {
            Ok(mut engine) => {
                for (name, test) in on_docker {
                    let lab = || Lab::with_engine("docker", Some(engine.address()));
                    counts.run(&name, wanted, || test(&lab()));
                }
                assert_eq!(engine.holds(), (0, 0), "something is left in the engine");
                counts.run(&vanished, wanted, || docker::vanished(&mut engine));
            }
            Err(Forbidden(why)) => println!("test {who}: docker ... skipped: {why}"),
        }
    }
    counts.say()
}

/// What a container could do otherwise than a sandbox: the rest is the same code, and an engine takes its time.
const ON_DOCKER: [&str; 11] = [
    "python: it answers, and says what it took",
    "python: its variables and paths",
    "python: it ends",
    "python: it reaches the cloud",
    "node: it answers, and logs",
    "custom: a bootstrap answers",
    "life: provisioned environments",
    "life: it stands still between calls",
    "life: hostile functions",
    "extensions: one of a layer",
    "extensions: telemetry",
];

/// How the tests went.
#[derive(Default)]
struct Counts {
    passed: u32,
    failed: u32,
    forbidden: u32,
}

impl Counts {
    fn run(&mut self, name: &str, wanted: &str, test: impl FnOnce() -> Result<(), Forbidden>) {
        if !name.contains(wanted) {
            return;
        }
        match catch_unwind(AssertUnwindSafe(test)) {
            Ok(Ok(())) => {
                self.passed += 1;
                println!("test {name} ... ok");
            }
            Ok(Err(Forbidden(why))) => {
                self.forbidden += 1;
                println!("test {name} ... FORBIDDEN BY THIS SYSTEM: {why}");
            }
            Err(_) => {
                self.failed += 1;
                println!("test {name} ... FAILED");
            }
        }
    }

    /// Says so; whether one failed.
    fn say(&self) -> bool {
        let Counts { passed, failed, forbidden } = self;
        let word = if *failed == 0 { "ok" } else { "FAILED" };
        println!(
            "\ntest result: {word}. {passed} passed; {failed} failed; {forbidden} forbidden by this system\n"
        );
        *failed > 0
    }
}

/// The same binary, where a plain user can execute it.
fn as_plain_user(wanted: &str) -> bool {
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let copy = folder.path().join("live");
    std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    std::os::unix::fs::chown(&home, Some(PLAIN_USER), Some(PLAIN_USER)).unwrap();
    let status = Command::new(&copy)
        .arg(wanted)
        .env("TMPDIR", &home)
        .current_dir("/")
        .uid(PLAIN_USER)
        .gid(PLAIN_USER)
        .status();
    match status {
        Ok(status) => status.success(),
        Err(error) => {
            println!("test user: the suite ... FORBIDDEN BY THIS SYSTEM: {error}");
            true
        }
    }
}
