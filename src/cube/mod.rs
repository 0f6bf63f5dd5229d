//! Cubes: exact, mergeable summaries of many cases.
//!
//! A [`Cube`] keeps, for each cell (groups × the classes that the chosen measures can tell apart), what came
//! in by period of filing and what was resolved by period of resolution: counts, sums and the exact multiset
//! of whole days. Cases filed before the first period that anybody asks about are in it too, so that pending
//! is right from the start.
//!
//! Building is one pass ([`Worker`]). [`Cube::merge`] is exact, associative and commutative: any split of the
//! rows, in any order, gives the same cube. Use a summary of one number when you need only one: a cube holds
//! every distribution.

#[cfg(feature = "arrow")]
mod arrow;
mod cells;
mod columns;
mod counts;
mod days;
mod derived;
mod distinct;
#[cfg(feature = "arrow")]
mod head;
mod history;
mod ids;
mod index;
mod interner;
mod keys;
mod lifetimes;
pub(crate) mod machine;
mod meaning;
mod measure;
mod opening;
mod period_table;
mod plan;
mod rows;
mod shape;
mod steps;
mod store;
#[cfg(feature = "arrow")]
mod stored;
mod totals;
mod worker;

pub use days::Histogram;
pub(crate) use days::{AHEAD, DayStore, starts};
pub use history::Addition;
pub(crate) use history::History;
pub use ids::Ids;
pub use lifetimes::{Lifetimes, Lives, Runs, Watch};
pub use measure::{Age, Basis, Measure, PERIOD_END, Take};
pub use plan::Plan;
pub use rows::{CubeRow, Part};
pub use shape::{ClassField, Event, EventShape, Projection, Shape};
pub use worker::Worker;

#[cfg(any(feature = "arrow", feature = "xlsx"))]
pub(crate) use columns::original;
pub(crate) use keys::Keys;
pub(crate) use period_table::ordinal;
pub(crate) use shape::{bits_for, events_of, moves};
pub(crate) use store::EventStore;

use crate::case::SetAside;
use crate::period::Date;
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A summary of cases that merges.
#[derive(Debug, Clone)]
pub struct Cube {
    shape: Shape,
    keys: Keys,
    stores: Vec<EventStore>,
    tally: Tally,
    absent: BTreeMap<String, String>,
    history: History,
}

/// What was read on the way to a cube.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Rows set aside.
    pub set_aside: SetAside,
    /// Dates that carried a time of day, which was dropped: the day as written was taken.
    pub timed: u64,
    /// Field and word, where a field of yes and no says neither.
    pub neither: BTreeSet<(String, String)>,
    pub(crate) first_day: i32,
    pub(crate) last_day: i32,
}

impl Default for Tally {
    fn default() -> Self {
        Self {
            rows: 0,
            set_aside: SetAside::default(),
            timed: 0,
            neither: BTreeSet::new(),
            first_day: i32::MAX,
            last_day: i32::MIN,
        }
    }
}

impl Tally {
    /// Rows counted: those read less those set aside.
    pub fn accepted(&self) -> u64 {
        self.rows - self.set_aside.total()
    }

    /// First and last day of filing or resolution among the rows counted.
    pub fn span(&self) -> Option<(Date, Date)> {
        let some = self.first_day <= self.last_day;
        some.then(|| (Date::from_days(self.first_day), Date::from_days(self.last_day)))
    }

    fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.timed += other.timed;
        self.neither.extend(other.neither);
        self.first_day = self.first_day.min(other.first_day);
        self.last_day = self.last_day.max(other.last_day);
        self.set_aside.merge(other.set_aside);
    }
}

impl Cube {
    /// A cube of no cases.
    pub fn empty(shape: Shape) -> Self {
        let keys = Keys::empty(&shape);
        let stores = shape.events.iter().map(|e| EventStore::new(e, keys.bits(e))).collect();
        Self {
            shape,
            keys,
            stores,
            tally: Tally::default(),
            absent: BTreeMap::new(),
            history: History::default(),
        }
    }

    /// The measures (in words) that the export had no column for → the field.
    pub fn absent(&self) -> &BTreeMap<String, String> {
        &self.absent
    }

    /// What it counts and by what.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// What was read.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Says in which parts of its source the rows set aside stand.
    pub(crate) fn locate(&mut self, parts: &[(Arc<str>, u64)]) {
        self.tally.set_aside.locate(parts);
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn stores(&self) -> &[EventStore] {
        &self.stores
    }

    /// For each field of which different values are counted: the event, and how many of its rows say nothing.
    pub(crate) fn silent(&self) -> Vec<(String, String, u64)> {
        let of = |(event, store): (&EventShape, &EventStore)| {
            let fields = event.distinct.iter().zip(&store.distinct);
            fields
                .map(|((field, _), values)| {
                    let rows = values.silent().map(|(_, rows)| rows).sum();
                    (field.clone(), event.event.to_string(), rows)
                })
                .collect::<Vec<_>>()
        };
        self.shape.events.iter().zip(&self.stores).flat_map(of).filter(|(.., rows)| *rows > 0).collect()
    }

    /// Cells of all events.
    pub fn cells(&self) -> usize {
        self.stores.iter().map(|s| s.index.cells().len()).sum()
    }

    /// Bytes held by the cells.
    pub fn bytes(&self) -> usize {
        self.stores.iter().map(EventStore::bytes).sum()
    }

    /// Adds the cases of another cube. Where either has dropped what lies before a day, both have.
    ///
    /// # Errors
    /// When the shapes differ, or the cases together exceed what a cell can count (2³² − 1). Nothing has
    /// changed then.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        if self.shape != other.shape {
            return Err(Error::new(ErrorKind::Mismatch, "two cubes of unlike shape do not merge")
                .rule("groups, periods, calendar and the measures they were built for must be equal")
                .hint("build both with the same indicators, by= and period="));
        }
        let together = self.tally.rows + other.tally.rows;
        if together > u64::from(u32::MAX) {
            return Err(Error::new(ErrorKind::Overflow, format!("{together} cases in one cube"))
                .rule("a cube holds at most 4,294,967,295 cases"));
        }
        let opening = self.history.opening.max(other.history.opening);
        if let Some(first) = opening.filter(|_| self.history.opening != other.history.opening) {
            let (mut both, mut other) = (self.clone(), other);
            both.fold(first)?;
            other.fold(first)?;
            both.merge(other)?;
            *self = both;
            return Ok(());
        }
        let history = self.history_with(&other);
        if self.cells() == 0 && self.keys.words.iter().all(|w| w.list.is_empty()) {
            let (mut tally, mut absent) = (std::mem::take(&mut self.tally), std::mem::take(&mut self.absent));
            tally.merge(other.tally.clone());
            absent.extend(other.absent.clone());
            *self = Self { tally, absent, history, ..other };
            return Ok(());
        }
        let mut keys = self.keys.clone();
        let mut renumbered = Vec::with_capacity(other.keys.words.len());
        for (mine, theirs) in keys.words.iter_mut().zip(&other.keys.words) {
            renumbered.push(theirs.list.iter().map(|w| mine.number(w.as_deref())).collect::<Vec<u32>>());
        }
        let widened = keys.widen();
        let wide = |((store, theirs), event): ((&EventStore, &EventStore), &EventShape)| {
            keys.fit(event, store.index.period_bits_with(&theirs.index))
        };
        self.stores.iter().zip(&other.stores).zip(&self.shape.events).try_for_each(wide)?;
        self.keys = keys;
        let keys = &self.keys;
        for (i, (store, theirs)) in self.stores.iter_mut().zip(&other.stores).enumerate() {
            if widened {
                store.index.rekey(keys.bits(&self.shape.events[i]), |key| keys.moved(key));
            }
            store.merge(theirs, |key| keys.translated(key, &other.keys, &renumbered))?;
        }
        self.tally.merge(other.tally);
        self.absent.extend(other.absent);
        self.history = history;
        Ok(())
    }
}

impl PartialEq for Cube {
    /// Equal cases in equal cells, equal numbers read and set aside, and the same periods dropped; how and in which
    /// order they were counted is no matter.
    fn eq(&self, other: &Self) -> bool {
        let counts = |c: &Self| {
            let tally = &c.tally;
            (
                c.history.opening,
                tally.rows,
                tally.timed,
                tally.first_day,
                tally.last_day,
                tally.set_aside.counts().collect::<Vec<_>>(),
            )
        };
        self.shape == other.shape && counts(self) == counts(other) && self.rows() == other.rows()
    }
}
