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
//! assert_eq!((table.rows()[rate].numerator, table.rows()[rate].denominator), (100, 80));
//! assert_eq!(table.exact_change(rate).unwrap().value().to_f64(), 35.0); // percentage points
//! let pending = table.find("pending_end", &[], "2023").unwrap();
//! assert_eq!(table.rows()[pending].status.word(), "column_missing");
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::aggregate::{Aggregate, Check, Checks, Finding, Printed, TableBook};
use crate::change::{self, ChangeKind, Undefined};
use crate::indicator::{Definition, Selection, Set};
use crate::ledger::{Group, Rollup};
use crate::measure::note_definitions;
use crate::period::{Base, Grain};
use crate::quantity::{Fraction, Level};
use crate::read::Grid;
use crate::table::{Observation, Place, Table, wants};
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// What is asked of an aggregate table.
#[derive(Debug, Clone)]
pub struct LedgerRequest {
    indicators: Vec<Definition>,
    own: Vec<Set>,
    by: Option<Vec<String>>,
    rollup: Rollup,
    period: Option<String>,
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
        if indicators.is_empty() {
            return Err(Error::new(ErrorKind::Argument, "no indicator is asked for")
                .rule("at least one set or indicator is named")
                .hint("indicators=\"cepej\""));
        }
        Ok(Self {
            indicators,
            own: own.to_vec(),
            by: None,
            rollup: Rollup::default(),
            period: None,
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
        let ledger = aggregate.ledger(wants(&self.indicators, self.level).keys(), &by, self.rollup)?;
        let mut table = Table::evaluate(&self.indicators, &ledger, self.level);
        let mut checks = aggregate.checks().clone();
        self.published(&aggregate, &mut checks)?;
        table.note(format!("columns read by the codebook \"{}\"", book.id));
        aggregate.notes().iter().for_each(|note| table.note(note.clone()));
        note_definitions(&mut table, aggregate.periods().iter().all(|p| p.grain() == Some(Grain::Year)));
        checks.notes().into_iter().for_each(|note| table.note(note));
        Ok(MeasuredLedger { table, checks })
    }

    /// Holds the indicators and changes that the table prints against those of its numbers.
    fn published(&self, aggregate: &Aggregate<'_>, checks: &mut Checks) -> Result<()> {
        let printed = aggregate.printed();
        let mut names: Vec<&str> =
            printed.iter().map(|p| p.name.as_str()).filter(|name| !aggregate.is_input(name)).collect();
        names.dedup();
        let mut tables = BTreeMap::new();
        for name in names {
            let chosen = Selection::new(&[name], &self.own).map_err(|e| e.at("published"))?.indicators;
            let by = aggregate.by();
            let ledger = aggregate.ledger(wants(&chosen, None).keys(), &by, Rollup::Total)?;
            let mut table = Table::evaluate(&chosen, &ledger, None);
            table.compare(Base::YearBefore);
            tables.insert(name, Ours::new(table));
        }
        for printed in &printed {
            let ours = match tables.get(printed.name.as_str()) {
                Some(ours) => ours.of(printed),
                None => of_input(aggregate, printed),
            };
            let check = if printed.change { Check::Change } else { Check::Published };
            match (printed.value, ours) {
                (Ok(stated), Ok(ours)) => {
                    let off = stated.minus(ours)?.abs();
                    if off.minus(printed.half)?.is_negative() || off == printed.half {
                        checks.count(check, Some(true));
                    } else {
                        checks.found(
                            finding(check, printed, &format!("{ours} = {:.6}", ours.to_f64()))
                                .values(stated, ours),
                        );
                    }
                }
                (Ok(stated), Err(why)) => {
                    let mut found = finding(check, printed, &format!("there is none: {why}"));
                    found.stated = Some(stated);
                    checks.found(found);
                }
                (Err(_), Err(_)) if printed.change => checks.count(check, Some(true)),
                (Err(_), _) => checks.count(check, None),
            }
        }
        Ok(())
    }
}

fn finding(check: Check, printed: &Printed, ours: &str) -> Finding {
    let stated = printed.value.map_or(0.0, Fraction::to_f64);
    let words = format!("printed {stated}, the printed numbers give {ours}");
    Finding::new(check, &printed.group, printed.period, &printed.name).at(printed.line).says(words)
}

/// An indicator by all groups of the table, to look printed ones up in.
struct Ours {
    table: Table,
    groups: HashMap<Group, usize>,
}

impl Ours {
    fn new(table: Table) -> Self {
        let groups = table.groups().iter().enumerate().map(|(at, group)| (group.clone(), at)).collect();
        Self { table, groups }
    }

    /// The value or change where one is printed; or the word for why there is none.
    fn of(&self, printed: &Printed) -> std::result::Result<Fraction, &'static str> {
        let group = *self.groups.get(&printed.group).ok_or("no_row")?;
        let period = self.table.periods().binary_search(&printed.period).map_err(|_| "no_row")?;
        let at = self.table.at(Place { indicator: 0, group, period });
        if printed.change {
            return self.table.exact_change(at).map(|c| c.value()).map_err(Undefined::word);
        }
        let row = &self.table.rows()[at];
        let scale = Observation::scale(&self.table.indicators()[0], printed.period.days());
        row.exact(scale).map_err(|_| row.status.word())
    }
}

/// The change of an input, in percent.
fn of_input(aggregate: &Aggregate<'_>, printed: &Printed) -> std::result::Result<Fraction, &'static str> {
    let number =
        |period| aggregate.number(&printed.name, &printed.group, period).map_err(|_| "not_available");
    let before = printed.period.year_before().ok_or("no_prior")?;
    let change = change::between(number(before)?, number(printed.period)?, ChangeKind::Percent);
    change.map(|c| c.value()).map_err(Undefined::word)
}

/// Indicators from an aggregate table, by all groups of its codebook: [`LedgerRequest`] in one call.
///
/// # Errors
/// As [`LedgerRequest::new`] and [`LedgerRequest::run`].
pub fn measure_ledger(grid: &Grid, book: &TableBook, indicators: &[&str]) -> Result<MeasuredLedger> {
    LedgerRequest::new(indicators)?.run(book, grid)
}
