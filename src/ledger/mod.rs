//! Ledgers: measures by group and period.
//!
//! `pending at end = pending at start + incoming − resolved`, in every group and period.
//!
//! A ledger comes from a cube ([`Ledger::from_cube`]). Roll-ups over groups and over periods are made here,
//! from the cells: numbers add, distributions are put together, and nothing is averaged.

mod days;
mod from_cube;
mod groups;
mod targets;

pub use days::{Between, DayStats, DayWants};
pub use groups::{Group, GroupWord, Rollup};

use crate::cube::Measure;
use crate::period::Period;
use std::collections::BTreeMap;

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

/// Measures by group and period.
#[derive(Debug, Clone)]
pub struct Ledger {
    pub(crate) by: Vec<String>,
    pub(crate) groups: Vec<Group>,
    pub(crate) periods: Vec<Period>,
    pub(crate) numbers: BTreeMap<Measure, Vec<i64>>,
    pub(crate) gaps: BTreeMap<Measure, BTreeMap<usize, Missing>>,
    pub(crate) days: BTreeMap<Measure, Vec<DayStats>>,
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

    /// Place of a group and a period in every column.
    pub(crate) fn at(&self, group: usize, period: usize) -> usize {
        group * self.periods.len() + period
    }

    /// A number: cases, a whole sum, or minor units of money.
    ///
    /// # Errors
    /// The kind of gap, where there is no number.
    pub fn number(&self, measure: &Measure, group: usize, period: usize) -> Result<i64, Missing> {
        let column = self.numbers.get(measure).ok_or(Missing::NoColumn)?;
        let at = self.at(group, period);
        match self.gaps.get(measure).and_then(|gaps| gaps.get(&at)) {
            Some(missing) => Err(*missing),
            None => Ok(column[at]),
        }
    }

    /// What is known of a distribution of days.
    pub fn days(&self, measure: &Measure, group: usize, period: usize) -> Option<&DayStats> {
        self.days.get(measure).map(|column| &column[self.at(group, period)])
    }

    /// The column of the source that a measure needs and that is not there.
    pub fn absent(&self, measure: &Measure) -> Option<&str> {
        self.absent.get(&measure.to_string()).map(String::as_str)
    }
}
