//! Aggregate tables: totals by court and period, printed by somebody else, as a ledger.
//!
//! A [`TableBook`] says where the header stands, what the columns, rows and words mean, how numbers and periods
//! are written. [`Aggregate::read`] holds it against a [`Grid`], checks what the table says more than once
//! (the identity of the ledger, what is carried over, parts and wholes), and gives measures as a
//! [`Ledger`].
//!
//! A measure that the table does not have is absent, with its name; a cell without a number has a reason;
//! nothing is filled in that the codebook does not ask for.

mod check;
mod codebook;
mod computed;
mod days;
mod findings;
mod inputs;
mod layout;
mod ledger;
mod number;
mod period;
mod sheet;
mod targets;
mod words;

pub use codebook::{GroupRules, Locator, MeasureForm, MeasureRules, Parts, Rules, TableBook, Words};
pub use findings::{Check, Checks, Finding, Made};
pub use number::{NoNumber, NumberRules};
pub use period::PeriodRules;
pub use words::Template;

use crate::Result;
use crate::cube::Measure;
use crate::ledger::{DayWants, Group, Ledger, Missing, Rollup};
use crate::period::{Grain, Period};
use crate::quantity::Fraction;
use crate::read::{Grid, GridText};
use sheet::{Entry, Place, Sheet};
use std::collections::BTreeMap;

impl TableBook {
    /// Names of the grouping columns.
    pub fn groups(&self) -> Vec<String> {
        self.aggregate.group.iter().map(|group| group.name.clone()).collect()
    }

    /// What it says of a text file.
    pub fn text(&self) -> GridText {
        let Rules { delimiter, encoding, sheet, .. } = &self.aggregate;
        GridText { delimiter: *delimiter, encoding: encoding.clone(), sheet: sheet.clone() }
    }
}

/// The numbers of an aggregate table.
///
/// ```
/// use courtmetrics::aggregate::{Aggregate, Check, TableBook};
/// use courtmetrics::read::Grid;
/// let book = TableBook::from_toml(r#"
/// id = "two-courts"
/// [[aggregate.group]]
/// name = "court"
/// column = "Court"
/// [aggregate.period]
/// column = "Year"
/// [aggregate.measures]
/// pending_start = "Open 1 Jan"
/// incoming = "Filed"
/// resolved = "Closed"
/// pending_end = "Open 31 Dec"
/// "#)?;
/// let grid = Grid::from_rows([
///     ["Court", "Year", "Open 1 Jan", "Filed", "Closed", "Open 31 Dec"],
///     ["A", "2023", "240", "272", "329", "183"],
///     ["B", "2023", "862", "607", "519", "951"],
/// ]);
/// let table = Aggregate::read(&book, &grid)?;
/// let found = &table.checks().findings;
/// assert_eq!((found[0].check, found[0].words.as_str()), (Check::Identity, "862 + 607 − 519 = 950, printed 951"));
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug)]
pub struct Aggregate<'b> {
    sheet: Sheet<'b>,
}

/// An indicator, or a change, that a table prints.
#[derive(Debug, Clone, PartialEq)]
pub struct Printed {
    /// Its name in the codebook.
    pub name: String,
    /// Whether the change against the year before is printed, and not the value.
    pub change: bool,
    /// The group.
    pub group: Group,
    /// The period.
    pub period: Period,
    /// What is printed, a percentage as a fraction and a change in percent or the value's unit; or why nothing is.
    pub value: std::result::Result<Fraction, Missing>,
    /// Half a unit of its last digit.
    pub half: Fraction,
    /// The line of the table.
    pub line: u64,
}

impl<'b> Aggregate<'b> {
    /// Reads a table by its codebook and checks it.
    ///
    /// # Errors
    /// When the header, a column or every period cannot be found, or there is no number.
    pub fn read(book: &'b TableBook, grid: &Grid) -> Result<Self> {
        let figures =
            layout::figures(&book.aggregate, grid).map_err(|e| e.at(format!("codebook {}", book.id)))?;
        let mut sheet = Sheet::new(&book.aggregate, figures)?;
        sheet.check();
        Ok(Self { sheet })
    }

    /// Names of the grouping columns.
    pub fn by(&self) -> Vec<String> {
        self.sheet.checks.by.clone()
    }

    /// The periods, rising.
    pub fn periods(&self) -> &[Period] {
        &self.sheet.periods
    }

    /// What was checked and what was found.
    pub fn checks(&self) -> &Checks {
        &self.sheet.checks
    }

    /// What a reader must know: columns that nothing takes, rows left out, numbers computed.
    pub fn notes(&self) -> &[String] {
        &self.sheet.notes
    }

    /// The measures in `wants` as a ledger by the columns `by`, with roll-ups, in the periods of the table or, with
    /// a `grain`, in longer ones. What the table does not have is absent from it, with the measure's name.
    ///
    /// # Errors
    /// When `by` names no group of the table, its periods are no parts of the longer ones, or a number leaves 64
    /// bits.
    pub fn ledger(
        &self,
        wants: &BTreeMap<Measure, DayWants>,
        by: &[String],
        rollup: Rollup,
        grain: Option<Grain>,
    ) -> Result<Ledger> {
        self.sheet.ledger(wants, by, rollup, grain)
    }

    /// The indicators and changes that the table prints, sorted by name, group and period.
    pub fn printed(&self) -> Vec<Printed> {
        let sheet = &self.sheet;
        let of = |((group, period, input), entry): &(Place, Entry), change| Printed {
            name: sheet.inputs[*input].name.clone(),
            change,
            group: sheet.named(group),
            period: sheet.periods[*period],
            value: entry.value,
            half: entry.half,
            line: entry.line,
        };
        let values = sheet.cells.iter().filter(|((.., input), _)| sheet.inputs[*input].published);
        let values = values.map(|(place, entry)| of(&(place.clone(), *entry), false));
        let mut printed: Vec<Printed> =
            values.chain(sheet.changes.iter().map(|cell| of(cell, true))).collect();
        printed.sort_by(|a, b| {
            (&a.name, a.change, &a.group, a.period, a.line)
                .cmp(&(&b.name, b.change, &b.group, b.period, b.line))
        });
        printed
    }

    /// Measures of cases and inputs that the codebook names: not the indicators that the table prints.
    pub fn is_input(&self, name: &str) -> bool {
        self.sheet.inputs.iter().any(|i| !i.published && i.name == name)
    }

    /// What the table says of an input in a group and a period.
    ///
    /// # Errors
    /// The kind of gap, where it says nothing.
    pub fn number(
        &self,
        name: &str,
        group: &Group,
        period: Period,
    ) -> std::result::Result<Fraction, Missing> {
        let sheet = &self.sheet;
        let input =
            sheet.inputs.iter().position(|i| !i.published && i.name == name).ok_or(Missing::NoColumn)?;
        let period = sheet.periods.binary_search(&period).map_err(|_| Missing::NotAvailable)?;
        let found = sheet.place(group).and_then(|group| sheet.cells.get(&(group, period, input)));
        found.map_or(Err(Missing::NotAvailable), |entry| entry.value)
    }
}
