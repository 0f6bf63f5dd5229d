//! Where the delimiters, line ends and quotes stand among 64 bytes, as bits.
//!
//! The only `unsafe` code of the reader: the AVX2 instructions, behind a check that the processor has them.
//! Everywhere else eight bytes at a time are compared inside a 64-bit word.

#![expect(
    clippy::inline_always,
    reason = "what is not inlined into the AVX2 function is not compiled for AVX2"
)]

/// One bit for each of 64 bytes; the lowest bit is the first byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Masks {
    /// Bytes equal to the delimiter.
    pub delimiter: u64,
    /// Line feeds and carriage returns.
    pub line_end: u64,
    /// Double quotes.
    pub quote: u64,
}

/// A way to find [`Masks`].
pub(super) trait Classify: Copy {
    /// The masks of `block`.
    fn classify(self, block: &[u8; 64]) -> Masks;
}

/// Comparison of eight bytes at a time in a 64-bit word, for any processor.
#[derive(Clone, Copy)]
pub(super) struct Words {
    delimiter: u64,
}

impl Words {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter: repeat(delimiter) }
    }
}

const fn repeat(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// One bit for each of the eight bytes of `word` that equals the byte repeated in `pattern`.
#[inline(always)]
fn equal_bytes(word: u64, pattern: u64) -> u64 {
    const LOW: u64 = repeat(0x7f);
    let difference = word ^ pattern;
    // The top bit of each byte of `zero` is set exactly where `difference` has a zero byte.
    let zero = !(((difference & LOW) + LOW) | difference | LOW);
    // Gathers the eight top bits into the top byte, first byte lowest.
    (zero >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

impl Classify for Words {
    #[inline(always)]
    fn classify(self, block: &[u8; 64]) -> Masks {
        let mut masks = Masks { delimiter: 0, line_end: 0, quote: 0 };
        for (i, eight) in block.as_chunks::<8>().0.iter().enumerate() {
            let word = u64::from_le_bytes(*eight);
            let ends = equal_bytes(word, repeat(b'\n')) | equal_bytes(word, repeat(b'\r'));
            masks.delimiter |= equal_bytes(word, self.delimiter) << (8 * i);
            masks.line_end |= ends << (8 * i);
            masks.quote |= equal_bytes(word, repeat(b'"')) << (8 * i);
        }
        masks
    }
}

#[cfg(target_arch = "x86_64")]
pub(super) use avx2::Avx2;

#[cfg(target_arch = "x86_64")]
mod avx2 {
    use super::{Classify, Masks};
    use std::arch::x86_64::{
        __m256i, _mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_set1_epi8,
    };

    /// Comparison of 32 bytes at a time; a value of this type is proof that the processor can.
    #[derive(Clone, Copy)]
    pub(in super::super) struct Avx2 {
        delimiter: u8,
    }

    impl Avx2 {
        /// The classifier, where the processor has AVX2 and the bit instructions that came with it.
        pub(in super::super) fn new(delimiter: u8) -> Option<Self> {
            let able = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("popcnt");
            able.then_some(Self { delimiter })
        }

        /// Runs `work` in a function compiled for AVX2, so that everything inlined into it is too.
        #[inline]
        pub(in super::super) fn run<W: super::Work>(self, work: W) -> W::Output {
            #[target_feature(enable = "avx2,bmi1,popcnt")]
            fn enabled<W: super::Work>(work: W, avx2: Avx2) -> W::Output {
                work.with(avx2)
            }
            // SAFETY: `self` exists, so `new` has found the features that `enabled` is compiled for.
            unsafe { enabled(work, self) }
        }
    }

    /// The same bits, as a number of which the compiler knows nothing: where it knows that they come from
    /// comparisons, it does shifts of them on vectors, bit by bit, which is ten times slower.
    #[inline(always)]
    fn number(mut bits: u64) -> u64 {
        // SAFETY: there is no instruction; one register is read and written.
        unsafe {
            std::arch::asm!("/* {0} */", inout(reg) bits, options(pure, nomem, nostack, preserves_flags));
        }
        bits
    }

    impl Classify for Avx2 {
        #[inline(always)]
        fn classify(self, block: &[u8; 64]) -> Masks {
            let (pairs, _) = block.as_chunks::<32>();
            // SAFETY: `self` exists, so `new` has found AVX2; 32 bytes are 32 bytes.
            unsafe {
                let low = std::mem::transmute::<[u8; 32], __m256i>(pairs[0]);
                let high = std::mem::transmute::<[u8; 32], __m256i>(pairs[1]);
                let equal = |half: __m256i, byte: u8| _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte as i8));
                let bits = |low: __m256i, high: __m256i| {
                    let low = _mm256_movemask_epi8(low) as u32;
                    let high = _mm256_movemask_epi8(high) as u32;
                    number(u64::from(low) | u64::from(high) << 32)
                };
                let ends = |half: __m256i| _mm256_or_si256(equal(half, b'\n'), equal(half, b'\r'));
                Masks {
                    delimiter: bits(equal(low, self.delimiter), equal(high, self.delimiter)),
                    line_end: bits(ends(low), ends(high)),
                    quote: bits(equal(low, b'"'), equal(high, b'"')),
                }
            }
        }
    }
}

#[cfg(test)]
thread_local! {
    /// Lets a test do without the processor's own instructions.
    pub(super) static PORTABLE: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Work that is compiled once for every way to classify.
pub(super) trait Work {
    /// What it returns.
    type Output;
    /// Does the work; to be marked `#[inline(always)]`.
    fn with<C: Classify>(self, classify: C) -> Self::Output;
}

/// Does `work` with the fastest way this processor has.
#[inline]
pub(super) fn dispatch<W: Work>(delimiter: u8, work: W) -> W::Output {
    #[cfg(test)]
    if PORTABLE.get() {
        return work.with(Words::new(delimiter));
    }
    #[cfg(target_arch = "x86_64")]
    if let Some(avx2) = Avx2::new(delimiter) {
        return avx2.run(work);
    }
    work.with(Words::new(delimiter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn naive(block: &[u8; 64], delimiter: u8) -> Masks {
        let bits = |test: &dyn Fn(u8) -> bool| {
            block.iter().enumerate().fold(0, |bits, (i, &b)| bits | u64::from(test(b)) << i)
        };
        Masks {
            delimiter: bits(&|b| b == delimiter),
            line_end: bits(&|b| b == b'\n' || b == b'\r'),
            quote: bits(&|b| b == b'"'),
        }
    }

    proptest! {
        #[test]
        fn every_way_to_classify_agrees_with_one_byte_at_a_time(
            bytes in proptest::collection::vec(
                prop_oneof![any::<u8>(), Just(b','), Just(b'\n'), Just(b'\r'), Just(b'"'), Just(0x0b), Just(0xac)],
                64,
            ),
            delimiter in prop_oneof![Just(b','), Just(b';'), Just(b'\t'), Just(b'|')],
        ) {
            let block: [u8; 64] = bytes.try_into().unwrap();
            let expected = naive(&block, delimiter);
            prop_assert_eq!(Words::new(delimiter).classify(&block), expected);
            #[cfg(target_arch = "x86_64")]
            if let Some(avx2) = Avx2::new(delimiter) {
                prop_assert_eq!(avx2.classify(&block), expected);
            }
        }
    }
}
