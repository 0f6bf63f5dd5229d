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

/// What is known of the distributions of a measure, one for each group and period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayColumn {
    cases: Vec<u64>,
    days: Vec<u64>,
    /// Empty where no level was asked for.
    squares: Vec<u128>,
    quantiles: Vec<QuantileColumn>,
    within: Vec<(u32, Vec<u64>)>,
}

/// A quantile of each distribution.
#[derive(Debug, Clone, PartialEq, Eq)]
struct QuantileColumn {
    of: Fraction,
    /// The days of the case at its rank, and of the next one.
    neighbours: Vec<[u32; 2]>,
    /// Empty where no level was asked for.
    around: Vec<Around>,
}

impl DayColumn {
    /// A column of so many distributions without cases, of which this is asked.
    pub(super) fn of_none(wants: &DayWants, len: usize) -> Self {
        let sure = if wants.level.is_some() { len } else { 0 };
        let quantile = |q: &Fraction| QuantileColumn {
            of: *q,
            neighbours: vec![[0; 2]; len],
            around: vec![Around::default(); sure],
        };
        Self {
            cases: vec![0; len],
            days: vec![0; len],
            squares: vec![0; sure],
            quantiles: wants.quantiles.iter().map(quantile).collect(),
            within: wants.limits.iter().map(|limit| (*limit, vec![0; len])).collect(),
        }
    }

    /// The cases of each distribution.
    pub fn cases(&self) -> &[u64] {
        &self.cases
    }

    /// The days of all cases of each distribution together.
    pub fn days(&self) -> &[u64] {
        &self.days
    }

    /// The squared days of all cases of each distribution together; `None` where no level was asked for.
    pub fn squares(&self) -> Option<&[u128]> {
        (self.squares.len() == self.cases.len()).then_some(&self.squares)
    }

    /// A quantile of each distribution; `None` where it was not asked.
    pub fn quantile(&self, asked: &Fraction) -> Option<Quantiles<'_>> {
        let column = self.quantiles.iter().find(|column| column.of == *asked)?;
        Some(Quantiles { cases: &self.cases, column })
    }

    /// The cases of each distribution that took at most so many days; `None` where that was not asked.
    pub fn within(&self, asked: u32) -> Option<&[u64]> {
        self.within.iter().find(|(limit, _)| *limit == asked).map(|(_, column)| column.as_slice())
    }

    /// Its distributions to be filled, `each` neighbours at a time.
    pub(super) fn parts(&mut self, each: usize) -> Vec<DaySlots<'_>> {
        let rest = self.squares.chunks_mut(each).chain(std::iter::repeat_with(|| &mut [][..]));
        let slots = self.cases.chunks_mut(each).zip(self.days.chunks_mut(each)).zip(rest);
        let mut parts: Vec<DaySlots<'_>> = slots
            .map(|((cases, days), squares)| DaySlots {
                cases,
                days,
                squares,
                quantiles: Vec::with_capacity(self.quantiles.len()),
                within: Vec::with_capacity(self.within.len()),
            })
            .collect();
        for QuantileColumn { of, neighbours, around } in &mut self.quantiles {
            let around = around.chunks_mut(each).chain(std::iter::repeat_with(|| &mut [][..]));
            for ((part, neighbours), around) in parts.iter_mut().zip(neighbours.chunks_mut(each)).zip(around)
            {
                part.quantiles.push((*of, neighbours, around));
            }
        }
        for (limit, column) in &mut self.within {
            for (part, column) in parts.iter_mut().zip(column.chunks_mut(each)) {
                part.within.push((*limit, column));
            }
        }
        parts
    }
}

/// A quantile of some neighbouring distributions: the cases at its rank, and those around it.
type QuantileSlots<'c> = (Fraction, &'c mut [[u32; 2]], &'c mut [Around]);

/// Some neighbouring distributions of a column, which are filled one by one.
pub(super) struct DaySlots<'c> {
    pub cases: &'c mut [u64],
    pub days: &'c mut [u64],
    /// Empty where no level was asked for, as what is around quantiles.
    pub squares: &'c mut [u128],
    pub quantiles: Vec<QuantileSlots<'c>>,
    pub within: Vec<(u32, &'c mut [u64])>,
}

/// A quantile of each distribution of a column: `low + (high − low) · numerator / denominator` between two neighbours in
/// order (Hyndman and Fan's type 7, the default of R and NumPy).
#[derive(Debug, Clone, Copy)]
pub struct Quantiles<'c> {
    cases: &'c [u64],
    column: &'c QuantileColumn,
}

impl Quantiles<'_> {
    /// The exact quantile of distribution `at` in days, as numerator and denominator; the latter is 0 where there are no
    /// cases.
    #[inline]
    pub fn exact(&self, at: usize) -> (i64, i64) {
        let [low, high] = self.column.neighbours[at].map(i64::from);
        match self.cases[at] {
            0 => (0, 0),
            // No need to divide.
            _ if low == high => {
                (low * self.column.of.denominator() as i64, self.column.of.denominator() as i64)
            }
            n => {
                let (_, numerator, of) = position(n, self.column.of);
                (low * of + (high - low) * numerator, of)
            }
        }
    }

    /// The cases that tell how sure the quantile of distribution `at` is; `None` where no level was asked for.
    pub fn around(&self, at: usize) -> Option<Around> {
        self.column.around.get(at).copied()
    }
}

/// Where a quantile of `n` cases, at least one, lies: the rank of the case below (from 0), and how far it is to the next one,
/// as numerator and denominator.
#[inline(always)]
pub(super) fn position(n: u64, q: Fraction) -> (u64, i64, i64) {
    let (p, of) = (q.numerator() as i64, q.denominator() as i64);
    let position = (n as i64 - 1) * p;
    ((position / of) as u64, position % of, of)
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
