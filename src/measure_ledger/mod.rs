//! Indicators from an aggregate table: totals by court and period that somebody printed.
//!
//! ```
//! use courtmetrics::aggregate::TableBook;
//! use courtmetrics::measure_ledger::LedgerRequest;
//! use courtmetrics::period::Base;
//! use courtmetrics::read::Grid;
//!
//! let book = TableBook::from_toml(r#"
//! id = "one-court"
//! [aggregate.period]
//! column = "Year"
//! [aggregate.measures]
//! incoming = "Filed"
//! resolved = "Closed"
//! "#)?;
//! let grid = Grid::from_rows([["Year", "Filed", "Closed"], ["2022", "100", "90"], ["2023", "80", "100"]]);
//! let mut table = LedgerRequest::new(&["clearance_rate", "pending_end"])?.run(&book, &grid)?.table;
//! table.compare(Base::YearBefore);
//! let rate = table.find("clearance_rate", &[], "2023").unwrap();
//! assert_eq!((table.row(rate).numerator, table.row(rate).denominator), (100, 80));
//! assert_eq!(table.exact_change(rate).unwrap().value().to_f64(), 35.0); // percentage points
//! let pending = table.find("pending_end", &[], "2023").unwrap();
//! assert_eq!(table.row(pending).status.word(), "column_missing");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

mod published;

use crate::aggregate::{Aggregate, Checks, TableBook};
use crate::cube::Measure;
use crate::indicator::{Definition, Selection, Set};
use crate::ledger::{Group, Inputs, Ledger, Rollup};
use crate::measure::{note_definitions, note_inputs};
use crate::period::Grain;
use crate::quantity::Level;
use crate::read::Grid;
use crate::table::{Table, wants};
use crate::{Error, ErrorKind, Result};

/// What is asked of an aggregate table.
#[derive(Debug, Clone)]
pub struct LedgerRequest {
    indicators: Vec<Definition>,
    own: Vec<Set>,
    by: Option<Vec<String>>,
    rollup: Rollup,
    period: Option<String>,
    grain: Option<Grain>,
    inputs: Option<Inputs>,
    level: Option<Level>,
}

/// A table of indicators, and what does not fit in the table that it was made from.
#[derive(Debug)]
pub struct MeasuredLedger {
    /// The indicators.
    pub table: Table,
    /// What was checked and what was found.
    pub checks: Checks,
}

impl LedgerRequest {
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
        Ok(Self {
            indicators,
            own: own.to_vec(),
            by: None,
            rollup: Rollup::default(),
            period: None,
            grain: None,
            inputs: None,
            level: Some(Level::P95),
        })
    }

    /// Groups by these of the codebook's columns; the others are taken together. The default is all of them.
    pub fn by(mut self, columns: &[&str]) -> Self {
        self.by = Some(columns.iter().map(|c| (*c).to_owned()).collect());
        self
    }

    /// Chooses the roll-ups; the default is a total beside the groups.
    pub fn rollup(mut self, rollup: Rollup) -> Self {
        self.rollup = rollup;
        self
    }

    /// Says which period the whole table is about, where neither a column nor the codebook does.
    pub fn period(mut self, label: &str) -> Self {
        self.period = Some(label.to_owned());
        self
    }

    /// Puts the periods of the table together to longer ones: flows are added, stocks are those of the first or the
    /// last part. A part that is missing, or a number that does not add up, leaves the longer one without a value.
    pub fn grain(mut self, grain: Grain) -> Self {
        self.grain = Some(grain);
        self
    }

    /// Gives numbers that the table does not have: inhabitants, judges, costs.
    pub fn inputs(mut self, inputs: Inputs) -> Self {
        self.inputs = Some(inputs);
        self
    }

    /// Gives values and changes intervals of this level, or none; the default is 0.95.
    pub fn level(mut self, level: Option<Level>) -> Self {
        self.level = level;
        self
    }

    /// Reads a table by its codebook, checks it, and evaluates the indicators.
    ///
    /// # Errors
    /// When the codebook does not fit the table, `by` names no group of it, or the codebook says that the table
    /// prints an indicator that is not known.
    pub fn run(&self, book: &TableBook, grid: &Grid) -> Result<MeasuredLedger> {
        let mut book = book.clone();
        if let Some(label) = &self.period {
            book.aggregate.period.is = Some(label.clone());
        }
        let aggregate = Aggregate::read(&book, grid)?;
        let by = self.by.clone().unwrap_or_else(|| aggregate.by());
        let wants = wants(&self.indicators, self.level);
        let mut ledger = aggregate.ledger(&wants, &by, self.rollup, self.grain)?;
        let strange = self.give(&aggregate, &mut ledger, wants.keys())?;
        let mut table = Table::evaluate(&self.indicators, &ledger, self.level);
        let mut checks = aggregate.checks().clone();
        published::check(&aggregate, &self.own, &mut checks)?;
        table.note(format!("columns read by the codebook \"{}\"", book.id));
        aggregate.notes().iter().for_each(|note| table.note(note.clone()));
        let years = table.periods().iter().all(|p| p.grain() == Some(Grain::Year));
        note_definitions(&mut table, years);
        if let Some(inputs) = &self.inputs {
            note_inputs(&mut table, inputs, &strange);
        }
        checks.notes().into_iter().for_each(|note| table.note(note));
        Ok(MeasuredLedger { table, checks })
    }

    /// Fills what the table does not have from the inputs; returns the groups that it does not have either.
    fn give<'m>(
        &self,
        aggregate: &Aggregate<'_>,
        ledger: &mut Ledger,
        wanted: impl Iterator<Item = &'m Measure>,
    ) -> Result<Vec<Group>> {
        let Some(inputs) = &self.inputs else { return Ok(Vec::new()) };
        if let Some(name) = inputs.names().into_iter().find(|name| aggregate.is_input(name)) {
            return Err(Error::new(
                ErrorKind::Argument,
                format!("the table and the inputs both have {name}"),
            )
            .rule("a number comes from one of them")
            .hint(format!("leave {name} out of the codebook, or out of the inputs")));
        }
        ledger.give(wanted, inputs)
    }
}

/// Indicators from an aggregate table, by all groups of its codebook: [`LedgerRequest`] in one call.
///
/// # Errors
/// As [`LedgerRequest::new`] and [`LedgerRequest::run`].
pub fn measure_ledger(grid: &Grid, book: &TableBook, indicators: &[&str]) -> Result<MeasuredLedger> {
    LedgerRequest::new(indicators)?.run(book, grid)
}
