//! Ledgers: measures by group and period.
//!
//! `pending at end = pending at start + incoming − resolved`, in every group and period.
//!
//! A ledger comes from a cube ([`Ledger::from_cube`]). Roll-ups over groups and over periods are made here,
//! from the cells: numbers add, distributions are put together, and nothing is averaged.

mod ages;
mod days;
mod distinct;
mod distribution;
mod few;
mod figures;
mod from_cube;
mod groups;
mod inputs;
mod numbers;
mod sweep;
mod taken;
mod targets;

pub use days::{Around, DayColumn, DayWants, Quantiles};
pub use figures::{DayFigure, DayStatistic};
pub use groups::{Group, GroupWord, Rollup};
pub use inputs::{InputValue, Inputs};

pub(crate) use groups::levels;

use crate::cube::Measure;
use crate::period::Period;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Why a measure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Missing {
    /// The source has no such column.
    NoColumn,
    /// It exists, but nobody knows it (NA).
    NotAvailable,
    /// There can be no such thing here (NAP).
    NotApplicable,
}

/// Places of a column that have no number.
pub(crate) type Gaps = BTreeMap<usize, Missing>;

/// Measures by group and period.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(crate) by: Vec<String>,
    pub(crate) groups: Arc<[Group]>,
    pub(crate) periods: Vec<Period>,
    pub(crate) numbers: BTreeMap<Measure, Arc<Vec<i64>>>,
    pub(crate) gaps: BTreeMap<Measure, Gaps>,
    pub(crate) days: BTreeMap<Measure, Arc<DayColumn>>,
    /// Statistics of days whose distribution is not known.
    pub(crate) figures: BTreeMap<Measure, BTreeMap<DayStatistic, Vec<DayFigure>>>,
    /// For flows: the numbers of the months of every period.
    pub(crate) months: BTreeMap<Measure, Vec<Vec<i64>>>,
    pub(crate) absent: BTreeMap<String, String>,
}

impl Ledger {
    /// The grouping columns.
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// The groups, sorted; roll-ups stand before their parts.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The periods, rising.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// A column of numbers (cases, whole sums, minor units of money), one for each group and period, and the
    /// places where there is none.
    #[allow(clippy::type_complexity, reason = "numbers or why not, and the gaps in them")]
    pub(crate) fn column(
        &self,
        measure: &Measure,
    ) -> (Result<&[i64], Missing>, Option<&BTreeMap<usize, Missing>>) {
        let numbers = self.numbers.get(measure).map(|numbers| numbers.as_slice()).ok_or(Missing::NoColumn);
        (numbers, self.gaps.get(measure))
    }

    /// A number of a group and a period.
    ///
    /// # Errors
    /// The kind of gap, where there is no number.
    pub fn number(&self, measure: &Measure, group: usize, period: usize) -> Result<i64, Missing> {
        let (column, gaps) = self.column(measure);
        let at = group * self.periods.len() + period;
        match gaps.and_then(|gaps| gaps.get(&at)) {
            Some(missing) => Err(*missing),
            None => column.map(|c| c[at]),
        }
    }

    /// What is known of the distributions of a measure, one for each group and period.
    pub fn days(&self, measure: &Measure) -> Option<&DayColumn> {
        self.days.get(measure).map(Arc::as_ref)
    }

    /// A statistic of a measure whose distribution is not known, one for each group and period.
    pub fn figures(&self, measure: &Measure, statistic: DayStatistic) -> Option<&[DayFigure]> {
        self.figures.get(measure)?.get(&statistic).map(Vec::as_slice)
    }

    /// The numbers of the months of every period, one list for each group and period.
    pub fn months(&self, measure: &Measure) -> Option<&[Vec<i64>]> {
        self.months.get(measure).map(Vec::as_slice)
    }

    /// The input that a measure is, where nobody gave it.
    pub fn ungiven<'m>(&self, measure: &'m Measure) -> Option<&'m str> {
        measure.input().filter(|_| !self.numbers.contains_key(measure))
    }

    /// The column of the source that a measure needs and that is not there.
    pub fn absent(&self, measure: &Measure) -> Option<&str> {
        self.absent.get(&measure.to_string()).map(String::as_str)
    }
}
