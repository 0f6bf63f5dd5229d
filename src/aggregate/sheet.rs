//! The numbers of a table by group, period and measure; what is computed where the table is silent.
//!
//! A printed total goes before the sum of its parts. A sum of which a part is not available is not available;
//! parts that cannot exist are left out of it.

use crate::aggregate::codebook::{DayRole, LEDGER, Rules};
use crate::aggregate::findings::{Check, Checks, Finding};
use crate::aggregate::layout::{Figures, Input};
use crate::aggregate::number::Cell;
use crate::case::Test;
use crate::ledger::{Group, GroupWord, Missing};
use crate::period::Period;
use crate::quantity::Fraction;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The total, in `wholes` of a codebook.
pub(crate) const TOTAL: &str = "*";

/// One number, or why there is none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    pub value: std::result::Result<Fraction, Missing>,
    /// How far the true number may lie from a printed one.
    pub half: Fraction,
    pub line: u64,
    /// Computed, and not printed.
    pub derived: bool,
}

/// Group as places of words, period, input.
pub(crate) type Place = (Vec<u32>, usize, usize);
pub(crate) type Number = std::result::Result<Fraction, Missing>;
/// A column of groups, and what its word must be.
pub(crate) type GroupTest<'t> = (usize, &'t Test);

/// The numbers of a table.
#[derive(Debug)]
pub(crate) struct Sheet<'b> {
    pub rules: &'b Rules,
    pub inputs: Vec<Input>,
    pub periods: Vec<Period>,
    /// By column: its words; the first one is "all".
    pub words: Vec<Vec<GroupWord>>,
    /// By column: the place of each word.
    places: Vec<HashMap<GroupWord, u32>>,
    pub groups: Vec<Vec<u32>>,
    pub cells: HashMap<Place, Entry>,
    /// Printed changes against the year before.
    pub changes: Vec<(Place, Entry)>,
    pub checks: Checks,
    pub notes: Vec<String>,
    /// By column and word: the ways in which it is made of others.
    pub ways: Vec<BTreeMap<u32, Vec<Vec<u32>>>>,
}

impl<'b> Sheet<'b> {
    /// # Errors
    /// When a word of a group is its own part.
    pub fn new(rules: &'b Rules, figures: Figures) -> Result<Self> {
        let mut periods: Vec<Period> = figures.list.iter().map(|f| f.period).collect();
        periods.sort_unstable();
        periods.dedup();
        let columns = rules.group.len();
        let mut sheet = Self {
            rules,
            inputs: figures.inputs,
            periods,
            words: vec![vec![GroupWord::All]; columns],
            places: vec![HashMap::from([(GroupWord::All, 0)]); columns],
            groups: Vec::new(),
            cells: HashMap::new(),
            changes: Vec::new(),
            checks: Checks { by: rules.group.iter().map(|g| g.name.clone()).collect(), ..Checks::default() },
            notes: figures.notes,
            ways: Vec::new(),
        };
        for finding in figures.findings {
            sheet.checks.found(finding);
        }
        for figure in &figures.list {
            let number = |(c, word): (usize, &GroupWord)| {
                let (words, places) = (&mut sheet.words[c], &mut sheet.places[c]);
                *places.entry_ref(word).or_insert_with(|| {
                    words.push(word.clone());
                    words.len() as u32 - 1
                })
            };
            let group: Vec<u32> = figure.group.iter().enumerate().map(number).collect();
            let period = sheet.periods.binary_search(&figure.period).unwrap_or(0);
            if let (true, cell) = (figure.change, figure.cell) {
                let (value, half) = match cell {
                    Cell::Number(value, half) => (Ok(value), half),
                    Cell::Missing(missing) => (Err(missing), Fraction::ZERO),
                };
                let entry = Entry { value, half, line: figure.line, derived: false };
                sheet.changes.push(((group, period, figure.input), entry));
                continue;
            }
            sheet.insert(group, period, figure.input, figure.cell, figure.line);
        }
        sheet.groups = sheet.cells.keys().map(|(group, ..)| group.clone()).collect();
        sheet.groups.sort_unstable();
        sheet.groups.dedup();
        sheet.ways = (0..columns).map(|c| sheet.ways_of(c)).collect::<Result<_>>()?;
        sheet.compute();
        sheet.derive();
        Ok(sheet)
    }

    fn insert(&mut self, group: Vec<u32>, period: usize, input: usize, cell: Cell, line: u64) {
        let rules = &self.inputs[input].rules;
        let mut entry =
            Entry { value: Err(Missing::NotAvailable), half: Fraction::ZERO, line, derived: false };
        match cell {
            Cell::Missing(missing) => entry.value = Err(missing),
            Cell::Number(value, half) => {
                let hundredth = if rules.percent { 100 } else { 1 };
                let scaled =
                    |x: Fraction| x.times(rules.scale).and_then(|x| x.over(Fraction::whole(hundredth)));
                match (scaled(value), scaled(half)) {
                    (Ok(value), Ok(half)) => (entry.value, entry.half) = (Ok(value), half.abs()),
                    _ => entry.value = Err(Missing::NotAvailable),
                }
            }
        }
        let name = self.inputs[input].name.clone();
        let whole = match self.inputs[input].role {
            Some(DayRole::Printed(_)) => None,
            Some(DayRole::Sum) => Some("days"),
            Some(DayRole::Cases | DayRole::Within(_)) => Some("cases"),
            None => (rules.counts() && LEDGER.contains(&rules.basis(&name))).then_some("cases"),
        };
        if let (Some(unit), false, Ok(value)) = (whole, self.inputs[input].published, entry.value)
            && value.denominator() != 1
        {
            let words = format!("{value} is no whole number of {unit}");
            self.checks.found(self.finding(Check::Unreadable, &group, period, &name).at(line).says(words));
            entry.value = Err(Missing::NotAvailable);
        }
        let place = (group, period, input);
        match self.cells.get(&place).copied() {
            None => _ = self.cells.insert(place, entry),
            Some(first) if first.value == entry.value => {}
            Some(first) => {
                let say = |e: Entry| e.value.map_or_else(|_| "nothing".to_owned(), |v| v.to_string());
                let words =
                    format!("line {} says {}, line {line} says {}", first.line, say(first), say(entry));
                let mut finding = self.finding(Check::Repeated, &place.0, period, &name).at(line).says(words);
                (finding.stated, finding.expected) = (entry.value.ok(), first.value.ok());
                self.checks.found(finding);
                // Nobody can tell which of them is meant.
                self.cells.insert(place, Entry { value: Err(Missing::NotAvailable), ..first });
            }
        }
    }

    /// The group in words.
    pub fn named(&self, group: &[u32]) -> Group {
        group.iter().enumerate().map(|(c, word)| self.words[c][*word as usize].clone()).collect()
    }

    /// A group in words as places; `None` where the table does not have one of them.
    pub fn place(&self, group: &Group) -> Option<Vec<u32>> {
        group.iter().zip(&self.places).map(|(word, places)| places.get(word).copied()).collect()
    }

    pub fn finding(&self, check: Check, group: &[u32], period: usize, measure: &str) -> Finding {
        Finding::new(check, &self.named(group), self.periods[period], measure)
    }

    /// What each word of a column is made of. The total is made of the words that are part of nothing else.
    fn ways_of(&self, column: usize) -> Result<BTreeMap<u32, Vec<Vec<u32>>>> {
        let (rules, places) = (&self.rules.group[column], &self.places[column]);
        let place = |word: &String| match word.as_str() {
            TOTAL => Some(0),
            _ => places.get(&GroupWord::Is(word.clone())).copied(),
        };
        let mut ways: BTreeMap<u32, Vec<Vec<u32>>> = BTreeMap::new();
        let mut inner: Vec<u32> = Vec::new();
        for (whole, parts) in &rules.wholes {
            let Some(whole) = place(whole) else { continue };
            let of = parts.ways().iter().map(|way| way.iter().filter_map(place).collect::<Vec<u32>>());
            let of: Vec<Vec<u32>> = of.filter(|way| !way.is_empty()).collect();
            if whole != 0 {
                inner.extend(of.iter().flatten());
            }
            ways.insert(whole, of);
        }
        let outer = (1..places.len() as u32).filter(|word| !inner.contains(word)).collect();
        ways.entry(0).or_insert_with(|| vec![outer]);
        for start in ways.keys() {
            let (mut reached, mut next) = (vec![*start], 0);
            while next < reached.len() {
                for part in ways.get(&reached[next]).into_iter().flatten().flatten() {
                    if part == start {
                        let word = &self.words[column][*start as usize];
                        return Err(Error::new(
                            ErrorKind::Codebook,
                            format!("group {}: \"{word}\" is part of itself", rules.name),
                        )
                        .rule("wholes are made of smaller words"));
                    }
                    if !reached.contains(part) {
                        reached.push(*part);
                    }
                }
                next += 1;
            }
        }
        Ok(ways)
    }

    /// The place of an input by the name of its measure; without condition, sum or another name.
    pub fn plain_input(&self, name: &str) -> Option<usize> {
        self.inputs.iter().position(|i| {
            !i.published && i.rules.counts() && i.rules.basis(&i.name) == name && i.rules.condition.is_empty()
        })
    }

    /// Fills in what the codebook allows to be computed: the fourth number of a row from the other three, and
    /// what is pending at a start from the end of the period before.
    fn derive(&mut self) {
        for name in &self.rules.derive {
            if self.plain_input(name).is_none() {
                self.inputs.push(Input::unnamed(name));
            }
        }
        let Some(four) = LEDGER.iter().map(|n| self.plain_input(n)).collect::<Option<Vec<usize>>>() else {
            return;
        };
        let mut computed: BTreeMap<&str, usize> = BTreeMap::new();
        for group in &self.groups {
            for period in 0..self.periods.len() {
                let number = |cells: &HashMap<Place, Entry>, period: usize, input: usize| {
                    cells.get(&(group.clone(), period, input)).and_then(|e| e.value.ok())
                };
                for name in &self.rules.derive {
                    let at = LEDGER.iter().position(|n| n == name).unwrap_or(0);
                    let said = self.cells.get(&(group.clone(), period, four[at]));
                    if said.is_some_and(|e| e.value != Err(Missing::NotAvailable)) {
                        continue;
                    }
                    let before = self.periods[period].previous();
                    let before = before.and_then(|p| self.periods.binary_search(&p).ok());
                    let carried = before.filter(|_| at == 0).and_then(|p| number(&self.cells, p, four[3]));
                    let of = |i: usize| number(&self.cells, period, four[i]);
                    let by_identity = || -> Option<Fraction> {
                        match at {
                            0 => of(3)?.plus(of(2)?).ok()?.minus(of(1)?).ok(),
                            1 => of(3)?.plus(of(2)?).ok()?.minus(of(0)?).ok(),
                            2 => of(0)?.plus(of(1)?).ok()?.minus(of(3)?).ok(),
                            _ => of(0)?.plus(of(1)?).ok()?.minus(of(2)?).ok(),
                        }
                    };
                    let Some(value) = carried.or_else(by_identity) else { continue };
                    let line = said.map_or(0, |e| e.line);
                    let entry = Entry { value: Ok(value), half: Fraction::ZERO, line, derived: true };
                    self.cells.insert((group.clone(), period, four[at]), entry);
                    *computed.entry(LEDGER[at]).or_default() += 1;
                }
            }
        }
        for (name, n) in computed {
            self.notes.push(format!(
                "{name}: {n} numbers are computed from the others, the table does not print them"
            ));
        }
    }
}

/// Numbers of groups and of what they add up to, remembered.
pub(crate) struct Totals<'s> {
    sheet: &'s Sheet<'s>,
    known: RefCell<HashMap<Place, Option<Number>>>,
}

impl<'s> Totals<'s> {
    pub fn new(sheet: &'s Sheet<'s>) -> Self {
        Self { sheet, known: RefCell::default() }
    }

    /// What the table says of a group, or what its parts add up to; `None` where it has no such row.
    pub fn number(&self, group: &[u32], period: usize, input: usize) -> Option<Number> {
        let place = (group.to_vec(), period, input);
        if let Some(entry) = self.sheet.cells.get(&place) {
            return Some(entry.value);
        }
        if let Some(known) = self.known.borrow().get(&place) {
            return *known;
        }
        let mut found = None;
        for (column, word) in group.iter().enumerate() {
            let mut ways = self.sheet.ways[column].get(word).into_iter().flatten();
            found = ways.find_map(|way| self.sum(group, column, way, period, input));
            if found.is_some() {
                break;
            }
        }
        if found.is_some() && !self.sheet.inputs[input].rules.adds {
            found = Some(Err(Missing::NotAvailable));
        }
        self.known.borrow_mut().insert(place, found);
        found
    }

    /// What the words of a column add up to.
    fn sum(&self, group: &[u32], column: usize, way: &[u32], period: usize, input: usize) -> Option<Number> {
        let part = |word: &u32| {
            let mut part = group.to_vec();
            part[column] = *word;
            self.number(&part, period, input)
        };
        add(way.iter().filter_map(part))
    }

    /// As [`number`](Self::number), of the groups alone that pass the tests.
    pub fn passing(
        &self,
        group: &[u32],
        tests: &[GroupTest<'_>],
        period: usize,
        input: usize,
    ) -> Option<Number> {
        let Some(((column, test), rest)) = tests.split_first() else {
            return self.number(group, period, input);
        };
        let word = group[*column];
        let said = match &self.sheet.words[*column][word as usize] {
            GroupWord::All => None,
            GroupWord::Missing => Some(test.holds(None)),
            GroupWord::Is(said) => Some(test.holds(Some(said))),
        };
        let ways = self.sheet.ways[*column].get(&word);
        match (said, ways) {
            (Some(true), _) => self.passing(group, rest, period, input),
            (_, Some(ways)) => ways.iter().find_map(|way| {
                add(way.iter().filter_map(|word| {
                    let mut part = group.to_vec();
                    part[*column] = *word;
                    self.passing(&part, tests, period, input)
                }))
            }),
            _ => self.number(group, period, input).map(|_| Ok(Fraction::ZERO)),
        }
    }
}

/// A sum: not available where a part is not, and without the parts that cannot exist.
pub(crate) fn add(parts: impl Iterator<Item = Number>) -> Option<Number> {
    let mut total: Option<Number> = None;
    for part in parts {
        total = Some(match (total, part) {
            (_, Err(Missing::NotAvailable | Missing::NoColumn)) | (Some(Err(Missing::NotAvailable)), _) => {
                return Some(Err(Missing::NotAvailable));
            }
            (None, part) => part,
            (Some(sum), Err(_)) => sum,
            (Some(Err(_)), part) => part,
            (Some(Ok(sum)), Ok(part)) => sum.plus(part).map_err(|_| Missing::NotAvailable),
        });
    }
    total
}
