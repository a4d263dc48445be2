//! Automation for people who work on Stratus: `cargo xtask help` lists the commands.

#![allow(clippy::print_stdout, reason = "a command line tool talks on standard output")]
#![allow(clippy::print_stderr, reason = "a command line tool reports errors on standard error")]

mod args;
mod codegen;
mod compat;
mod output;
mod scaffold;
mod source;
mod tables;
mod tidy;
mod tree;

use std::process::ExitCode;

/// Any failure, in words for the person at the terminal.
type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

const HELP: &str = "\
cargo xtask codegen [SERVICE...] [--check]   write gen/ from the pinned API models, or prove it fresh;
                                             `authref` as SERVICE: the texts of crates/authref
        [--ops A,B | --all-ops]              types for these operations, not those of the operation table
        [--ops-file FILE] [--into DIR]       the same from a file; write to DIR instead of gen/SERVICE
cargo xtask new-service NAME                 scaffold gen/NAME and services/NAME
cargo xtask new-op SERVICE OPERATION...      add operations: table line, handler file, scenario file, types
cargo xtask tidy                             check the rules that no compiler knows
cargo xtask compat [--check]                 write COMPAT.md from the operation tables, or prove it fresh
";

fn main() -> ExitCode {
    let mut args = args::Args::new(std::env::args().skip(1));
    let outcome = match args.word().as_deref() {
        Some("codegen") => codegen::run(args),
        Some("new-service") => scaffold::new_service(args),
        Some("new-op") => scaffold::new_op(args),
        Some("tidy") => tidy::run(args),
        Some("compat") => compat::run(args),
        None | Some("help" | "--help" | "-h") => {
            print!("{HELP}");
            Ok(())
        }
        Some(other) => Err(format!("unknown command `{other}`; see `cargo xtask help`").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
