//! The `stratus` binary. Everything is in the library: see `cli`.

use std::process::ExitCode;

/// A request makes some hundred small allocations; the system's allocator took an eighth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    stratus::cli::main()
}
