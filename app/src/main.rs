//! The `stratus` binary. Everything is in the library: see `cli`.

use std::process::ExitCode;

fn main() -> ExitCode {
    stratus::cli::main()
}
