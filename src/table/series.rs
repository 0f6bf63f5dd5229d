//! The observations of one indicator, by group and period.
//!
//! Where an indicator is a column of the ledger, a quotient of two or a statistic of days, the table holds that column,
//! and an observation is made of it when it is read. A table of many rows then costs what its readers ask for.

use crate::ledger::{DayColumn, DayStatistic};
use crate::quantity::QuantityKind;
use crate::table::sureness::Spread;
use crate::table::{Observation, Status};
use std::ops::Range;
use std::sync::Arc;

/// A column of whole numbers, which a ledger and its tables share.
pub(super) type Numbers = Arc<Vec<i64>>;

/// The observations of an indicator.
#[derive(Debug, Clone)]
pub(super) enum Series {
    /// None has a value, and all for this reason.
    None(Status),
    /// A column as it stands.
    Total(Numbers, QuantityKind),
    /// The first column over the second.
    Quotient([Numbers; 2], QuantityKind),
    /// A statistic of distributions of days.
    Days(Arc<DayColumn>, DayStatistic),
    /// Each on its own; and for a statistic of days whose rows come of two tables, what tells how sure each is, where that
    /// is known.
    Rows(Vec<Observation>, Vec<Option<Spread>>),
}

impl Series {
    /// Rows of their own, and what tells how sure each is; of which nothing is kept where nothing is known.
    pub fn of_rows(
        rows: impl Iterator<Item = Observation>,
        spreads: impl Iterator<Item = Option<Spread>> + Clone,
    ) -> Self {
        let known = spreads.clone().any(|spread| spread.is_some());
        Self::Rows(rows.collect(), if known { spreads.collect() } else { Vec::new() })
    }

    /// The observation of row `at`.
    pub fn row(&self, at: usize) -> Observation {
        let mut row = [Observation::none(Status::NotAvailable)];
        self.read(at..at + 1, &mut row);
        row[0]
    }

    /// The observations of a run of rows, into as many slots.
    pub fn read(&self, at: Range<usize>, rows: &mut [Observation]) {
        match self {
            Self::None(status) => rows.fill(Observation::none(*status)),
            Self::Total(numbers, kind) => fill(rows, numbers[at].iter().map(|number| total(*number, *kind))),
            Self::Quotient([upper, lower], kind) => {
                let both = upper[at.clone()].iter().zip(&lower[at]);
                fill(rows, both.map(|(upper, lower)| quotient(*upper, *lower, *kind)));
            }
            Self::Days(days, statistic) => read_days(days, statistic, at, rows),
            Self::Rows(all, _) => rows.copy_from_slice(&all[at]),
        }
    }

    /// What tells how sure row `at` is, of a statistic of days.
    pub fn spread(&self, at: usize) -> Option<Spread> {
        match self {
            Self::Days(days, statistic) => Spread::of(days, statistic, at),
            Self::Rows(_, spreads) => spreads.get(at).copied().flatten(),
            Self::None(_) | Self::Total(..) | Self::Quotient(..) => None,
        }
    }
}

fn fill(rows: &mut [Observation], with: impl Iterator<Item = Observation>) {
    rows.iter_mut().zip(with).for_each(|(row, observation)| *row = observation);
}

/// A number as it stands; of counts it is the cases, too.
#[inline]
pub(super) fn total(number: i64, kind: QuantityKind) -> Observation {
    let cases = if kind == QuantityKind::Count { number } else { -1 };
    Observation { status: Status::Known, numerator: number, denominator: 1, cases }
}

/// A quotient; the numerator of a proportion lies within its denominator.
#[inline]
pub(super) fn quotient(upper: i64, lower: i64, kind: QuantityKind) -> Observation {
    if lower == 0 {
        return Observation::none(Status::ZeroDenominator);
    }
    let outside = kind == QuantityKind::Proportion && !(0..=lower).contains(&upper);
    let status = if outside { Status::OutsideWhole } else { Status::Known };
    Observation { status, numerator: upper, denominator: lower, cases: lower }
}

fn read_days(days: &DayColumn, statistic: &DayStatistic, at: Range<usize>, rows: &mut [Observation]) {
    let cases = &days.cases()[at.clone()];
    match statistic {
        DayStatistic::Mean => {
            let both = cases.iter().zip(&days.days()[at]);
            return fill(rows, both.map(|(n, days)| of_days(*n, *days as i64, *n as i64)));
        }
        DayStatistic::Quantile(q) => {
            if let Some(quantiles) = days.quantile(q) {
                let exact = |(n, at): (&u64, usize)| {
                    let (numerator, denominator) = quantiles.exact(at);
                    of_days(*n, numerator, denominator)
                };
                return fill(rows, cases.iter().zip(at).map(exact));
            }
        }
        DayStatistic::Within(limit) => {
            if let Some(within) = days.within(*limit) {
                let both = cases.iter().zip(&within[at]);
                return fill(rows, both.map(|(n, few)| of_days(*n, *few as i64, *n as i64)));
            }
        }
    }
    let not_asked = |n: &u64| if *n == 0 { Status::NoCases } else { Status::NotAvailable };
    fill(rows, cases.iter().map(|n| Observation::none(not_asked(n))));
}

/// A statistic of the days of `n` cases.
#[inline]
fn of_days(n: u64, numerator: i64, denominator: i64) -> Observation {
    match n {
        0 => Observation::none(Status::NoCases),
        n => Observation { status: Status::Known, numerator, denominator, cases: n as i64 },
    }
}
