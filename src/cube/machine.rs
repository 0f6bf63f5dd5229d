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

/// Rows that a loop takes at a time as the compiler would not by itself.
const TAKEN: usize = 4;

/// Does something with each row, of which two columns are given, in order. Panics when they are not equally long.
#[inline(always)]
pub(crate) fn each<A: Copy, B: Copy>(a: &[A], b: &[B], mut work: impl FnMut(A, B)) {
    assert_eq!(a.len(), b.len(), "columns are equally long");
    let ((a, last_of_a), (b, last_of_b)) = (a.as_chunks::<TAKEN>(), b.as_chunks::<TAKEN>());
    for (a, b) in a.iter().zip(b) {
        for row in 0..TAKEN {
            work(a[row], b[row]);
        }
    }
    last_of_a.iter().zip(last_of_b).for_each(|(a, b)| work(*a, *b));
}

/// Changes for each row what its code stands for in a table, by the code and a value of its own. Panics when a code lies
/// outside of the table.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn enter<T, V: Copy>(
    table: &mut [T],
    codes: &[u32],
    values: &[V],
    mut change: impl FnMut(&mut T, u32, V),
) {
    assert_within(codes, table.len());
    // SAFETY: every code lies in the table, and neither changes its length.
    each(codes, values, |code, value| change(unsafe { table.get_unchecked_mut(code as usize) }, code, value));
}

/// The same with two tables, which each code stands for something in.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn enter_both<A, B, V: Copy>(
    (a, b): (&mut [A], &mut [B]),
    codes: &[u32],
    values: &[V],
    mut change: impl FnMut(&mut A, &mut B, u32, V),
) {
    assert_within(codes, a.len().min(b.len()));
    each(codes, values, |code, value| {
        // SAFETY: every code lies in both tables, and none of them changes its length.
        let (a, b) = unsafe { (a.get_unchecked_mut(code as usize), b.get_unchecked_mut(code as usize)) };
        change(a, b, code, value);
    });
}

/// Values of two bytes, the lower first, with the highest of them: looked at once, before any is used.
pub(crate) struct Highest<'v> {
    values: &'v [[u8; 2]],
    highest: u16,
}

impl<'v> Highest<'v> {
    #[inline(always)]
    pub fn of(values: &'v [[u8; 2]]) -> Self {
        let highest = values.iter().fold(0, |highest, value| u16::from_le_bytes(*value).max(highest));
        Self { values, highest }
    }

    /// The highest value; 0 where there is none.
    pub fn get(&self) -> usize {
        self.highest.into()
    }

    /// Adds one to the counter of each value. Panics when one of them has none.
    #[inline(always)]
    #[allow(unsafe_code)]
    pub fn count(&self, counters: &mut [u32]) {
        assert!(self.values.is_empty() || self.get() < counters.len(), "a value has no counter");
        for value in self.values {
            // SAFETY: no value is above the highest, which lies within.
            unsafe { *counters.get_unchecked_mut(usize::from(u16::from_le_bytes(*value))) += 1 };
        }
    }
}

/// Entries up to which a table is looked up many codes at a time.
pub(crate) const FEW: usize = 16;

/// Adds, row by row, the entry of each code in a table of at most [`FEW`]. Panics when a code lies outside of it.
#[inline(always)]
#[allow(unsafe_code)]
pub(crate) fn add_of_few(table: &[u32], codes: &[u32], sums: &mut [u32]) {
    assert_within(codes, table.len());
    let mut few = [0; FEW];
    few[..table.len()].copy_from_slice(table);
    let sums = &mut sums[..codes.len()];
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        return unsafe { add_by_permuting(&few, table.len(), codes, sums) };
    }
    sums.iter_mut().zip(codes).for_each(|(sum, code)| *sum += few[*code as usize % FEW]);
}

/// Eight codes at a time: one register of entries is permuted for the lower ones, one for the higher ones, where there are
/// any.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[allow(unsafe_code)]
fn add_by_permuting(table: &[u32; FEW], len: usize, codes: &[u32], sums: &mut [u32]) {
    use std::arch::x86_64::{
        __m256i, _mm256_add_epi32, _mm256_blendv_epi8, _mm256_cmpgt_epi32, _mm256_loadu_si256,
        _mm256_permutevar8x32_epi32, _mm256_set1_epi32, _mm256_storeu_si256,
    };
    /// SAFETY of both: eight numbers of 32 bits are as long as a register, and need not be aligned.
    #[target_feature(enable = "avx2")]
    fn load(eight: &[u32; 8]) -> __m256i {
        unsafe { _mm256_loadu_si256(eight.as_ptr().cast()) }
    }
    #[target_feature(enable = "avx2")]
    fn store(eight: &mut [u32; 8], register: __m256i) {
        unsafe { _mm256_storeu_si256(eight.as_mut_ptr().cast(), register) };
    }
    let [low, high] = table.as_chunks::<8>().0 else { return };
    let (low, high, last) = (load(low), load(high), _mm256_set1_epi32(7));
    let ((codes, last_codes), (sums, last_sums)) = (codes.as_chunks::<8>(), sums.as_chunks_mut::<8>());
    if len <= 8 {
        for (sums, codes) in sums.iter_mut().zip(codes) {
            let entries = _mm256_permutevar8x32_epi32(low, load(codes));
            store(sums, _mm256_add_epi32(load(sums), entries));
        }
    } else {
        for (sums, codes) in sums.iter_mut().zip(codes) {
            let codes = load(codes);
            let lower = _mm256_permutevar8x32_epi32(low, codes);
            let higher = _mm256_permutevar8x32_epi32(high, codes);
            let entries = _mm256_blendv_epi8(lower, higher, _mm256_cmpgt_epi32(codes, last));
            store(sums, _mm256_add_epi32(load(sums), entries));
        }
    }
    last_sums.iter_mut().zip(last_codes).for_each(|(sum, code)| *sum += table[*code as usize % FEW]);
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference looks up code by code. Tables of all sizes, and numbers of rows that are no multiple of eight.
    #[test]
    fn tables_of_a_few_entries_are_looked_up_as_others() {
        for len in 1..=FEW {
            let table: Vec<u32> = (0..len as u32).map(|i| 1_000 + i * i).collect();
            for rows in [0, 1, 7, 8, 29, 1024] {
                let codes: Vec<u32> = (0..rows).map(|row| (row * 7 + row / 3) % len as u32).collect();
                let mut sums: Vec<u32> = (0..rows).collect();
                let expected: Vec<u32> =
                    codes.iter().zip(&sums).map(|(code, sum)| table[*code as usize] + sum).collect();
                add_of_few(&table, &codes, &mut sums);
                assert_eq!(sums, expected, "{len} entries, {rows} rows");
            }
        }
    }

    /// The reference counts one by one; the highest value has the last counter.
    #[test]
    fn values_of_two_bytes_are_counted() {
        let values: Vec<[u8; 2]> = (0..500u32).map(|i| ((i * i % 300) as u16).to_le_bytes()).collect();
        let highest = Highest::of(&values);
        let mut counters = vec![1; highest.get() + 1];
        let mut expected = counters.clone();
        values.iter().for_each(|v| expected[usize::from(u16::from_le_bytes(*v))] += 1);
        highest.count(&mut counters);
        assert_eq!(counters, expected);
        assert!(highest.get() > 255 && expected[highest.get()] > 1);
        Highest::of(&[]).count(&mut []);
    }

    #[test]
    #[should_panic(expected = "a value has no counter")]
    fn a_value_without_a_counter_is_refused() {
        Highest::of(&[[1, 0], [5, 0]]).count(&mut [0; 5]);
    }

    #[test]
    #[should_panic(expected = "outside of its table")]
    fn a_code_beyond_a_small_table_is_refused() {
        add_of_few(&[1, 2, 3], &[0, 3], &mut [0, 0]);
    }

    /// The reference is a plain loop; codes repeat within and across the rows that are taken at a time.
    #[test]
    fn rows_enter_in_order() {
        let codes: Vec<u32> = (0..23).map(|row| row * row % 5).collect();
        let values: Vec<u64> = (1..24).collect();
        let (mut last, mut sums, mut expected) = ([0u64; 5], [0u64; 5], [(0u64, 0u64); 5]);
        enter_both((&mut last, &mut sums), &codes, &values, |last, sum, _, value| {
            *sum = *sum * 3 + value;
            *last = value;
        });
        for (code, value) in codes.iter().zip(&values) {
            let (last, sum) = &mut expected[*code as usize];
            (*last, *sum) = (*value, *sum * 3 + value);
        }
        assert_eq!(last.into_iter().zip(sums).collect::<Vec<_>>(), expected);
    }
}
