//! One distribution of days, swept: its sums, and the cases at the ranks that are asked for.

use crate::cube::Histogram;
use crate::ledger::days::{Around, DaySlots, DayWants, position};
use crate::quantity::{Fraction, Level};
use crate::stats::durations::{quantile_ranks, spread_rank};
use hashbrown::HashMap;

impl DaySlots<'_> {
    /// Fills slot `slot` with what is known of a distribution.
    #[inline(always)]
    pub(super) fn sweep(
        &mut self,
        slot: usize,
        histogram: &mut Histogram,
        wants: &DayWants,
        scratch: &mut Scratch,
    ) {
        let (short, long) = histogram.sorted();
        let mut below = std::mem::take(&mut scratch.below);
        below.clear();
        let (mut n, mut sum, mut squares) = (0u64, 0u64, 0u128);
        for (b, block) in short.as_chunks::<BLOCK>().0.iter().enumerate() {
            below.push(n);
            let cases = u64::from(block.iter().sum::<u32>());
            if cases == 0 {
                continue;
            }
            // A day is the block's first and what lies beyond: Σ (f + d)·n and Σ (f + d)²·n from Σ n, Σ d·n, Σ d²·n.
            let (beyond, squared) = if cases < FEW { few(block) } else { many(block) };
            let first = (BLOCK * b) as u64;
            n += cases;
            sum += first * cases + beyond;
            squares += u128::from(first * first) * u128::from(cases)
                + u128::from(2 * first) * u128::from(beyond)
                + u128::from(squared);
        }
        let counted = n;
        for &(days, cases) in long {
            n += cases;
            sum += u64::from(days) * cases;
            squares += u128::from(u64::from(days) * u64::from(days)) * u128::from(cases);
        }
        let cases = Cases { short, below: &below, counted, long };
        self.fill(slot, n, sum, || squares);
        self.fill_quantiles(slot, n, wants, scratch, |rank| cases.at(rank));
        scratch.below = below;
        for (limit, column) in &mut self.within {
            let few = short.iter().take(*limit as usize + 1).map(|n| u64::from(*n)).sum::<u64>();
            column[slot] = few + long.iter().filter(|(d, _)| d <= limit).map(|(_, n)| n).sum::<u64>();
        }
    }

    /// Fills a slot with cases, days and squared days.
    #[inline(always)]
    pub(super) fn fill(&mut self, slot: usize, cases: u64, days: u64, squares: impl Fn() -> u128) {
        self.cases[slot] = cases;
        self.days[slot] = days;
        if let Some(of) = self.squares.get_mut(slot) {
            *of = squares();
        }
    }

    /// Fills a slot with the quantiles of `n` cases; `at` says the days of the case at a rank and of the next one.
    #[inline(always)]
    pub(super) fn fill_quantiles(
        &mut self,
        slot: usize,
        n: u64,
        wants: &DayWants,
        scratch: &mut Scratch,
        at: impl Fn(u64) -> (u32, u32),
    ) {
        if n == 0 {
            return;
        }
        for (i, (q, neighbours, around)) in self.quantiles.iter_mut().enumerate() {
            let (rank, further, _) = position(n, *q);
            let (low, next) = at(rank);
            neighbours[slot] = [low, if further == 0 { low } else { next }];
            if let (Some(around), Some(level)) = (around.get_mut(slot), wants.level) {
                *around = scratch.ranks.around(&at, n, (i, *q), level);
            }
        }
    }
}

/// Days of a block of counters.
const BLOCK: usize = 64;
/// Days that are passed over together where a rank is looked for within a block.
const FEW_DAYS: usize = 8;
/// The days of a block beyond its first, and their squares.
const BEYOND: [u32; BLOCK] = beyond(1);
const SQUARED: [u32; BLOCK] = beyond(2);

/// Below so many cases the sums over a block fit 32 bits: 63² · FEW < 2³².
const FEW: u64 = 1 << 20;

/// Σ d·n and Σ d²·n of a block of fewer than [`FEW`] cases.
#[inline(always)]
fn few(block: &[u32; BLOCK]) -> (u64, u64) {
    let (mut beyond, mut squared) = (0u32, 0u32);
    for (n, (d, dd)) in block.iter().zip(BEYOND.iter().zip(&SQUARED)) {
        beyond = beyond.wrapping_add(n.wrapping_mul(*d));
        squared = squared.wrapping_add(n.wrapping_mul(*dd));
    }
    (beyond.into(), squared.into())
}

/// The same of any number of cases.
#[inline(always)]
fn many(block: &[u32; BLOCK]) -> (u64, u64) {
    let (mut beyond, mut squared) = (0u64, 0u64);
    for (n, (d, dd)) in block.iter().zip(BEYOND.iter().zip(&SQUARED)) {
        beyond += u64::from(*n) * u64::from(*d);
        squared += u64::from(*n) * u64::from(*dd);
    }
    (beyond, squared)
}

const fn beyond(power: u32) -> [u32; BLOCK] {
    let mut list = [0; BLOCK];
    let mut day = 0;
    while day < BLOCK {
        list[day] = (day as u32).pow(power);
        day += 1;
    }
    list
}

/// What sweeps of one thread keep for each other.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    ranks: Ranks,
    below: Vec<u64>,
}

/// The ranks that bound quantiles, by the number of cases: many groups have as many cases as others, and the
/// ranks cost more than a sweep.
#[derive(Debug, Default)]
struct Ranks(HashMap<(u64, usize), (Option<u64>, Option<u64>)>);

impl Ranks {
    /// What bounds the `i`-th quantile asked of `n` cases; `at` says the days of the case at a rank and of the next one.
    #[inline(always)]
    fn around(
        &mut self,
        at: impl Fn(u64) -> (u32, u32),
        n: u64,
        (i, q): (usize, Fraction),
        level: Level,
    ) -> Around {
        let (lower, upper) = self.of(n, i, q, level);
        let at = |rank: u64| at(rank).0;
        let spread = spread_rank(n).filter(|_| q.denominator() == 2);
        Around {
            lower: lower.map(|rank| at(rank - 1)),
            upper: upper.map(|rank| at(rank - 1)),
            spread: spread.map_or(0, |c| at(n - c) - at(c - 1)),
        }
    }

    fn of(&mut self, n: u64, i: usize, q: Fraction, level: Level) -> (Option<u64>, Option<u64>) {
        *self.0.entry((n, i)).or_insert_with(|| quantile_ranks(n, q, level))
    }
}

/// The cases of a distribution, to be found by rank.
struct Cases<'h> {
    short: &'h [u32],
    /// For each block of counters, the cases before it.
    below: &'h [u64],
    /// Cases that have counters.
    counted: u64,
    long: &'h [(u32, u64)],
}

impl Cases<'_> {
    /// The days of the case that stands at `rank` (from 0) in rising order, and of the next one; 0 where there is
    /// no such case.
    #[inline(always)]
    fn at(&self, rank: u64) -> (u32, u32) {
        if rank >= self.counted {
            let low = self.long_at(rank - self.counted);
            return (low, self.long_at(rank + 1 - self.counted));
        }
        let block = self.below.partition_point(|below| *below <= rank) - 1;
        // A rank is below 2³², as the cases of a cube are.
        let mut left = (rank - self.below[block]) as u32;
        let mut day = BLOCK * block;
        for few in self.short[day..].as_chunks::<FEW_DAYS>().0 {
            let cases = few.iter().sum::<u32>();
            if left < cases {
                break;
            }
            left -= cases;
            day += few.len();
        }
        while left >= self.short[day] {
            left -= self.short[day];
            day += 1;
        }
        let low = day as u32;
        if left + 1 < self.short[day] {
            return (low, low);
        }
        (low, self.day_from(day + 1).unwrap_or_else(|| self.long_at(0)))
    }

    /// The first day with cases from `day` on that has a counter.
    #[inline(always)]
    fn day_from(&self, day: usize) -> Option<u32> {
        let (few, last) = self.short[day..].as_chunks::<FEW_DAYS>();
        let first = |days: &[u32]| days.iter().position(|n| *n > 0);
        // Many days without a case are passed over together.
        let found = match few.iter().position(|few| few.iter().fold(0, |all, n| all | n) > 0) {
            Some(at) => first(&few[at]).map(|within| at * FEW_DAYS + within),
            None => first(last).map(|within| few.len() * FEW_DAYS + within),
        };
        found.map(|further| (day + further) as u32)
    }

    fn long_at(&self, rank: u64) -> u32 {
        let mut left = rank;
        let mut found = self.long.iter().skip_while(|(_, n)| {
            let passed = left >= *n;
            left -= if passed { *n } else { 0 };
            passed
        });
        found.next().map_or(0, |(days, _)| *days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::DayColumn;
    use std::collections::BTreeSet;

    fn stats(days: &[u32], quantiles: &[(i64, i64)]) -> DayColumn {
        let mut histogram = Histogram::default();
        days.iter().for_each(|d| histogram.add(*d, 1));
        let quantiles = quantiles.iter().map(|(a, b)| Fraction::new(*a, *b).unwrap()).collect();
        let wants = DayWants {
            quantiles,
            limits: BTreeSet::from([100, 600]),
            level: Some(Level::P95),
            ..DayWants::default()
        };
        let mut column = DayColumn::of_none(&wants, 1);
        column.parts(1)[0].sweep(0, &mut histogram, &wants, &mut Scratch::default());
        column
    }

    /// A quantile of the only distribution.
    fn exact(column: &DayColumn, (a, b): (i64, i64)) -> (i64, i64) {
        column.quantile(&Fraction::new(a, b).unwrap()).unwrap().exact(0)
    }

    #[test]
    fn quantiles_lie_between_neighbours_as_in_r_type_7() {
        // R: quantile(c(10, 20, 40, 700), c(.5, .9)) is 30 and 502.
        let known = stats(&[700, 10, 40, 20], &[(1, 2), (9, 10)]);
        let exact = [(1, 2), (9, 10)].map(|q| exact(&known, q));
        assert_eq!(exact, [(60, 2), (5020, 10)]);
        assert_eq!((known.cases(), known.days()), (&[4][..], &[770][..]));
        assert_eq!(known.squares(), Some(&[492_100][..]));
        assert_eq!(
            (known.within(100), known.within(600), known.within(7)),
            (Some(&[3][..]), Some(&[3][..]), None)
        );
    }

    /// A sorted list is the reference, at every rank: days in one block of counters, in many, far apart, and beyond them.
    #[test]
    fn the_case_at_a_rank_is_that_of_the_sorted_list() {
        let lists = [
            vec![5],
            vec![0, 0, 63, 64],
            (0..200).map(|i| i * i % 509).collect(),
            vec![3; 90],
            vec![700, 9, 511, 512, 900, 900],
        ];
        for mut days in lists {
            let mut histogram = Histogram::default();
            days.iter().for_each(|day| histogram.add(*day, 1));
            days.sort_unstable();
            let (short, long) = histogram.sorted();
            let mut below = Vec::new();
            let mut counted = 0;
            for block in short.chunks(BLOCK) {
                below.push(counted);
                counted += u64::from(block.iter().sum::<u32>());
            }
            let cases = Cases { short, below: &below, counted, long };
            for rank in 0..days.len() {
                let (day, next) = cases.at(rank as u64);
                assert_eq!(day, days[rank], "rank {rank} of {days:?}");
                if let Some(behind) = days.get(rank + 1) {
                    assert_eq!(next, *behind, "behind rank {rank} of {days:?}");
                }
            }
        }
    }

    #[test]
    fn two_cases_and_one_case_have_quantiles() {
        // R: quantile(c(3, 8), .9) is 7.5; quantile(5, .9) is 5.
        let exact = |days: &[u32], q| exact(&stats(days, &[q]), q);
        assert_eq!(exact(&[8, 3], (9, 10)), (75, 10));
        assert_eq!(exact(&[5], (9, 10)), (50, 10));
        assert_eq!(exact(&[], (1, 2)), (0, 0));
        assert_eq!(stats(&[], &[(1, 2)]).cases(), [0]);
    }

    #[test]
    fn the_ledger_bounds_quantiles_as_the_statistics_do() {
        use crate::stats::durations::{Moments, median_difference, quantile_interval};
        for size in [1u32, 2, 5, 6, 40, 333] {
            let days: Vec<u32> = (0..size).map(|i| i * i % 701).collect();
            let mut sorted = days.clone();
            sorted.sort_unstable();
            let mut runs: Vec<(i32, u64)> = Vec::new();
            for day in sorted {
                match runs.last_mut() {
                    Some((last, n)) if *last == day as i32 => *n += 1,
                    _ => runs.push((day as i32, 1)),
                }
            }
            let known = stats(&days, &[(1, 2), (9, 10)]);
            let (n, squares) = (known.cases()[0], known.squares().unwrap()[0]);
            let moments = Moments::new(n, known.days()[0].into(), squares as i128);
            assert_eq!(moments, Moments::of(&runs).unwrap());
            let around = |q| known.quantile(&q).unwrap().around(0).unwrap();
            let [median, ninth] = [(1, 2), (9, 10)].map(|(a, b)| Fraction::new(a, b).unwrap());
            for q in [median, ninth] {
                let interval = quantile_interval(&runs, q, Level::P95).unwrap();
                let ends = (around(q).lower.map(f64::from), around(q).upper.map(f64::from));
                assert_eq!(ends, (interval.lower, interval.upper), "{size} cases, quantile {q}");
            }
            if let Some(c) = spread_rank(n) {
                let error =
                    f64::from(around(median).spread) / (2.0 * crate::stats::durations::spread_z(n, c));
                let both = median_difference(&runs, &runs, Level::P95).unwrap().standard_error.unwrap();
                assert!((error.hypot(error) - both).abs() < 1e-12, "{size} cases");
            }
        }
    }
}
