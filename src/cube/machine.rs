//! What the processor at hand can do beyond the least that every one of its kind can.

/// Work that gains from wide instructions. An `#[inline(always)]` on `run` is what makes it gain.
pub(crate) trait Work {
    /// What it gives.
    type Output;

    /// Does the work.
    fn run(self) -> Self::Output;
}

/// Does work, compiled for AVX2 where the processor has it: twice as many numbers at a time.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn wide<W: Work>(work: W) -> W::Output {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,bmi1,bmi2,fma,lzcnt,popcnt")]
        fn enabled<W: Work>(work: W) -> W::Output {
            work.run()
        }
        if is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("lzcnt")
            && is_x86_feature_detected!("popcnt")
        {
            // SAFETY: the processor has every feature that `enabled` is compiled for.
            return unsafe { enabled(work) };
        }
    }
    work.run()
}

/// Codes that all have an entry in a table: looked at once, before any is read.
#[derive(Clone, Copy)]
pub(crate) struct Coded<'t, T> {
    table: &'t [T],
    codes: &'t [u32],
}

impl<'t, T: Copy> Coded<'t, T> {
    /// Codes of a table. Panics when one of them lies outside of it.
    #[inline(always)]
    pub fn new(table: &'t [T], codes: &'t [u32]) -> Self {
        assert_within(codes, table.len());
        Self { table, codes }
    }

    /// What each code stands for.
    #[inline(always)]
    #[allow(unsafe_code)]
    pub fn entries(self) -> impl Iterator<Item = T> {
        // SAFETY: `new` has seen that every code lies in the table, and neither has changed since.
        self.codes.iter().map(move |code| unsafe { *self.table.get_unchecked(*code as usize) })
    }
}

/// Replaces every code by what it stands for. Panics when one of them lies outside the table.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn decode<T: Copy + Into<u32>>(table: &[T], codes: &mut [u32]) {
    assert_within(codes, table.len());
    for code in codes {
        // SAFETY: every code lies in the table, and each is read before it is replaced.
        *code = unsafe { *table.get_unchecked(*code as usize) }.into();
    }
}

/// Changes for each row what its code stands for in a table, by a value of its own. Panics when a code lies outside of
/// the table.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn enter<T, V>(
    table: &mut [T],
    codes: &[u32],
    values: impl Iterator<Item = V>,
    mut change: impl FnMut(&mut T, V),
) {
    assert_within(codes, table.len());
    for (code, value) in codes.iter().zip(values) {
        // SAFETY: every code lies in the table, and neither changes its length.
        change(unsafe { table.get_unchecked_mut(*code as usize) }, value);
    }
}

#[inline(always)]
fn assert_within(codes: &[u32], len: usize) {
    let highest = codes.iter().fold(0, |highest, code| highest.max(*code));
    assert!(codes.is_empty() || (highest as usize) < len, "a code lies outside of its table");
}

/// Asks for the cache line of `slice[i]`, which is used soon; nothing happens where there is none.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn soon<T>(slice: &[T], i: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch reads nothing, whatever the address; SSE is part of every x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(slice.as_ptr().wrapping_add(i).cast::<i8>()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (slice, i);
}

/// Says that memory which is about to be filled may come in large pages: fresh small ones are the dearest thing
/// that a scan asks of the system.
#[allow(unsafe_code)]
pub(crate) fn large_pages(memory: &mut [std::mem::MaybeUninit<u8>]) {
    #[cfg(target_os = "linux")]
    {
        const PAGE: usize = 4096;
        let start = memory.as_mut_ptr().align_offset(PAGE);
        if let Some(len) = memory.len().checked_sub(start).map(|len| len / PAGE * PAGE).filter(|len| *len > 0)
        {
            // SAFETY: the range is whole pages of memory that is borrowed mutably; the advice changes what
            // pages it comes in and nothing that can be read from it. A refusal is no matter.
            unsafe { libc::madvise(memory[start..].as_mut_ptr().cast(), len, libc::MADV_HUGEPAGE) };
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = memory;
}
