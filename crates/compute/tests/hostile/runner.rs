//! Runs the tests one after the other, and once more as a plain user.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::engine::Engine;
use crate::support::{Cloud, Forbidden};
use crate::{crash, docker, limits, process, sandbox, spares, speed};

/// A test: panics when something got through, says so when the system forbids what it needs.
pub(crate) type Test = fn(&Cloud) -> Result<(), Forbidden>;

/// A user that no system has.
const PLAIN_USER: u32 = 54_321;

pub(crate) fn run(words: &[&str]) -> ExitCode {
    // What `cargo test` passes on: a part of a name, and options that mean nothing here.
    let wanted = words.iter().find(|word| !word.starts_with("--")).copied().unwrap_or_default();
    if words.contains(&"--list") {
        return ExitCode::SUCCESS;
    }
    let root = rustix::process::geteuid().is_root();
    let who = if root { "root" } else { "user" };
    let mut failed = suite(who, wanted);
    if root && !words.contains(&"--root-only") {
        failed |= !as_plain_user(wanted);
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn suite(who: &str, wanted: &str) -> bool {
    let mut counts = Counts::default();
    let shared = [sandbox::TESTS, limits::TESTS];
    let own = [sandbox::OWN_TESTS, limits::OWN_TESTS];
    for (name, test) in shared.into_iter().chain(own).flatten() {
        counts.run(&format!("{who}: sandbox: {name}"), wanted, || test(&Cloud::open()));
    }
    for (name, test) in shared.into_iter().flatten() {
        counts.run(&format!("{who}: spare: {name}"), wanted, || test(&Cloud::of_spares()));
    }
    for (name, test) in
        [process::TESTS, spares::TESTS, crash::TESTS, speed::TESTS].into_iter().flatten()
    {
        counts.run(&format!("{who}: {name}"), wanted, || test(&Cloud::open()));
    }
    let shared = shared.into_iter().chain([docker::TESTS]).flatten();
    on_an_engine(&mut counts, who, wanted, shared);
    counts.say()
}

/// The same attacks on containers. All are of one plane, for an engine takes its time.
fn on_an_engine<'t>(
    counts: &mut Counts,
    who: &str,
    wanted: &str,
    tests: impl Iterator<Item = &'t (&'static str, Test)>,
) {
    let names: Vec<_> =
        tests.map(|(name, test)| (format!("{who}: docker: {name}"), test)).collect();
    let ends: Vec<_> =
        docker::ENDS.iter().map(|(name, test)| (format!("{who}: docker: {name}"), test)).collect();
    let all = names.iter().map(|(name, _)| name).chain(ends.iter().map(|(name, _)| name));
    if !all.into_iter().any(|name| name.contains(wanted)) {
        return;
    }
    let mut engine = match Engine::start() {
        Ok(engine) => engine,
        Err(Forbidden(why)) => {
            println!("test {who}: docker ... skipped: {why}");
            return;
        }
    };
    let cloud = Cloud::with_engine(&engine.address());
    for (name, test) in names {
        counts.run(&name, wanted, || test(&cloud));
    }
    drop(cloud);
    for (name, test) in ends {
        counts.run(&name, wanted, || test(&mut engine));
    }
}

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
    let copy = folder.path().join("hostile");
    std::fs::copy(std::env::current_exe().unwrap(), &copy).unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    std::os::unix::fs::chown(&home, Some(PLAIN_USER), Some(PLAIN_USER)).unwrap();
    let status = Command::new(&copy)
        .arg(wanted)
        .env("TMPDIR", &home)
        .current_dir(Path::new("/"))
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
