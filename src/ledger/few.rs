//! A distribution of a few cases: sorted, which costs less than counters that are emptied, filled and swept.

use crate::cube::DayStore;
use crate::ledger::days::{DaySlots, DayWants};
use crate::ledger::distribution::Scratch;
use crate::ledger::sweep::Part;

/// So many cases are few: to sort them is less than to empty, fill and sweep hundreds of counters.
pub(super) const FEW: usize = 32;

/// The days of all cases of some parts, rising, where they are few; else nothing.
#[inline(always)]
pub(super) fn few<'d>(store: &DayStore, parts: &[Part], days: &'d mut Vec<u32>) -> Option<&'d [u32]> {
    days.clear();
    for part in parts {
        if !store.list(part.at as usize, FEW, days) {
            return None;
        }
    }
    days.sort_unstable();
    Some(days)
}

impl DaySlots<'_> {
    /// Fills slot `slot` with what is known of a distribution whose days are these, rising.
    #[inline(always)]
    pub(super) fn sweep_few(&mut self, slot: usize, days: &[u32], wants: &DayWants, scratch: &mut Scratch) {
        let n = days.len() as u64;
        let sum = days.iter().map(|d| u64::from(*d)).sum();
        let squares = || days.iter().map(|d| u128::from(u64::from(*d) * u64::from(*d))).sum();
        self.fill(slot, n, sum, squares);
        let day = |rank: usize| days.get(rank).copied().unwrap_or(0);
        self.fill_quantiles(slot, n, wants, scratch, |rank| (day(rank as usize), day(rank as usize + 1)));
        for (limit, column) in &mut self.within {
            column[slot] = days.partition_point(|d| d <= limit) as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::Histogram;
    use crate::ledger::days::DayColumn;
    use crate::quantity::{Fraction, Level};
    use std::collections::BTreeSet;

    /// The reference is the sweep of counters. Days of every number of cases that are few, some of them alike, some
    /// beyond all counters; put together of two parts, of which one has many cases of one day.
    #[test]
    fn a_few_cases_are_swept_as_many_are() {
        let quantiles = [(1, 2), (9, 10), (1, 3)].map(|(a, b)| Fraction::new(a, b).unwrap());
        let wants = DayWants {
            quantiles: BTreeSet::from(quantiles),
            limits: BTreeSet::from([0, 17, 600]),
            level: Some(Level::P95),
            ..DayWants::default()
        };
        let parts = [0, 1].map(|at| Part { slot: 0, at });
        for cases in 0..=FEW as u32 + 3 {
            let mut store = DayStore::default();
            store.resize(2);
            let mut histogram = Histogram::default();
            let mut add = |at, days, n| {
                store.add_many(at, days, n);
                histogram.add(days, n);
            };
            let alike = cases / 3;
            (alike..cases).for_each(|i| add(0, [i * i % 23, 700 + i, 90_000 + i][i as usize % 3], 1));
            add(1, 18, alike.into());
            let mut list = Vec::new();
            let found = few(&store, &parts, &mut list);
            assert_eq!(found.is_some(), cases as usize <= FEW, "{cases} cases");
            let Some(days) = found else { continue };
            let (mut ours, mut counted) = (DayColumn::of_none(&wants, 1), DayColumn::of_none(&wants, 1));
            ours.parts(1)[0].sweep_few(0, days, &wants, &mut Scratch::default());
            counted.parts(1)[0].sweep(0, &mut histogram, &wants, &mut Scratch::default());
            assert_eq!(ours, counted, "{cases} cases");
        }
    }
}
