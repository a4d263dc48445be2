//! The `stratus` binary. Everything is in the library: see `cli`.

use std::process::ExitCode;

/// jemalloc: a request makes some hundred small allocations, and its threads hand out first what was freed last, which
/// is still in the processor's cache. What that is worth is in `docs/adr/0003-performance.md`.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    stratus::cli::main()
}
