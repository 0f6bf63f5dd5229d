//! A codebook held against a table: which row is what, and every number with its place.

use crate::aggregate::codebook::{GroupRules, Locator, MeasureRules, Rules};
use crate::aggregate::findings::{Check, Finding};
use crate::aggregate::number::Cell;
use crate::aggregate::period::Periods;
use crate::aggregate::words::{Template, key, tidy};
use crate::ledger::{Group, GroupWord, Missing};
use crate::period::Period;
use crate::read::{Grid, GridRow};
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What the codebook calls a measure, or an indicator that the table prints.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    pub name: String,
    pub rules: MeasureRules,
    pub published: bool,
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

/// What the heading of a column of numbers says.
#[derive(Debug, Default)]
struct Heading {
    column: usize,
    input: Option<usize>,
    period: Option<String>,
    years_before: u8,
    change: bool,
    groups: BTreeMap<usize, String>,
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

fn is_blank(row: &GridRow) -> bool {
    row.cells.iter().all(|c| c.trim().is_empty())
}

fn first_text(row: &GridRow) -> &str {
    row.cells.iter().map(|c| c.trim()).find(|c| !c.is_empty()).unwrap_or("")
}

/// Header texts, one for each column, and the rows below.
fn split<'g>(rules: &Rules, grid: &'g Grid) -> Result<(Vec<String>, &'g [GridRow])> {
    let fail = |what: String, hint: &str| Err(Error::new(ErrorKind::Codebook, what).hint(hint));
    let from = match &rules.header_has {
        None => grid.rows.iter().position(|r| r.line > rules.skip_lines && !is_blank(r)),
        Some(word) => {
            let has = |r: &GridRow| r.cells.iter().any(|c| key(c) == key(word));
            let found = grid.rows.iter().position(|r| r.line > rules.skip_lines && has(r));
            if found.is_none() {
                return fail(
                    format!("no line has a cell \"{word}\""),
                    "header_has names a cell of the header's first line",
                );
            }
            found
        }
    };
    let rows = &grid.rows[from.unwrap_or(grid.rows.len())..];
    if rows.len() <= rules.header_lines {
        return fail(
            format!("no row stands below the header of {} lines", rules.header_lines),
            "skip_lines, header_has and header_lines say where the header is",
        );
    }
    let (above, below) = rows.split_at(rules.header_lines);
    let width = above.iter().map(|r| r.cells.len()).max().unwrap_or(0);
    let mut header = vec![String::new(); width];
    for (depth, row) in above.iter().enumerate() {
        let mut spans = String::new();
        for (column, name) in header.iter_mut().enumerate() {
            let mut text = tidy(row.cells.get(column).map_or("", String::as_str));
            if depth + 1 < above.len() {
                if text.is_empty() {
                    text.clone_from(&spans);
                }
                spans.clone_from(&text);
            }
            if !text.is_empty() && !name.is_empty() {
                name.push_str(&rules.header_join);
            }
            name.push_str(&text);
        }
    }
    Ok((header.iter().map(|h| rules.numbers.unmarked(h).to_owned()).collect(), below))
}

/// The column that a locator names.
fn locate(locator: &Locator, header: &[String], what: &str) -> Result<Option<usize>> {
    match locator {
        Locator::Place(place) if (1..=header.len()).contains(place) => Ok(Some(place - 1)),
        Locator::Place(place) => {
            Err(Error::new(ErrorKind::Codebook, format!("{what} stands in column {place}"))
                .rule(format!("columns are counted from 1, and there are {}", header.len())))
        }
        Locator::Names(words) => {
            for name in words.list() {
                let mut found = (0..header.len()).filter(|c| key(&header[*c]) == key(name));
                match (found.next(), found.next()) {
                    (Some(column), None) => return Ok(Some(column)),
                    (Some(a), Some(b)) => {
                        return Err(Error::new(
                            ErrorKind::Codebook,
                            format!("columns {} and {} are both named \"{name}\"", a + 1, b + 1),
                        )
                        .rule("a column that is read has a name of its own")
                        .hint(format!("name its place: column = {}", a + 1)));
                    }
                    _ => {}
                }
            }
            Ok(None)
        }
    }
}

fn required(locator: &Locator, header: &[String], what: &str) -> Result<usize> {
    locate(locator, header, what)?.ok_or_else(|| {
        let wanted = match locator {
            Locator::Names(words) => words.list().join("\" or \""),
            Locator::Place(place) => place.to_string(),
        };
        let error = Error::new(ErrorKind::Codebook, format!("no column \"{wanted}\" for {what}"))
            .rule(format!("the columns are: {}", crate::case::list(header)));
        match crate::error::nearest(&wanted, header.iter().map(String::as_str)) {
            Some(near) => error.hint(format!("did you mean \"{near}\"?")),
            None => error.hint("skip_lines, header_has and header_lines say where the header is"),
        }
    })
}

/// Holds a codebook against a table.
struct Reader<'b> {
    rules: &'b Rules,
    periods: Periods<'b>,
    inputs: Vec<Input>,
    /// Word of the table → input.
    words: BTreeMap<String, usize>,
    values: Vec<BTreeMap<String, String>>,
}

impl<'b> Reader<'b> {
    fn new(rules: &'b Rules) -> Result<Self> {
        let named = |published| {
            move |(name, form): (&String, &crate::aggregate::MeasureForm)| Input {
                name: name.clone(),
                rules: form.rules(),
                published,
            }
        };
        let inputs: Vec<Input> =
            rules.measures.iter().map(named(false)).chain(rules.published.iter().map(named(true))).collect();
        let words = inputs
            .iter()
            .enumerate()
            .flat_map(|(i, input)| input.rules.words.list().iter().map(move |w| (key(w), i)))
            .collect();
        let values = rules.group.iter().map(|group| {
            let pairs = group.values.iter();
            pairs
                .flat_map(|(ours, theirs)| theirs.list().iter().map(move |t| (key(t), ours.clone())))
                .collect()
        });
        Ok(Self {
            rules,
            periods: rules.period.reader(rules.calendar)?,
            inputs,
            words,
            values: values.collect(),
        })
    }

    fn years_before(&self, word: &str) -> Option<u8> {
        self.rules.period.years_before.iter().find(|(w, _)| key(w) == key(word)).map(|(_, n)| *n)
    }

    fn is_change(&self, word: &str) -> bool {
        self.rules.period.changes.iter().any(|w| key(w) == key(word))
    }

    /// What a heading says; `None` where no template fits.
    fn heading(
        &self,
        column: usize,
        text: &str,
        templates: &[Template],
        rest: bool,
    ) -> Result<Option<Heading>> {
        let fits = |place: &str, word: &str| match place {
            "measure" => self.words.contains_key(&key(word)),
            // A part of a period, such as a quarter, is read with what the row says.
            "period" => {
                let known = self.years_before(word).is_some() || self.is_change(word);
                rest || known || self.periods.read(word).is_some()
            }
            _ => true,
        };
        for template in templates {
            let mut found = template.read(text, &fits);
            found.dedup();
            if found.len() > 1 {
                return Err(Error::new(
                    ErrorKind::Codebook,
                    format!("the heading \"{text}\" can be read in {} ways", found.len()),
                )
                .rule(format!("by \"{}\"", template.text()))
                .hint("name the words of the measures and groups so that one way is left"));
            }
            let Some(words) = found.pop() else { continue };
            let mut heading = Heading { column, ..Heading::default() };
            for (place, word) in template.places().zip(words) {
                match place {
                    "measure" => heading.input = self.words.get(&key(word)).copied(),
                    "period" => match self.years_before(word) {
                        Some(years) => heading.years_before = years,
                        None if self.is_change(word) => heading.change = true,
                        None => heading.period = Some(word.to_owned()),
                    },
                    "any" => {}
                    name => {
                        if let Some(g) = self.rules.group.iter().position(|g| g.name == name) {
                            heading.groups.insert(g, word.to_owned());
                        }
                    }
                }
            }
            return Ok(Some(heading));
        }
        Ok(None)
    }

    /// Our word for what a table says of a group; `None` where its rows are left out.
    fn group(&self, at: usize, rules: &GroupRules, text: Option<&str>) -> Option<GroupWord> {
        let text = self.rules.numbers.unmarked(text.unwrap_or(""));
        let text = if text.is_empty() { rules.default.as_deref().unwrap_or("") } else { text };
        let among = |words: &[String]| words.iter().any(|w| key(w) == key(text));
        if text.is_empty() {
            return Some(GroupWord::Missing);
        }
        if among(&rules.skip) {
            return None;
        }
        if among(&rules.total) {
            return Some(GroupWord::All);
        }
        Some(GroupWord::Is(self.values[at].get(&key(text)).cloned().unwrap_or_else(|| text.to_owned())))
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
        ([], None) => vec![Template::new("{measure}")?],
        ([], Some(_)) if by_row => vec![Template::new("{any}")?],
        ([], Some(_)) => vec![Template::new("{period}")?],
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
            let Some(input) = heading.input.or(of_row) else { continue };
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
