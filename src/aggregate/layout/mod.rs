//! A codebook held against a table: which row is what, and every number with its place.

mod header;
mod words;

use crate::aggregate::codebook::{DayRole, MeasureForm, MeasureRules, Rules};
use crate::aggregate::findings::{Check, Finding};
use crate::aggregate::number::Cell;
use crate::aggregate::words::{Template, key, tidy};
use crate::ledger::{Group, Missing};
use crate::period::Period;
use crate::read::{Grid, GridRow};
use crate::{Error, ErrorKind, Result};
use header::{first_text, is_blank, locate, required, split};
use std::collections::{BTreeMap, BTreeSet};
use words::{Heading, Reader};

/// What the codebook calls a measure, or an indicator that the table prints.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub name: String,
    pub rules: MeasureRules,
    pub published: bool,
    /// What of days it says.
    pub role: Option<DayRole>,
}

impl Input {
    /// # Errors
    /// When what it says of days cannot be read.
    pub fn new(name: &str, form: &MeasureForm, published: bool) -> Result<Self> {
        let mut rules = form.rules();
        let role = rules.role()?;
        rules.adds &= role.is_none_or(DayRole::adds) && rules.distinct.is_none();
        Ok(Self { name: name.to_owned(), rules, published, role })
    }

    /// Of a measure that the table does not print.
    pub fn unnamed(name: &str) -> Self {
        let rules = MeasureForm::unnamed().rules();
        Self { name: name.to_owned(), rules, published: false, role: None }
    }
}

/// A cell of the table with everything that is known of it.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    pub group: Group,
    pub period: Period,
    pub input: usize,
    pub cell: Cell,
    pub line: u64,
    /// Whether it is a change against the year before, in percent or in the measure's own unit.
    pub change: bool,
}

/// All cells of a table.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub inputs: Vec<Input>,
    pub list: Vec<Figure>,
    pub findings: Vec<Finding>,
    pub notes: Vec<String>,
    pub rows: usize,
}

/// A column of keys.
struct Key {
    column: Option<usize>,
    fill_down: bool,
    above: String,
}

impl Key {
    fn word(&mut self, row: &GridRow) -> Option<String> {
        let text = tidy(row.cells.get(self.column?).map_or("", String::as_str));
        if self.fill_down && text.is_empty() {
            return Some(self.above.clone());
        }
        self.above.clone_from(&text);
        Some(text)
    }
}

/// Every number of a table.
///
/// # Errors
/// When the header is not where the codebook says, a column is not there, or a heading can be read in two ways.
pub(crate) fn figures(rules: &Rules, grid: &Grid) -> Result<Figures> {
    let reader = Reader::new(rules)?;
    let (header, below) = split(rules, grid)?;
    let mut keys = Vec::new();
    for group in &rules.group {
        let what = format!("the group {}", group.name);
        let column = match &group.column {
            None => None,
            Some(locator) if group.default.is_some() => locate(locator, &header, &what)?,
            Some(locator) => Some(required(locator, &header, &what)?),
        };
        keys.push(Key { column, fill_down: group.fill_down, above: String::new() });
    }
    let period = &rules.period;
    let mut period_keys = Vec::new();
    for locator in period.column.iter().chain(&period.columns) {
        let column = Some(required(locator, &header, "the period")?);
        period_keys.push(Key { column, fill_down: period.fill_down, above: String::new() });
    }
    let mut measure_key = None;
    if let Some(locator) = &rules.measure_column {
        measure_key = Some(required(locator, &header, "the measure")?);
    }
    let taken: BTreeSet<usize> =
        keys.iter().chain(&period_keys).filter_map(|k| k.column).chain(measure_key).collect();
    let fixed = reader.periods.fixed()?;
    let by_row = fixed.is_some() || !period_keys.is_empty() || period.section;
    let templates = match (rules.headings.as_slice(), measure_key) {
        ([], None) if rules.measure.is_none() => vec![Template::new("{measure}")?],
        ([], Some(_)) if by_row => vec![Template::new("{any}")?],
        ([], _) => vec![Template::new("{period}")?],
        (given, _) => given.to_vec(),
    };
    let mut out = Figures { notes: grid.notes.clone(), ..Figures::default() };
    let (mut headings, mut ignored) = (Vec::new(), Vec::new());
    for (column, text) in header.iter().enumerate().filter(|(c, _)| !taken.contains(c)) {
        match reader.heading(column, text, &templates, !period_keys.is_empty())? {
            Some(heading) => headings.push(heading),
            None if text.is_empty() => {}
            None => ignored.push(text.clone()),
        }
    }
    if headings.is_empty() {
        let shown: Vec<&str> = templates.iter().map(Template::text).collect();
        return Err(Error::new(ErrorKind::Codebook, "no column has numbers that the codebook knows")
            .rule(format!(
                "the columns are: {}; headings are \"{}\"",
                crate::case::list(&header),
                shown.join("\" or \"")
            ))
            .hint("[aggregate.measures] names the measures as the headings do"));
    }
    if !ignored.is_empty() {
        out.notes.push(format!("columns that nothing takes: {}", crate::case::list(&ignored)));
    }
    let mut sections: Vec<Option<String>> = vec![None; rules.group.len()];
    let mut section_period: Option<String> = None;
    let (mut left_out, mut unknown, mut unread) = (0, BTreeMap::<String, usize>::new(), Vec::new());
    for row in below.iter().filter(|r| !is_blank(r)) {
        let first = key(first_text(row));
        if rules.ends_at.iter().any(|w| first.starts_with(&key(w))) {
            break;
        }
        if rules.skip_rows.iter().any(|w| first.starts_with(&key(w))) {
            left_out += 1;
            continue;
        }
        let texts = row.cells.iter().filter(|c| !c.trim().is_empty()).count();
        let at = rules.group.iter().position(|g| g.section);
        if texts == 1 && (at.is_some() || period.section) {
            let text = tidy(first_text(row));
            match at {
                _ if period.section && reader.periods.read(&text).is_some() => section_period = Some(text),
                Some(at) => sections[at] = Some(text),
                None => {}
            }
            continue;
        }
        let words: Vec<Option<String>> =
            keys.iter_mut().zip(&sections).map(|(k, s)| k.word(row).or_else(|| s.clone())).collect();
        let row_period: Vec<String> =
            period_keys.iter_mut().filter_map(|k| k.word(row)).chain(section_period.clone()).collect();
        let of_row = match measure_key {
            None => None,
            Some(column) => {
                let word = rules.numbers.unmarked(row.cells.get(column).map_or("", |c| c.trim())).to_owned();
                let found = reader.words.get(&key(&word));
                if found.is_none() {
                    *unknown.entry(word).or_default() += 1;
                    continue;
                }
                found.copied()
            }
        };
        let blank = |h: &Heading| row.cells.get(h.column).is_none_or(|c| c.trim().is_empty());
        if headings.iter().all(blank) {
            left_out += 1;
            continue;
        }
        out.rows += 1;
        for heading in &headings {
            let Some(input) = heading.input.or(of_row).or(reader.only) else { continue };
            let mut group = Vec::with_capacity(words.len());
            for (g, group_rules) in rules.group.iter().enumerate() {
                let said = heading.groups.get(&g).map(String::as_str).or(words[g].as_deref());
                group.extend(reader.group(g, group_rules, said));
            }
            if group.len() < rules.group.len() {
                continue;
            }
            let text: Vec<&str> =
                row_period.iter().map(String::as_str).chain(heading.period.as_deref()).collect();
            let text = text.join(" ");
            let mut found = if text.is_empty() { fixed } else { reader.periods.read(&text) };
            for _ in 0..heading.years_before {
                found = found.and_then(|p| p.year_before());
            }
            let Some(period) = found else {
                if unread.last() != Some(&(row.line, text.clone())) {
                    unread.push((row.line, text));
                }
                continue;
            };
            let printed = row.cells.get(heading.column).map_or("", String::as_str);
            let plain = row.plain.get(heading.column).copied().unwrap_or(false);
            let name = &reader.inputs[input].name;
            let mut cell = rules.numbers.read(printed, &rules.words, plain).unwrap_or_else(|| {
                let words = format!("\"{}\" is no number", tidy(printed));
                out.findings
                    .push(Finding::new(Check::Unreadable, &group, period, name).at(row.line).says(words));
                Cell::Missing(Missing::NotAvailable)
            });
            let change = heading.change;
            if let (true, true, Cell::Number(value, half)) =
                (change, printed.trim_end().ends_with(['%', '％']), cell)
            {
                cell = Cell::Number(value.times(100)?, half.times(100)?);
            }
            out.list.push(Figure { group, period, input, cell, line: row.line, change });
        }
    }
    if let Some((line, text)) = unread.first() {
        if out.list.is_empty() {
            return Err(Error::new(ErrorKind::Codebook, format!("line {line}: \"{text}\" is read as no period"))
                .rule(format!("periods are {}s", period.grain))
                .hint("[aggregate.period] formats = [\"{month} {year}\"], words = { \"...\" = \"2023\" }, or is = \"2023\""));
        }
        let shown: Vec<String> =
            unread.iter().take(5).map(|(line, text)| format!("line {line} \"{text}\"")).collect();
        out.notes.push(format!(
            "{} rows left out, their period cannot be read: {}",
            unread.len(),
            shown.join(", ")
        ));
    }
    if left_out > 0 {
        out.notes.push(format!("{left_out} rows without a number, or that the codebook leaves out"));
    }
    if !unknown.is_empty() {
        let shown: Vec<String> = unknown.keys().cloned().collect();
        out.notes.push(format!("measures that the codebook does not name: {}", crate::case::list(&shown)));
    }
    if out.list.is_empty() {
        return Err(Error::new(ErrorKind::Data, "the table has no number that the codebook knows")
            .rule("a ledger has at least one")
            .hint("the words of [aggregate.measures] are those of the headings or of the measure column"));
    }
    out.inputs = reader.inputs;
    Ok(out)
}
