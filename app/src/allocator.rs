//! The allocator of the binary: mimalloc. A request makes some hundred small allocations; the system's allocator took an
//! eighth of its time.
//!
//! Nearly all of Rust's memory needs no more alignment than `malloc` gives everybody. It is asked for as such: told an
//! alignment, mimalloc takes whatever has no block at hand the long way round, with room to move the block about in.
//! Ref: <https://microsoft.github.io/mimalloc/>
#![expect(unsafe_code, reason = "an allocator hands out memory")]

use std::alloc::{GlobalAlloc, Layout};
use std::ffi::c_long;

use libmimalloc_sys as mi;

/// How long freed memory is kept before the system gets it back, in milliseconds. Under load it is needed again at
/// once: with the allocator's own second, giving it back and having it cleared took a sixth of the time of a queue's call.
const KEEP_FREED: c_long = 30_000;

/// `mi_option_purge_delay` in mimalloc.h, which the bindings do not name.
const PURGE_DELAY: mi::mi_option_t = 15;

/// What every block that is at least as long is aligned to, in bytes.
const ALIGNED: usize = 16;

/// mimalloc.
pub(crate) struct Allocator;

fn is_plain(size: usize, align: usize) -> bool {
    align <= ALIGNED && align <= size
}

// SAFETY: mimalloc keeps the contract of malloc, calloc, realloc and free for all of these, in any mixture: blocks of at
// least the size that was asked for, aligned as `is_plain` says or as the call says, and null where there is no memory.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: any size and any power of two will do.
        let block = unsafe {
            if is_plain(size, align) {
                mi::mi_malloc(size)
            } else {
                mi::mi_malloc_aligned(size, align)
            }
        };
        block.cast()
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        let (size, align) = (layout.size(), layout.align());
        // SAFETY: as above.
        let block = unsafe {
            if is_plain(size, align) {
                mi::mi_zalloc(size)
            } else {
                mi::mi_zalloc_aligned(size, align)
            }
        };
        block.cast()
    }

    unsafe fn dealloc(&self, block: *mut u8, _layout: Layout) {
        // SAFETY: the block is one of ours, and nobody's any more.
        unsafe { mi::mi_free(block.cast()) };
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let align = layout.align();
        // SAFETY: the block is one of ours; for the rest as above.
        let block = unsafe {
            if is_plain(size, align) {
                mi::mi_realloc(block.cast(), size)
            } else {
                mi::mi_realloc_aligned(block.cast(), size, align)
            }
        };
        block.cast()
    }
}

/// Sets what is to be set before the first thread starts.
pub(crate) fn keep_freed_memory() {
    // SAFETY: it sets a number in the allocator's table of options, which is there from the start; an index that another
    // version does not know is ignored.
    unsafe { mi::mi_option_set(PURGE_DELAY, KEEP_FREED) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_aligned_hold_what_they_should_and_keep_it_when_they_move() {
        for align in [1, 2, 8, 16, 32, 4096] {
            for size in [1, 7, 8, 15, 16, 24, 40, 100, 1000, 5000, 100_000] {
                let layout = Layout::from_size_align(size, align).expect("a layout");
                // SAFETY: the layouts are of more than no bytes, and fit their blocks.
                unsafe {
                    let block = Allocator.alloc_zeroed(layout);
                    assert!(block.addr().is_multiple_of(align), "{size} {align}");
                    assert!(std::slice::from_raw_parts(block, size).iter().all(|b| *b == 0));
                    block.write_bytes(7, size);
                    let longer = Allocator.realloc(block, layout, 3 * size);
                    assert!(longer.addr().is_multiple_of(align), "{size} {align}");
                    assert!(std::slice::from_raw_parts(longer, size).iter().all(|b| *b == 7));
                    let layout = Layout::from_size_align(3 * size, align).expect("a layout");
                    Allocator.dealloc(longer, layout);
                    let plain = Allocator.alloc(layout);
                    assert!(plain.addr().is_multiple_of(align), "{size} {align}");
                    Allocator.dealloc(plain, layout);
                }
            }
        }
    }
}
