//! The `stratus` binary. Everything is in the library: see `cli`.

mod allocator;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: allocator::Allocator = allocator::Allocator;

fn main() -> ExitCode {
    allocator::keep_freed_memory();
    stratus::cli::main()
}
