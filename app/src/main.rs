//! The `stratus` binary. Everything is in the library: see `cli`.

use std::process::ExitCode;

/// A request makes some hundred small allocations; the system's allocator took an eighth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long freed memory is kept before the system gets it back, in milliseconds. Under load it is needed again at
/// once: with the allocator's own second, giving it back and having it cleared took a sixth of the time of a queue's call.
const KEEP_FREED: std::ffi::c_long = 30_000;

/// `mi_option_purge_delay` in mimalloc.h, which the bindings do not name.
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

fn main() -> ExitCode {
    keep_freed_memory();
    stratus::cli::main()
}

#[expect(unsafe_code, reason = "the allocator's options have no safe door")]
fn keep_freed_memory() {
    // SAFETY: it sets a number in the allocator's table of options, which is there from the start; an index that another
    // version does not know is ignored.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, KEEP_FREED) };
}
