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
//! assert_eq!(table.rows()[incoming].numerator, 2);
//! let change = table.exact_change(incoming).unwrap();
//! assert_eq!(change.value().to_f64(), 100.0); // percent: two cases after one
//! # Ok::<(), courtmetrics::Error>(())
//! ```

use crate::case::Codebook;
use crate::case::parse::DateLayout;
use crate::cube::{Basis, Cube, Lifetimes, Measure, Plan, Watch};
use crate::indicator::{Definition, Factor, Formula, Selection, Set, Standing};
use crate::ledger::{Inputs, Ledger, Rollup};
use crate::period::{Calendar, Date, Grain, Period};
use crate::quantity::{Fraction, Level};
use crate::read::{ScanOptions, Source, scan, scan_lifetimes};
use crate::table::{Mark, Table, wants};
use crate::{Error, ErrorKind, Result};
use std::collections::BTreeMap;

/// Columns that every table or cube has: no grouping column can bear their names.
const RESERVED: [&str; 35] = [
    "indicator",
    "period",
    "period_start",
    "period_end",
    "kind",
    "unit",
    "numerator",
    "denominator",
    "cases",
    "value",
    "lower",
    "upper",
    "method",
    "status",
    "standing",
    "set",
    "version",
    "in_range",
    "base_period",
    "base_value",
    "change",
    "change_unit",
    "change_status",
    "change_lower",
    "change_upper",
    "change_method",
    "p_value",
    "mark",
    "event",
    "part",
    "extra",
    "place",
    "days",
    "row",
    "reason",
];

/// Which periods a table has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Periods {
    /// Every year, half, quarter or month from the first to the last day in the data.
    Every(Grain),
    /// Of every year the part from its start to this month of the reporting year (1–12), for year to date.
    YearToDate(u8),
    /// One period, and the one a year before it.
    Range(Period),
}

impl Periods {
    /// The length of the periods that a cube must count by.
    pub fn grain(self) -> Grain {
        match self {
            Self::Every(grain) => grain,
            Self::YearToDate(_) | Self::Range(_) => Grain::Month,
        }
    }

    fn list(self, calendar: Calendar, first: Date, last: Date) -> Result<Vec<Period>> {
        match self {
            Self::Every(grain) => Ok(calendar.periods_between(grain, first, last)),
            Self::YearToDate(month) => {
                let years = calendar.periods_between(Grain::Year, first, last);
                let through = |year: &Period| {
                    calendar.year_to_date(year.start().plus_months(i32::from(month)).plus_days(-1))
                };
                years.iter().map(through).collect()
            }
            Self::Range(period) => {
                let mut list: Vec<Period> = period.year_before().into_iter().collect();
                list.push(period);
                Ok(list)
            }
        }
    }
}

impl std::str::FromStr for Periods {
    type Err = Error;

    /// `year`, `half`, `quarter`, `month`, `year_to_date:6`, or a period such as `2023-01-01..2023-06-30`.
    fn from_str(text: &str) -> Result<Self> {
        if let Some(month) = text.strip_prefix("year_to_date:") {
            return match month.parse::<u8>() {
                Ok(month @ 1..=12) => Ok(Self::YearToDate(month)),
                _ => Err(Error::new(ErrorKind::Argument, format!("period is \"{text}\""))
                    .rule("the month of a year to date is a number from 1 to 12")
                    .hint("write year_to_date:6")),
            };
        }
        if let Ok(grain) = text.parse::<Grain>() {
            return Ok(Self::Every(grain));
        }
        text.parse::<Period>().map(Self::Range).map_err(|_| {
            Error::unknown("period", text, ["year", "half", "quarter", "month"])
                .hint("also year_to_date:6, or 2023-01-01..2023-06-30")
        })
    }
}

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
        if indicators.is_empty() {
            return Err(Error::new(ErrorKind::Argument, "no indicator is asked for")
                .rule("at least one set or indicator is named")
                .hint("indicators=\"cepej\""));
        }
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

    /// The plan for an export with this header.
    ///
    /// # Errors
    /// When no codebook fits, or a grouping column is missing.
    pub fn plan(&self, header: &[String]) -> Result<Plan> {
        let measures: Vec<_> = wants(&self.indicators, None).into_keys().collect();
        self.plan_of(header, &measures, &self.by)
    }

    fn plan_of(&self, header: &[String], measures: &[Measure], by: &[String]) -> Result<Plan> {
        let mut book = match &self.codebook {
            Some(book) => book.clone(),
            None if self.fields.contains_key("filed_on") => Codebook::named("english")?,
            None => Codebook::for_header(header)?,
        };
        for (field, column) in &self.fields {
            book = book.with_field(field, column);
        }
        if let Some(layouts) = &self.layouts {
            book.dates.layouts.clone_from(layouts);
        }
        if let Unique::Said(unique) = &self.unique {
            book.unique.clone_from(unique);
        }
        if let Some(name) = by.iter().find(|name| RESERVED.contains(&name.as_str())) {
            return Err(Error::new(ErrorKind::Argument, format!("by names the column \"{name}\""))
                .rule("tables have a column of that name already")
                .hint(format!(
                    "give it another name: fields={{\"{name}_of_case\": \"{name}\"}}, by=\"{name}_of_case\""
                )));
        }
        let binding = book.bind(header)?;
        if let Unique::Said(Some(field)) = &self.unique {
            binding.required(field)?;
        }
        Plan::new(measures, by, self.grain(), self.calendar, &binding)
    }

    /// Counts a source and evaluates the indicators.
    ///
    /// # Errors
    /// As [`Request::plan`] and [`scan`].
    #[allow(clippy::needless_pass_by_value, reason = "options are made for one run")]
    pub fn run(&self, source: &mut dyn Source, options: ScanOptions<'_>) -> Result<Measured> {
        let plan = self.plan(source.header())?;
        let cube = scan(source, &plan, &options)?;
        let mut table = self.table(&cube)?;
        table.note(format!("columns read by the codebook \"{}\"", plan.codebook()));
        match plan.unique() {
            Some(field) => table.note(format!("{field} is unique: repeated ones are set aside")),
            None => table.note(match plan.unique_but_absent() {
                Some(field) => {
                    format!("repeated rows are not looked for: the export has no column for {field}")
                }
                None => "repeated rows are not looked for: no field is declared unique".to_owned(),
            }),
        }
        for note in source.notes() {
            table.note(note);
        }
        for (field, word) in &cube.tally().neither {
            table.note(format!("{field} says \"{word}\" in some rows: neither yes nor no"));
        }
        if cube.tally().timed > 0 {
            let n = cube.tally().timed;
            table.note(format!("{n} dates carried a time of day; the day as written was taken"));
        }
        Ok(Measured { table, codebook: plan.codebook().to_owned(), missing: plan.missing().clone(), cube })
    }

    /// Counts how long the cases of a source last, by the grouping columns and, where one is named, by outcome as
    /// the last column.
    ///
    /// # Errors
    /// As [`Request::plan`] and [`scan`], and when the export has no column of resolution dates.
    #[allow(clippy::needless_pass_by_value, reason = "options are made for one run")]
    pub fn lifetimes(
        &self,
        source: &mut dyn Source,
        outcome: Option<&str>,
        watch: Watch,
        options: ScanOptions<'_>,
    ) -> Result<Lifetimes> {
        if let (Some(from), Some(until)) = (watch.from, watch.until)
            && until < from
        {
            return Err(Error::new(ErrorKind::Argument, format!("a watch from {from} until {until}"))
                .rule("a watch begins before it ends"));
        }
        let by: Vec<String> = self.by.iter().cloned().chain(outcome.map(str::to_owned)).collect();
        let measures = [Measure::cases(Basis::Incoming), Measure::cases(Basis::Resolved)];
        let plan = self.plan_of(source.header(), &measures, &by)?;
        if let Some(field) = plan.missing().values().next() {
            return Err(Error::new(ErrorKind::Codebook, format!("the export has no column for {field}"))
                .rule("how long cases last needs the dates of filing and of resolution")
                .hint(format!("name the column: fields={{\"{field}\": \"...\"}}")));
        }
        scan_lifetimes(source, &plan, watch, &options)
    }

    /// Evaluates the indicators on a cube that was built for them, or for more.
    ///
    /// # Errors
    /// When the cube was not built for an indicator, or its periods are too long for those asked for or do not
    /// begin where the reporting year of this request does.
    pub fn table(&self, cube: &Cube) -> Result<Table> {
        let missing = cube.absent();
        if !self.by.is_empty() && self.by != cube.shape().by {
            let (asked, there) = (self.by.join(", "), cube.shape().by.join(", "));
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("a table by [{asked}] of a cube by [{there}]"),
            )
            .rule("a cube's groups are those it was built by; roll-ups stand beside them")
            .hint("build the cube by these columns"));
        }
        let Some((first, last)) = cube.tally().span() else {
            return Err(
                Error::new(ErrorKind::Data, "the cube is empty").rule("nothing can be measured on no cases")
            );
        };
        let periods = self.periods.list(self.calendar, first, last)?;
        let wants = wants(&self.indicators, self.level);
        let mut ledger = Ledger::from_cube(cube, &wants, &periods, self.rollup, missing.clone())?;
        if let Some(inputs) = &self.inputs {
            ledger.give(wants.keys(), inputs)?;
        }
        let mut table = Table::evaluate(&self.indicators, &ledger, self.level);
        let tally = cube.tally();
        let mut read = format!(
            "{} rows read, {} counted, {} set aside",
            tally.rows,
            tally.accepted(),
            tally.set_aside.total()
        );
        for (reason, n) in tally.set_aside.counts() {
            read += &format!("; {n} × {}", reason.word());
        }
        table.note(read);
        table.note(format!("first day {first}, last day {last}"));
        if let Some(open) = periods.iter().find(|p| p.contains(last) && last.plus_days(10) < p.end()) {
            table.note(format!("the data end on {last}: {open} is not complete"));
            table.mark(*open, Mark::Provisional)?;
        }
        note_definitions(&mut table, self.periods == Periods::Every(Grain::Year));
        let inputs: std::collections::BTreeSet<&str> =
            wants.keys().filter_map(|measure| ledger.ungiven(measure)).collect();
        if !inputs.is_empty() {
            let names = inputs.into_iter().collect::<Vec<_>>().join(", ");
            table.note(format!("no row of a case shows: {names}; they are inputs"));
        }
        let lacking: Vec<String> =
            missing.values().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        if !lacking.is_empty() {
            table.note(format!("the export has no column for: {}", lacking.join(", ")));
        }
        Ok(table)
    }
}

/// What a reader must know of the definitions: formulas for a year on other periods, and what nobody verified.
pub(crate) fn note_definitions(table: &mut Table, of_years: bool) {
    let yearly = |d: &&Definition| matches!(d.formula, Formula::Quotient { factor: Factor::Number(n), .. } if n == Fraction::whole(365));
    let mut notes = Vec::new();
    if !of_years {
        for definition in table.indicators().iter().filter(yearly) {
            notes.push(format!("{}: the formula is for a year, whatever the period", definition.id));
        }
    }
    for definition in table.indicators().iter().filter(|d| d.standing == Standing::Unverified) {
        notes.push(format!("{}: unverified definition, not an official value", definition.id));
    }
    notes.into_iter().for_each(|note| table.note(note));
}
