//! A request run: the plan for an export, the scan, the table, and what a reader must know of it.

use crate::case::Codebook;
use crate::cube::{Basis, Cube, Lifetimes, Measure, Plan, Watch};
use crate::indicator::{Definition, Factor, Formula, Standing};
use crate::ledger::{Group, GroupWord, Inputs, Ledger};
use crate::measure::{Measured, Periods, Request, Unique};
use crate::period::{Grain, Period};
use crate::quantity::Fraction;
use crate::read::{ScanOptions, Source, scan, scan_lifetimes};
use crate::table::{Mark, Table, wants};
use crate::{Error, ErrorKind, Result};

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

impl Request {
    /// The plan for an export with this header.
    ///
    /// # Errors
    /// When no codebook fits, or a grouping column is missing.
    pub fn plan(&self, header: &[String]) -> Result<Plan> {
        let measures: Vec<_> = wants(&self.indicators, None).into_keys().collect();
        self.plan_of(header, &measures, &self.by)
    }

    pub(super) fn plan_of(&self, header: &[String], measures: &[Measure], by: &[String]) -> Result<Plan> {
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
        let mut binding = book.bind(header)?;
        if let Some(clock) = &self.clock {
            binding = binding.with_clock(clock.clone())?;
        }
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
        if let Some(clock) = &self.clock {
            table.note(format!(
                "{} events of {} cases; {} of these cases are not in the export",
                clock.events(),
                clock.cases(),
                clock.unseen()
            ));
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
        let mut periods = self.periods.list(self.calendar, first, last)?;
        let cut = open_periods(cube, &mut periods)?;
        let wants = wants(&self.indicators, self.level);
        let mut ledger = Ledger::from_cube(cube, &wants, &periods, self.rollup, missing.clone())?;
        let strange = self.inputs.as_ref().map(|inputs| ledger.give(wants.keys(), inputs)).transpose()?;
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
        cut.into_iter().for_each(|note| table.note(note));
        for (field, event, rows) in cube.silent() {
            table.note(format!(
                "{rows} rows ({event}) have no {field}: they add nothing to its different values"
            ));
        }
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
        if let (Some(inputs), Some(strange)) = (&self.inputs, strange) {
            note_inputs(&mut table, inputs, &strange);
        }
        let lacking: Vec<String> =
            missing.values().cloned().collect::<std::collections::BTreeSet<_>>().into_iter().collect();
        if !lacking.is_empty() {
            table.note(format!("the export has no column for: {}", lacking.join(", ")));
        }
        Ok(table)
    }
}

/// Takes out the periods that a cube has dropped, wholly or in part; what a reader must know of that.
fn open_periods(cube: &Cube, periods: &mut Vec<Period>) -> Result<Vec<String>> {
    let Some(opening) = cube.opening() else { return Ok(Vec::new()) };
    let mut notes = vec![format!("what lies before {opening} was dropped: it counts as opening balance")];
    if let Some(cut) = periods.iter().find(|period| period.start() < opening && period.contains(opening)) {
        notes.push(format!("{cut} is left out: it begins before {opening}"));
    }
    periods.retain(|period| period.start() >= opening);
    if periods.is_empty() {
        return Err(Error::new(ErrorKind::Data, "no period asked for lies within the cube")
            .rule(format!("what lies before {opening} was dropped from it, and counts as opening balance"))
            .hint("ask for shorter or later periods"));
    }
    Ok(notes)
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

/// What a reader must know of a side table.
pub(crate) fn note_inputs(table: &mut Table, inputs: &Inputs, strange: &[Group]) {
    table.note(format!("inputs given: {}", inputs.names().join(", ")));
    let named = |group: &Group| group.iter().map(GroupWord::text).collect::<Vec<_>>().join(" · ");
    let names: Vec<String> = strange.iter().map(named).collect();
    if !names.is_empty() {
        table.note(format!("groups of the inputs that have no cases: {}", crate::case::list(&names)));
    }
}
