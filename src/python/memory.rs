//! Memory of this library in a Python process: kept from one measurement for the next, and large blocks in large pages.
//!
//! Fresh pages of 4,096 bytes are the dearest thing that a large table asks of the system: a table by month of a
//! million cases is 320 MB, half of whose time went into 80,000 of them.

use crate::cube::machine::large_pages;
use std::alloc::{GlobalAlloc, Layout, System};
use std::mem::MaybeUninit;

/// The C library's memory, of which blocks of some megabytes may come in large pages.
struct LargePages;

#[global_allocator]
static MEMORY: LargePages = LargePages;

/// Blocks from here on hold a whole large page wherever they start.
const LARGE: usize = 2 * (2 << 20);

impl LargePages {
    /// The same block, which may come in large pages if it is large.
    #[inline]
    #[allow(unsafe_code)]
    fn told(block: *mut u8, size: usize) -> *mut u8 {
        if size >= LARGE && !block.is_null() {
            // SAFETY: the block was just handed out, has `size` bytes and no other owner yet; what may not have
            // been written is not taken for written.
            large_pages(unsafe { std::slice::from_raw_parts_mut(block.cast::<MaybeUninit<u8>>(), size) });
        }
        block
    }
}

// SAFETY: all blocks are the system's, unchanged; it is told of them, and keeps every promise that is asked for here.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for LargePages {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the same.
        Self::told(unsafe { System.alloc(layout) }, layout.size())
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise is the same.
        Self::told(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    #[inline]
    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is the same, and the block is the system's.
        unsafe { System.dealloc(block, layout) };
    }

    #[inline]
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's promise is the same, and the block is the system's.
        Self::told(unsafe { System.realloc(block, layout, size) }, size)
    }
}

/// Lets a process find the memory of one measurement again for the next one.
///
/// The C library of Linux keeps up to twice the largest block that it has seen freed; so it is shown one of the largest
/// kind that counts, which nobody has touched. Where its settings were chosen by hand they stay.
pub fn keep() {
    const LARGEST: usize = (1 << 25) - (1 << 16);
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST)));
}
