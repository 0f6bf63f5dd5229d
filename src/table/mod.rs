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
mod reader;
mod series;
mod spread;
mod sureness;
mod wording;

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
use crate::period::{Date, Period};
use crate::quantity::Level;
use compare::Comparison;
use series::Series;
use std::sync::Arc;

/// Rows for which another thread is worth its start.
const ENOUGH: usize = 1 << 14;

/// Observations by indicator, group and period, in this order. What is large is shared: by tables that differ in the rest,
/// and with the ledger.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) indicators: Vec<Definition>,
    pub(crate) by: Vec<String>,
    pub(crate) groups: Arc<[Group]>,
    pub(crate) periods: Vec<Period>,
    /// What is said of each period.
    pub(crate) marks: Vec<Mark>,
    /// By indicator.
    series: Arc<[Series]>,
    /// The level of all intervals.
    pub(crate) level: Option<Level>,
    /// By which methods they are made.
    pub(crate) methods: Methods,
    pub(crate) lacking: Vec<Option<String>>,
    comparison: Option<Comparison>,
    pub(crate) notes: Vec<String>,
    /// By indicator and period: the other definition that values were counted under. Empty where there is none.
    other: Vec<Option<Arc<Definition>>>,
    /// Where periods start that were cut away and marked as a break.
    breaks: Vec<Date>,
    /// Where this table was cut to some periods: the whole one, whose series these are, and the places of its periods that
    /// are kept.
    whole: Option<(Arc<Table>, Vec<usize>)>,
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

    /// How many observations there are.
    pub fn len(&self) -> usize {
        self.indicators.len() * self.groups.len() * self.periods.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The observation of row `at`.
    ///
    /// # Panics
    /// Where the table has no such row.
    pub fn row(&self, at: usize) -> Observation {
        let (whole, at) = self.origin(at);
        let each = whole.groups.len() * whole.periods.len();
        whole.series[at / each].row(at % each)
    }

    /// The observations.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = Observation> {
        (0..self.len()).map(|at| self.row(at))
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
        let scale = self.exact_scale(place.indicator, place.period);
        self.row(at).exact(scale).ok().map(|value| range.place(value))
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
            Some((whole, kept)) => {
                let (block, period) = (at / self.periods.len(), at % self.periods.len());
                (whole, block * whole.periods.len() + kept[period])
            }
            None => (self, at),
        }
    }

    /// The same table with some of its periods only. Changes stay as they were computed, also where the period
    /// of their base is not among those kept.
    pub fn only(&self, keep: impl Fn(&Period) -> bool) -> Self {
        let (kept, cut): (Vec<usize>, Vec<usize>) =
            (0..self.periods.len()).partition(|p| keep(&self.periods[*p]));
        let whole = match &self.whole {
            Some((whole, before)) => (whole.clone(), kept.iter().map(|p| before[*p]).collect()),
            None => (Arc::new(self.clone()), kept.clone()),
        };
        let others = self.other.chunks(self.periods.len().max(1));
        let broken = cut.into_iter().filter(|p| self.marks[*p] == Mark::Break);
        let breaks = self.breaks.iter().copied().chain(broken.map(|p| self.periods[p].start())).collect();
        Self {
            marks: kept.iter().map(|p| self.marks[*p]).collect(),
            periods: kept.iter().map(|p| self.periods[*p]).collect(),
            other: others.flat_map(|of| kept.iter().map(|p| of[*p].clone())).collect(),
            breaks,
            whole: Some(whole),
            ..self.clone()
        }
    }

    /// Makes rows of its own of those of the table that this one was cut from.
    fn part_from_whole(&mut self) {
        if self.whole.is_none() {
            return;
        }
        let each = self.groups.len() * self.periods.len();
        let own = |indicator: usize| {
            let at = indicator * each..(indicator + 1) * each;
            Series::of_rows(at.clone().map(|at| self.row(at)), at.map(|at| self.spread(at)))
        };
        self.series = (0..self.indicators.len()).map(own).collect();
        self.whole = None;
    }
}
