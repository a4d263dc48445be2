//! Fuzzing on the stable toolchain: seeded mutation of valid inputs, for a given time a target.
//!
//! `fuzz [--secs N] [--target NAME]... [--seed N] [--rss-mib N]`. Catches panics, inputs that take longer
//! than a second, and memory beyond the bound; prints the input in hexadecimal and ends with code 1.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for a terminal")]

mod mutate;
mod run;

use std::process::ExitCode;

use run::{Settings, Summary};

fn main() -> ExitCode {
    let settings = match Settings::read(std::env::args().skip(1)) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!(
                "error: {error}\nusage: fuzz [--secs N] [--target NAME]... [--seed N] [--rss-mib N]"
            );
            return ExitCode::from(2);
        }
    };
    println!("seed {}", settings.seed);
    let mut summary = Summary::default();
    for target in &settings.targets {
        run::run(target, &settings, &mut summary);
    }
    println!("{}", summary.counts());
    println!("{}", summary.line());
    if summary.failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
