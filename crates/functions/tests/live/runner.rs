//! Runs the tests one after the other on each driver, and once more as a plain user.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode};

use crate::lab::{Forbidden, Lab};
use crate::{custom, extensions, life, node, python, ruby};

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
    let lists: [&[(&str, Test)]; 6] =
        [python::TESTS, node::TESTS, ruby::TESTS, custom::TESTS, life::TESTS, extensions::TESTS];
    let (mut passed, mut failed, mut forbidden) = (0, 0, 0);
    for driver in ["sandbox", "process"] {
        for (name, test) in lists.into_iter().flatten() {
            let name = format!("{who}: {driver}: {name}");
            if !name.contains(wanted) {
                continue;
            }
            let result = catch_unwind(AssertUnwindSafe(|| test(&Lab::open(driver))));
            match result {
                Ok(Ok(())) => {
                    passed += 1;
                    println!("test {name} ... ok");
                }
                Ok(Err(Forbidden(why))) => {
                    forbidden += 1;
                    println!("test {name} ... FORBIDDEN BY THIS SYSTEM: {why}");
                }
                Err(_) => {
                    failed += 1;
                    println!("test {name} ... FAILED");
                }
            }
        }
    }
    let word = if failed == 0 { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {passed} passed; {failed} failed; {forbidden} forbidden by this system\n"
    );
    failed > 0
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
