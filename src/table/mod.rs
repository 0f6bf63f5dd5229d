//! Tables: observations of indicators, by group and period, and how they changed.
//!
//! Every indicator has a row for every group and every period; where there is no value, the status says why.
//! [`Table::evaluate`] fills it from a ledger, [`Table::compare`] adds the change against a base.

#[cfg(feature = "arrow")]
pub mod arrow;
mod compare;
mod evaluate;
mod explain;
mod history;
mod index;
mod mark;
mod methods;
mod observation;
mod print;
mod spread;
mod sureness;
mod wording;

pub use compare::ChangeCell;
pub use evaluate::wants;
pub use mark::Mark;
pub use methods::Methods;
pub use observation::{Observation, Status};
pub(crate) use sureness::{Footing, Spread};
pub use sureness::{NoInterval, Sureness};
pub use wording::Language;
#[cfg(feature = "report")]
pub(crate) use wording::unit_text;

use crate::indicator::{Definition, InRange};
use crate::ledger::Group;
use crate::period::{Base, Period};
use crate::quantity::Level;
use std::sync::Arc;

/// Observations by indicator, group and period, in this order. What is large is shared by tables that differ in the
/// rest: a comparison leaves the rows as they are.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) indicators: Vec<Definition>,
    pub(crate) by: Vec<String>,
    pub(crate) groups: Arc<[Group]>,
    pub(crate) periods: Vec<Period>,
    /// What is said of each period.
    pub(crate) marks: Vec<Mark>,
    pub(crate) rows: Arc<Vec<Observation>>,
    /// The level of all intervals.
    pub(crate) level: Option<Level>,
    /// By which methods they are made.
    pub(crate) methods: Methods,
    /// For indicators of days, what tells how sure each row is; else nothing.
    pub(crate) spreads: Arc<[Vec<sureness::Spread>]>,
    pub(crate) lacking: Vec<Option<String>>,
    pub(crate) changes: Option<(Base, Vec<ChangeCell>)>,
    pub(crate) notes: Vec<String>,
    /// By indicator and period: values counted under another definition. Empty where there are none.
    pub(crate) other: Vec<bool>,
    /// Where this table was cut to some periods: the whole one, and its row for each row here.
    pub(crate) whole: Option<(Arc<Table>, Vec<u32>)>,
}

/// Where a row of a table stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Place of the indicator.
    pub indicator: usize,
    /// Place of the group.
    pub group: usize,
    /// Place of the period.
    pub period: usize,
}

impl Table {
    /// The indicators.
    pub fn indicators(&self) -> &[Definition] {
        &self.indicators
    }

    /// The grouping columns.
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// The groups.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The periods.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// The level of the intervals; `None` where none were asked for.
    pub fn level(&self) -> Option<Level> {
        self.level
    }

    /// The observations.
    pub fn rows(&self) -> &[Observation] {
        &self.rows
    }

    /// The column or the input that an indicator needs and that is not there.
    pub fn lacking(&self, indicator: usize) -> Option<&str> {
        self.lacking[indicator].as_deref()
    }

    /// Where the value of row `at` lies against the range that its definition names; `None` where there is no
    /// range or no value.
    pub fn in_range(&self, at: usize) -> Option<InRange> {
        let place = self.place(at);
        let definition = &self.indicators[place.indicator];
        let range = definition.range?;
        let scale = Observation::scale(definition, self.periods[place.period].days());
        self.rows[at].exact(scale).ok().map(|value| range.place(value))
    }

    /// The changes, one for each observation, and what they are against.
    pub fn changes(&self) -> Option<(Base, &[ChangeCell])> {
        self.changes.as_ref().map(|(base, cells)| (*base, cells.as_slice()))
    }

    /// What a reader must know: what was set aside, which codebook was taken, what nobody verified.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Adds a note.
    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// Indicator, group and period of row `at`.
    pub fn place(&self, at: usize) -> Place {
        let (groups, periods) = (self.groups.len(), self.periods.len());
        Place { indicator: at / (groups * periods), group: at / periods % groups, period: at % periods }
    }

    /// The row of an indicator, a group and a period.
    pub fn at(&self, place: Place) -> usize {
        (place.indicator * self.groups.len() + place.group) * self.periods.len() + place.period
    }

    /// Looks an observation up by indicator id, group words and period label.
    pub fn find(&self, indicator: &str, group: &[&str], period: &str) -> Option<usize> {
        let indicator = self.indicators.iter().position(|d| d.id == indicator)?;
        let same = |g: &Group| g.iter().map(crate::ledger::GroupWord::text).eq(group.iter().copied());
        let group = self.groups.iter().position(same)?;
        let period = self.periods.iter().position(|p| p.to_string() == period)?;
        Some(self.at(Place { indicator, group, period }))
    }

    /// The table that row `at` was compared in, and its row there.
    pub(crate) fn origin(&self, at: usize) -> (&Self, usize) {
        match &self.whole {
            Some((whole, rows)) => (whole, rows[at] as usize),
            None => (self, at),
        }
    }

    /// The same table with some of its periods only. Changes stay as they were computed, also where the period
    /// of their base is not among those kept.
    pub fn only(&self, keep: impl Fn(&Period) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.periods.len()).filter(|p| keep(&self.periods[*p])).collect();
        let width = self.periods.len().max(1);
        let narrow = |rows: usize| -> Vec<usize> {
            (0..rows / width).flat_map(|block| kept.iter().map(move |p| block * width + p)).collect()
        };
        let places = narrow(self.rows.len());
        let spreads = self.spreads.iter().map(|s| narrow(s.len()).into_iter().map(|at| s[at]).collect());
        Self {
            spreads: spreads.collect(),
            level: self.level,
            methods: self.methods,
            marks: kept.iter().map(|p| self.marks[*p]).collect(),
            periods: kept.iter().map(|p| self.periods[*p]).collect(),
            rows: Arc::new(places.iter().map(|i| self.rows[*i]).collect()),
            changes: (self.changes.as_ref()).map(|(b, c)| (*b, places.iter().map(|i| c[*i]).collect())),
            whole: Some(match &self.whole {
                Some((whole, rows)) => (whole.clone(), places.iter().map(|i| rows[*i]).collect()),
                None => (Arc::new(self.clone()), places.iter().map(|i| *i as u32).collect()),
            }),
            indicators: self.indicators.clone(),
            by: self.by.clone(),
            groups: self.groups.clone(),
            lacking: self.lacking.clone(),
            other: narrow(self.other.len()).iter().map(|i| self.other[*i]).collect(),
            notes: self.notes.clone(),
        }
    }
}
