//! Hostile programs in instances of every driver: none gets through, and nothing is left behind.
//!
//! One binary is all parts of it: the runner; the helper; the program inside (`attack NAME`); a cloud that is killed
//! (`server FOLDER DRIVER [ENGINE]`). The suite runs as who starts it and, when that is root, once more as a plain user. What this
//! system forbids is said and counted, never passed over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that is its own runner"
)]

#[cfg(target_os = "linux")]
mod attacks;
#[cfg(target_os = "linux")]
mod calls;
#[cfg(target_os = "linux")]
mod crash;
#[cfg(target_os = "linux")]
mod docker;
#[cfg(target_os = "linux")]
mod engine;
#[cfg(target_os = "linux")]
mod limits;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod runner;
#[cfg(target_os = "linux")]
mod sandbox;
#[cfg(target_os = "linux")]
mod spares;
#[cfg(target_os = "linux")]
mod speed;
#[cfg(target_os = "linux")]
mod support;

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    if let [compute::HELPER_ARGUMENT, ..] = *words {
        return compute::helper_main();
    }
    run(&words)
}

#[cfg(target_os = "linux")]
fn run(words: &[&str]) -> std::process::ExitCode {
    match *words {
        ["attack", name, ref rest @ ..] => attacks::run(name, rest),
        ["server", folder, driver, ref engine @ ..] => crash::server(folder, driver, engine),
        ["stale"] => spares::in_own_mounts(),
        ["bench", driver] => speed::bench(driver),
        _ => runner::run(words),
    }
}

#[cfg(not(target_os = "linux"))]
fn run(_: &[&str]) -> std::process::ExitCode {
    println!("test result: ok. 0 passed; 0 failed; this system has no sandbox to attack");
    std::process::ExitCode::SUCCESS
}
