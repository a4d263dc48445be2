//! Functions on the real drivers: plain ones and hostile ones, in Python, Node.js, Ruby and as programs of their own.
//!
//! One binary is all parts of it: the runner and the helper that starts instances. The suite runs as who starts it and,
//! when that is root, once more as a plain user. What this system forbids or lacks is said and counted, never passed over.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that is its own runner"
)]

mod custom;
mod docker;
#[path = "../../../compute/tests/hostile/engine.rs"]
mod engine;
mod extensions;
mod lab;
mod life;
mod node;
mod python;
mod ruby;
mod runner;
mod spares;
mod speed;
mod support;

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match *words {
        [compute::HELPER_ARGUMENT, ..] => compute::helper_main(),
        ["bench", driver] => speed::bench(driver),
        _ => runner::run(&words),
    }
}
