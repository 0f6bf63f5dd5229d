//! What is asked of distributions of days, and the answers.

use crate::quantity::{Fraction, Level};
use std::collections::BTreeSet;

/// What indicators ask of a measure beyond its number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DayWants {
    /// Quantiles, strictly inside (0, 1).
    pub quantiles: BTreeSet<Fraction>,
    /// Limits in days: how many cases took at most so many?
    pub limits: BTreeSet<u32>,
    /// The numbers of every month of a period.
    pub months: bool,
    /// The level of the intervals of the quantiles; `None` for none.
    pub level: Option<Level>,
}

/// What is known of a distribution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DayStats {
    /// Cases.
    pub n: u64,
    /// Days of all cases together.
    pub sum: u64,
    /// The squared days of all cases together.
    pub squares: u128,
}

/// What is known of the distributions of a measure, one for each group and period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayColumn {
    pub(super) stats: Vec<DayStats>,
    pub(super) quantiles: Vec<(Fraction, Vec<Between>)>,
    pub(super) within: Vec<(u32, Vec<u64>)>,
}

impl DayColumn {
    /// A column of so many distributions without cases, of which this is asked.
    pub(super) fn of_none(wants: &DayWants, len: usize) -> Self {
        Self {
            stats: vec![DayStats::default(); len],
            quantiles: wants.quantiles.iter().map(|q| (*q, vec![Between::default(); len])).collect(),
            within: wants.limits.iter().map(|limit| (*limit, vec![0; len])).collect(),
        }
    }

    /// Puts what is known of each distribution of `other`, of which the same is asked, to its slot here.
    pub(super) fn put(&mut self, slots: &[u32], other: &Self) {
        scatter(slots, &other.stats, &mut self.stats);
        for ((_, column), (_, theirs)) in self.quantiles.iter_mut().zip(&other.quantiles) {
            scatter(slots, theirs, column);
        }
        for ((_, column), (_, theirs)) in self.within.iter_mut().zip(&other.within) {
            scatter(slots, theirs, column);
        }
    }

    /// Cases, days and squared days of each distribution.
    pub fn stats(&self) -> &[DayStats] {
        &self.stats
    }

    /// A quantile of each distribution; `None` where it was not asked. Where there are no cases there is none: its
    /// denominator is 0.
    pub fn quantile(&self, asked: &Fraction) -> Option<&[Between]> {
        self.quantiles.iter().find(|(q, _)| q == asked).map(|(_, column)| column.as_slice())
    }

    /// The cases of each distribution that took at most so many days; `None` where that was not asked.
    pub fn within(&self, asked: u32) -> Option<&[u64]> {
        self.within.iter().find(|(limit, _)| *limit == asked).map(|(_, column)| column.as_slice())
    }
}

/// Puts each value to its slot.
fn scatter<T: Copy>(slots: &[u32], from: &[T], to: &mut [T]) {
    slots.iter().zip(from).for_each(|(slot, value)| to[*slot as usize] = *value);
}

/// A quantile between two neighbours in order: `low + (high − low) · numerator / denominator` (Hyndman and
/// Fan's type 7, the default of R and NumPy).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Between {
    /// Days of the case below.
    pub low: u32,
    /// Days of the case above.
    pub high: u32,
    /// How far between, as a fraction.
    pub numerator: i64,
    /// Of this.
    pub denominator: i64,
    /// The cases that tell how sure it is, where a level was asked for.
    pub around: Around,
}

/// Days of the cases that bound a quantile, by their ranks alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Around {
    /// Days of the case that bounds it from below; `None` where no case does.
    pub lower: Option<u32>,
    /// Days of the case that bounds it from above; `None` where no case does.
    pub upper: Option<u32>,
    /// Days between the two cases that tell the spread of the median; 0 for fewer than two cases.
    pub spread: u32,
}

impl Between {
    /// The exact quantile in days, as numerator and denominator; the latter is 0 where there are no cases.
    pub fn exact(&self) -> (i64, i64) {
        let (low, high) = (i64::from(self.low), i64::from(self.high));
        (low * self.denominator + (high - low) * self.numerator, self.denominator)
    }
}
