//! Exact distributions of whole days, many of them, filled one case at a time.
//!
//! Two stores merge exactly, whatever the form of each distribution in them.

mod arena;
mod histogram;

pub(crate) use arena::{Arena, EMPTY};
pub use histogram::Histogram;

/// Many distributions, by number.
#[derive(Debug, Clone, Default)]
pub struct DayStore {
    heads: Vec<u64>,
    arena: Arena,
}

impl DayStore {
    /// Distributions whose values are in `arena`.
    pub(crate) fn of(heads: Vec<u64>, mut arena: Arena) -> Self {
        arena.settle();
        Self { heads, arena }
    }

    /// Makes room for `len` distributions.
    pub fn resize(&mut self, len: usize) {
        self.heads.resize(len, EMPTY);
    }

    /// Adds `n` cases of `days` to distribution `at`.
    pub fn add_many(&mut self, at: usize, days: u32, n: u64) {
        self.arena.add_many(&mut self.heads[at], at as u32, days, n);
    }

    /// Adds distribution `from` of `other` to distribution `at`.
    pub fn add_from(&mut self, at: usize, other: &Self, from: usize) {
        self.arena.add_from(&mut self.heads[at], at as u32, &other.arena, other.heads[from], from as u32);
    }

    /// Makes room for distributions that are filled: by so many counters, or else by a list of so many days.
    #[cfg(feature = "arrow")]
    pub fn reserve(&mut self, distributions: impl Iterator<Item = (usize, usize)>) {
        self.arena.reserve(distributions);
    }

    /// Fills distribution `at`, which is empty: by counters of the days from 0 on, or else by a list of days below
    /// 65,535.
    #[cfg(feature = "arrow")]
    pub fn fill(&mut self, at: usize, counters: &[u8], list: &[u16]) {
        let filled =
            if counters.is_empty() { self.arena.filled_list(list) } else { self.arena.filled_row(counters) };
        match filled {
            Some(head) => self.heads[at] = head,
            None => {
                let counted = counters.iter().zip(0..).filter(|(n, _)| **n > 0);
                counted.for_each(|(n, days)| self.add_many(at, days, u64::from(*n)));
                list.iter().for_each(|days| self.add_many(at, u32::from(*days), 1));
            }
        }
    }

    /// Puts in order what came in no order; reading is quick after that.
    pub fn settle(&mut self) {
        self.arena.settle();
    }

    /// Adds distribution `at` to an accumulator.
    #[inline(always)]
    pub fn pour(&self, at: usize, into: &mut Histogram) {
        self.arena.pour(self.heads[at], at as u32, into);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.heads.capacity() * 8 + self.arena.bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn runs(store: &DayStore, at: usize) -> Vec<(u32, u64)> {
        let mut histogram = Histogram::default();
        store.pour(at, &mut histogram);
        histogram.runs()
    }

    /// A slow reference: maps, fed with the same values from a fixed multiplicative sequence. Widths up to
    /// 40 years, lists that never grow long, one counter that wraps several times, days beyond 16 bits.
    #[test]
    fn a_store_equals_a_map_through_every_form_a_distribution_takes() {
        let spreads = [900, 14_600, 70, 200_000, 3];
        let (mut arena, mut heads) = (Arena::default(), [EMPTY; 5]);
        let mut reference = vec![BTreeMap::<u32, u64>::new(); 5];
        let mut x = 1u64;
        for i in 0..600_000u32 {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let at = match x >> 59 {
                0..16 => 0,
                16..28 => 1,
                28 | 29 => 4,
                30 => 3,
                _ => 2,
            };
            let days = if i % 3 == 0 && at == 0 { 7 } else { ((x >> 33) % spreads[at]) as u32 };
            if at == 2 && i > 2_000 {
                continue;
            }
            arena.enter(&mut heads[at], days, || at as u32);
            *reference[at].entry(days).or_default() += 1;
        }
        let store = DayStore::of(heads.to_vec(), arena);
        let expected: Vec<Vec<(u32, u64)>> =
            reference.iter().map(|m| m.clone().into_iter().collect()).collect();
        for (at, expected) in expected.iter().enumerate() {
            assert_eq!(runs(&store, at), *expected, "distribution {at}");
        }
        assert!(reference[0][&7] > 65_536, "no counter wrapped");
        let mut many = DayStore::default();
        many.resize(5);
        for (at, expected) in expected.iter().enumerate() {
            expected.iter().for_each(|(days, n)| many.add_many(at, *days, *n));
        }
        // Each into each: rows into lists, lists into rows, wide into narrow.
        for from in 0..5 {
            for at in 0..5 {
                for other in [&store, &many] {
                    let mut merged = store.clone();
                    merged.add_from(at, other, from);
                    let mut sum = reference[at].clone();
                    reference[from].iter().for_each(|(d, n)| *sum.entry(*d).or_default() += n);
                    assert_eq!(runs(&merged, at), sum.into_iter().collect::<Vec<_>>(), "{from} into {at}");
                }
            }
        }
    }
}
