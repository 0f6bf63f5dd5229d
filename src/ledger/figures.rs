//! Statistics of days that a source tells without the days themselves.
//!
//! A table that prints days and cases gives a mean that adds up over courts: days and cases are summed, and divided
//! once. A mean or a median that is printed as such is a given number: it stands where it is printed, and no other
//! number comes of it.

use crate::ledger::Missing;
use crate::quantity::Fraction;

/// What is taken of a distribution of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayStatistic {
    /// Days of all cases over their number.
    Mean,
    /// Type 7 of Hyndman and Fan, as R and NumPy by default.
    Quantile(Fraction),
    /// Share of the cases that took at most so many days.
    Within(u32),
}

/// A statistic of days, of one group and period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayFigure {
    /// Days of all cases, or cases within a limit, and the cases.
    Counted {
        /// Days of all cases together, or how many cases are within the limit.
        upper: i64,
        /// Cases.
        cases: i64,
    },
    /// Printed as it is, in days or as a share: numerator and denominator of that number, not of cases.
    Given(i64, i64),
    /// None, and why.
    Missing(Missing),
}

impl DayStatistic {
    /// The statistic that a word names: `mean`, `median`, or a quantile from `p1` to `p99`.
    pub fn named(word: &str) -> Option<Self> {
        let quantile = |percent: u8| Fraction::new(i64::from(percent), 100).ok().map(Self::Quantile);
        match word {
            "mean" => Some(Self::Mean),
            "median" => quantile(50),
            other => match other.strip_prefix('p')?.parse() {
                Ok(percent @ 1..=99) => quantile(percent),
                _ => None,
            },
        }
    }
}
