//! Runs the tests one after the other, and once more as a plain user.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::support::{Cloud, Forbidden};
use crate::{crash, limits, process, sandbox, speed};

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
    let lists: [&[(&str, Test)]; 5] =
        [sandbox::TESTS, limits::TESTS, process::TESTS, crash::TESTS, speed::TESTS];
    let (mut passed, mut failed, mut forbidden) = (0, 0, 0);
    for (name, test) in lists.into_iter().flatten() {
        let name = format!("{who}: {name}");
        if !name.contains(wanted) {
            continue;
        }
        let result = catch_unwind(AssertUnwindSafe(|| {
            let cloud = Cloud::open();
            test(&cloud)
        }));
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
