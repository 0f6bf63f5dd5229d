//! Exact distributions of whole days, many of them, filled one case at a time.
//!
//! Two stores merge exactly, whatever the form of each distribution in them.

mod arena;
mod aside;
mod histogram;
mod lines;
mod sorted;
mod waiting;

use crate::threads::map;
use arena::{Arena, Form, Value};
pub use histogram::Histogram;
pub(crate) use waiting::{NO_SPAN, Waiting};

/// Parts of a store, which threads can fill side by side.
const SHARDS: usize = 2;
/// So many distributions further on are asked for while one is used: where their values lie follows no order.
pub(crate) const AHEAD: usize = 6;
/// Distributions for which another thread is worth its start.
const ENOUGH: usize = 1 << 12;

/// Many distributions, by number.
#[derive(Debug, Clone, Default)]
pub struct DayStore {
    /// Distribution `at` is the `at / SHARDS`-th of shard `at % SHARDS`.
    shards: [Shard; SHARDS],
}

/// Every so many-th distribution.
#[derive(Debug, Clone, Default)]
struct Shard {
    forms: Vec<Form>,
    arena: Arena,
}

impl DayStore {
    /// Makes room for `len` distributions.
    pub fn resize(&mut self, len: usize) {
        for (s, shard) in self.shards.iter_mut().enumerate() {
            shard.forms.resize(before(len, s), Form::Nothing);
        }
    }

    /// Distributions there are.
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.forms.len()).sum()
    }

    /// Adds the days of some cases to distribution `at`.
    #[inline]
    fn extend(&mut self, at: usize, values: &[Value]) {
        let Shard { forms, arena } = &mut self.shards[at % SHARDS];
        arena.extend(&mut forms[at / SHARDS], (at / SHARDS) as u32, values);
    }

    /// Adds `n` cases of `days` to distribution `at`.
    pub fn add_many(&mut self, at: usize, days: u32, n: u64) {
        let Shard { forms, arena } = &mut self.shards[at % SHARDS];
        arena.add_many(&mut forms[at / SHARDS], (at / SHARDS) as u32, days, n);
    }

    /// Asks for the values of distribution `at`, which are used soon; nothing happens where there is none.
    #[inline]
    pub fn soon(&self, at: usize) {
        let Shard { forms, arena } = &self.shards[at % SHARDS];
        forms.get(at / SHARDS).into_iter().for_each(|form| arena.soon(*form));
    }

    /// Adds every distribution of `other`, `to(from)` saying to which one `from` belongs here.
    pub fn add_all(&mut self, other: &Self, to: impl Fn(usize) -> usize + Sync) {
        let add = |(s, Shard { forms, arena }): (usize, &mut Shard)| {
            for from in 0..other.len() {
                if from + AHEAD < other.len() {
                    let further = to(from + AHEAD);
                    if further % SHARDS == s {
                        other.soon(from + AHEAD);
                        arena.soon(forms[further / SHARDS]);
                    }
                }
                let at = to(from);
                if at % SHARDS == s {
                    let (shard, from) = (&other.shards[from % SHARDS], from / SHARDS);
                    let (form, number) = (&mut forms[at / SHARDS], (at / SHARDS) as u32);
                    arena.add_from(form, number, &shard.arena, shard.forms[from], from as u32);
                }
            }
            arena.settle();
        };
        map(self.shards.iter_mut().enumerate(), other.len() >= ENOUGH, add);
    }

    /// Makes room for distributions that are filled: by so many counters, or else by a list of so many days.
    #[cfg(feature = "arrow")]
    pub fn reserve(&mut self, distributions: &[(usize, usize)]) {
        for (s, shard) in self.shards.iter_mut().enumerate() {
            shard.arena.reserve(distributions.iter().skip(s).step_by(SHARDS).copied());
        }
    }

    /// Fills distribution `at`, which is empty: by counters of the days from 0 on, or else by a list of days below
    /// 65,535.
    #[cfg(feature = "arrow")]
    pub fn fill(&mut self, at: usize, counters: &[u8], list: &[u16]) {
        let Shard { forms, arena } = &mut self.shards[at % SHARDS];
        if !counters.is_empty() && !arena.fill(&mut forms[at / SHARDS], counters) {
            let counted = counters.iter().zip(0..).filter(|(n, _)| **n > 0);
            counted.for_each(|(n, days)| self.add_many(at, days, u64::from(*n)));
        }
        let list: Vec<Value> = list.iter().map(|days| days.to_le_bytes()).collect();
        if !list.is_empty() {
            self.extend(at, &list);
        }
    }

    /// The distributions from the `n`-th on; those before are empty.
    pub fn skip(mut self, n: usize) -> Self {
        for (s, shard) in self.shards.iter_mut().enumerate() {
            shard.forms.drain(..before(n, s));
            shard.arena.skip(before(n, s) as u32);
        }
        self.shards.rotate_left(n % SHARDS);
        self
    }

    /// Puts in order what came in no order; reading is quick after that.
    pub fn settle(&mut self) {
        self.shards.iter_mut().for_each(|shard| shard.arena.settle());
    }

    /// Adds distribution `at` to an accumulator.
    #[inline(always)]
    pub fn pour(&self, at: usize, into: &mut Histogram) {
        let Shard { forms, arena } = &self.shards[at % SHARDS];
        arena.pour(forms[at / SHARDS], (at / SHARDS) as u32, into);
    }

    /// Adds the days of every case of distribution `at` to a list, if that has at most `most` then; else says no, and
    /// what was added is of no use.
    #[inline(always)]
    pub fn list(&self, at: usize, most: usize, into: &mut Vec<u32>) -> bool {
        let Shard { forms, arena } = &self.shards[at % SHARDS];
        arena.list_all(forms[at / SHARDS], (at / SHARDS) as u32, most, into)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let bytes = |shard: &Shard| shard.forms.capacity() * size_of::<Form>() + shard.arena.bytes();
        self.shards.iter().map(bytes).sum()
    }
}

/// Turns how many there are of each into where the first of each goes when they stand in order.
pub(crate) fn starts(counts: &mut [u32]) {
    let mut before = 0;
    for start in counts {
        before += std::mem::replace(start, before);
    }
}

/// Distributions before the `n`-th that lie in shard `s`.
fn before(n: usize, s: usize) -> usize {
    (n + SHARDS - 1 - s) / SHARDS
}

#[cfg(test)]
mod tests {
    use super::lines::MOST;
    use super::*;
    use std::collections::BTreeMap;

    fn runs(store: &DayStore, at: usize) -> Vec<(u32, u64)> {
        let mut histogram = Histogram::default();
        store.pour(at, &mut histogram);
        histogram.runs()
    }

    /// A slow reference: maps, fed with the same values from a fixed multiplicative sequence. Widths up to
    /// 40 years, lists that never grow long, one counter that wraps several times, days beyond 16 bits. The days wait in
    /// lines, in the order of the rows, and first so and then so, as the distributions become many.
    #[test]
    fn a_store_equals_a_map_through_every_form_a_distribution_takes() {
        for (few, many) in [(6, 6), (MOST + 1, MOST + 1), (6, MOST + 1)] {
            of_every_form(few, many);
        }
    }

    fn of_every_form(few: usize, many: usize) {
        let spreads = [900, 14_600, 70, 200_000, 3];
        let (mut store, mut waiting) = (DayStore::default(), Waiting::new(1));
        // Distribution 0 is for what belongs to none.
        store.resize(few);
        let mut reference = vec![BTreeMap::<u32, u64>::new(); 5];
        let mut x = 1u64;
        for i in 0..600_000u32 {
            if i == 300_000 {
                store.resize(many);
            }
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
            waiting.add(&mut store, &[at as u32 + 1], &[days as i32]);
            *reference[at].entry(days).or_default() += 1;
        }
        waiting.enter(&mut store);
        let mut store = store.skip(1);
        store.settle();
        let expected: Vec<Vec<(u32, u64)>> =
            reference.iter().map(|m| m.clone().into_iter().collect()).collect();
        for (at, expected) in expected.iter().enumerate() {
            assert_eq!(runs(&store, at), *expected, "distribution {at} of {many}");
        }
        assert!(reference[0][&7] > 65_536, "no counter wrapped");
        let mut many = DayStore::default();
        many.resize(5);
        for (at, expected) in expected.iter().enumerate() {
            expected.iter().for_each(|(days, n)| many.add_many(at, *days, *n));
        }
        // Each into each: rows into lists, lists into rows, wide into narrow.
        for turn in 0..5 {
            for other in [&store, &many] {
                let mut merged = store.clone();
                merged.add_all(other, |from| (from + turn) % 5);
                for (at, own) in reference.iter().enumerate() {
                    let mut sum = own.clone();
                    let from = (at + 5 - turn) % 5;
                    reference[from].iter().for_each(|(d, n)| *sum.entry(*d).or_default() += n);
                    assert_eq!(runs(&merged, at), sum.into_iter().collect::<Vec<_>>(), "{from} into {at}");
                }
            }
        }
    }

    /// By hand: of five rows one has no days, one belongs to no distribution, and one has its dates 70,000 days in the
    /// wrong order, which is 4,294,897,296 = 2³² − 70,000 and not the 61,072 of its lowest 16 bits.
    #[test]
    fn days_that_no_case_can_have_are_not_taken_for_others() {
        let (mut store, mut waiting) = (DayStore::default(), Waiting::new(2));
        store.resize(3);
        waiting.add(&mut store, &[2, 2, 1, 2, 2, 1], &[5, NO_SPAN, 9, -70_000, 5, -1]);
        waiting.enter(&mut store);
        assert_eq!(runs(&store.skip(2), 0), [(5, 2), (4_294_897_296, 1)]);
    }
}
