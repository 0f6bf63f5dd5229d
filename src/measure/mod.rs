//! The whole road in one call: source → codebook → scan → cube → ledger → indicators → table.
//!
//! ```
//! use courtmetrics::measure::Request;
//! use courtmetrics::period::Base;
//! use courtmetrics::read::{Cases, ScanOptions};
//!
//! let mut cases = Cases::new(["court", "filed_on", "resolved_on"]);
//! cases.push(["A".into(), "2022-03-01".into(), "2022-09-01".into()])?;
//! cases.push(["A".into(), "2023-01-05".into(), "2023-03-01".into()])?;
//! cases.push(["A".into(), "2023-02-01".into(), None::<&str>.into()])?;
//!
//! let mut table = Request::new(&["cepej"])?.by(&["court"]).run(&mut cases, ScanOptions::default())?.table;
//! table.compare(Base::YearBefore);
//! let incoming = table.find("incoming", &["A"], "2023").unwrap();
//! assert_eq!(table.row(incoming).numerator, 2);
//! let change = table.exact_change(incoming).unwrap();
//! assert_eq!(change.value().to_f64(), 100.0); // percent: two cases after one
//! # Ok::<(), courtmetrics::Error>(())
//! ```

mod add;
mod periods;
mod run;

pub use periods::Periods;
pub(crate) use run::{note_definitions, note_inputs};

use crate::Result;
use crate::case::parse::DateLayout;
use crate::case::{Clock, Codebook};
use crate::cube::Cube;
use crate::indicator::{Definition, Selection, Set};
use crate::ledger::{Inputs, Rollup};
use crate::period::{Calendar, Grain};
use crate::quantity::Level;
use crate::table::Table;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is asked of an export.
#[derive(Debug, Clone)]
pub struct Request {
    indicators: Vec<Definition>,
    by: Vec<String>,
    periods: Periods,
    calendar: Calendar,
    rollup: Rollup,
    codebook: Option<Codebook>,
    fields: BTreeMap<String, String>,
    unique: Unique,
    layouts: Option<Vec<DateLayout>>,
    inputs: Option<Inputs>,
    clock: Option<Arc<Clock>>,
    level: Option<Level>,
}

/// Which field may stand in one row only.
#[derive(Debug, Clone, Default)]
enum Unique {
    /// As the codebook says.
    #[default]
    AsCodebook,
    /// This one, or none.
    Said(Option<String>),
}

/// A table, the cube it was made from, and the codebook that read the export.
#[derive(Debug)]
pub struct Measured {
    /// The table.
    pub table: Table,
    /// The cube: other periods and roll-ups can be made from it, and other cubes merged.
    pub cube: Cube,
    /// Name of the codebook.
    pub codebook: String,
    /// Measures (in words) that the export has no column for → the field.
    pub missing: BTreeMap<String, String>,
}

impl Request {
    /// Asks for shipped indicators by the names of sets or indicators.
    ///
    /// # Errors
    /// When a name is unknown or stands for several indicators.
    pub fn new(indicators: &[&str]) -> Result<Self> {
        Self::with_sets(indicators, &[])
    }

    /// Asks for indicators of shipped sets and of `own` ones.
    ///
    /// # Errors
    /// When a name is unknown or stands for several indicators.
    pub fn with_sets(indicators: &[&str], own: &[Set]) -> Result<Self> {
        let indicators = Selection::new(indicators, own)?.indicators;
        Ok(Self { indicators, ..Self::of_cases() })
    }

    /// Asks for no indicator: for [`Request::lifetimes`].
    pub fn of_cases() -> Self {
        Self {
            indicators: Vec::new(),
            by: Vec::new(),
            periods: Periods::Every(Grain::Year),
            calendar: Calendar::default(),
            rollup: Rollup::default(),
            codebook: None,
            fields: BTreeMap::new(),
            unique: Unique::AsCodebook,
            layouts: None,
            inputs: None,
            clock: None,
            level: Some(Level::P95),
        }
    }

    /// Groups by these fields or columns of the export.
    pub fn by(mut self, columns: &[&str]) -> Self {
        self.by = columns.iter().map(|c| (*c).to_owned()).collect();
        self
    }

    /// Chooses the periods; the default is every year.
    pub fn periods(mut self, periods: Periods) -> Self {
        self.periods = periods;
        self
    }

    /// Chooses the reporting calendar.
    pub fn calendar(mut self, calendar: Calendar) -> Self {
        self.calendar = calendar;
        self
    }

    /// Chooses the roll-ups; the default is a total beside the groups.
    pub fn rollup(mut self, rollup: Rollup) -> Self {
        self.rollup = rollup;
        self
    }

    /// Reads the export by this codebook; the default is the shipped one that knows most of its columns.
    pub fn codebook(mut self, codebook: Codebook) -> Self {
        self.codebook = Some(codebook);
        self
    }

    /// Says that `field` stands in the export's column `header`.
    pub fn field(mut self, field: &str, header: &str) -> Self {
        self.fields.insert(field.to_owned(), header.to_owned());
        self
    }

    /// Reads dates that arrive as text in these layouts; the default is what the codebook says.
    pub fn date_layouts(mut self, layouts: Vec<DateLayout>) -> Self {
        self.layouts = Some(layouts);
        self
    }

    /// Says which field is unique, or with `None` that none is; the default is what the codebook says.
    pub fn unique(mut self, field: Option<&str>) -> Self {
        self.unique = Unique::Said(field.map(str::to_owned));
        self
    }

    /// Gives numbers that no row of a case shows: inhabitants, judges, costs.
    pub fn inputs(mut self, inputs: Inputs) -> Self {
        self.inputs = Some(inputs);
        self
    }

    /// Gives events of the cases from a table of their own: when a case was inactive, suspended, reopened.
    pub fn events(mut self, clock: Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// The length of the periods that a cube must count by.
    pub fn grain(&self) -> Grain {
        let by_month = self.indicators.iter().any(|d| d.formula.by_month());
        if by_month { Grain::Month } else { self.periods.grain() }
    }

    /// Gives values and changes intervals of this level, or none; the default is 0.95.
    pub fn level(mut self, level: Option<Level>) -> Self {
        self.level = level;
        self
    }

    /// The indicators asked for.
    pub fn indicators(&self) -> &[Definition] {
        &self.indicators
    }
}
