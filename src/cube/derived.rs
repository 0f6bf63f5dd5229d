//! Rows with the columns that are worked out of others put beside them.

use crate::Result;
use crate::case::{Bits, Clock, Derivation, Derived, Form, Ints, RawColumn, Reason, Rows, Text};
use crate::cube::columns::{BAD_DAY, BAD_NUMBER, FieldReader, NO_DAY, NO_NUMBER, original};
use crate::cube::interner::Translation;
use crate::cube::plan::PlanField;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A derived field, and its sources as the export has them.
#[derive(Debug)]
pub(crate) struct DerivedPlan {
    pub field: Derived,
    /// Which of several events of one kind, from 0.
    pub nth: usize,
    pub sources: Vec<PlanField>,
}

/// Rows of a source, with derived columns behind its own.
pub(crate) struct DerivedRows<'r> {
    rows: &'r dyn Rows,
    own: usize,
    columns: Vec<Column>,
}

/// A derived column: days, or codes of words.
enum Column {
    Days(Vec<i32>, Vec<u8>),
    Words(Vec<u8>),
}

/// Words of derived flags; the last says that a source could not be read, which is neither yes nor no.
const WORDS: [&[u8]; 3] = [b"false", b"true", b"unreadable"];
/// The code of no word.
const NOTHING: u8 = WORDS.len() as u8;
/// Identity of the dictionary above, which no reader gives.
const IDENTITY: u64 = u64::MAX;

impl<'r> DerivedRows<'r> {
    /// Works the columns out; `own` is the number of columns that the source's header has.
    ///
    /// # Errors
    /// When a source cannot be decoded.
    pub fn new(
        rows: &'r dyn Rows,
        own: usize,
        plans: &[DerivedPlan],
        clock: Option<&(Arc<Clock>, usize)>,
    ) -> Result<Self> {
        let told = clock.map(|(clock, source)| Told { clock, cases: numbers(clock, rows, *source) });
        let columns = plans.iter().map(|plan| plan.column(rows, told.as_ref())).collect::<Result<_>>()?;
        Ok(Self { rows, own, columns })
    }
}

/// What events tell of the rows of a chunk.
struct Told<'c> {
    clock: &'c Clock,
    /// The number of each row's case.
    cases: Vec<Option<u32>>,
}

/// The number of each row's case, where it has events.
fn numbers(clock: &Clock, rows: &dyn Rows, source: usize) -> Vec<Option<u32>> {
    let column = rows.column(source);
    let number = |row: usize| match &column {
        RawColumn::Text { text, valid: None } => clock.number(text.get(row)),
        other => clock.number(original(other, row).as_bytes()),
    };
    (0..rows.len()).map(number).collect()
}

impl Told<'_> {
    /// Filing moved by the days on which the clock stood still.
    fn active_from(&self, row: usize, filed: i32, resolved: i32) -> i32 {
        match self.cases[row] {
            Some(case) if ![NO_DAY, BAD_DAY].contains(&filed) && resolved != BAD_DAY => {
                let until = if resolved == NO_DAY { self.clock.last(case).max(filed) } else { resolved };
                until - self.clock.running(case, filed, until)
            }
            _ => filed,
        }
    }

    /// The due date where the limit ends in the end.
    fn due(&self, row: usize, filed: i32, resolved: i32, due: i32) -> i32 {
        let there = |day: i32| (day != NO_DAY).then_some(day);
        match self.cases[row] {
            Some(case) if filed != NO_DAY && ![filed, resolved, due].contains(&BAD_DAY) => {
                self.clock.due(case, filed, there(due), there(resolved)).unwrap_or(NO_DAY)
            }
            _ => due,
        }
    }
}

impl DerivedPlan {
    /// The column as events of the cases tell it.
    fn told(&self, told: &Told<'_>, days: &[Vec<i32>]) -> Column {
        let each = 0..told.cases.len();
        let due = |i: usize| told.due(i, days[0][i], days[1][i], days[2][i]);
        match self.field.derivation {
            Derivation::Turned(turn) => dates(each.map(|i| {
                told.cases[i].and_then(|case| told.clock.day(case, turn, self.nth)).unwrap_or(NO_DAY)
            })),
            Derivation::ActiveFrom => dates(each.map(|i| told.active_from(i, days[0][i], days[1][i]))),
            Derivation::InLimit => Column::Words(each.map(|i| in_limit(days[1][i], due(i))).collect()),
            Derivation::Overdue => dates(each.map(|i| next(due(i)))),
            Derivation::OverdueEnded => dates(each.map(|i| ended(days[1][i], due(i)))),
            Derivation::EndedInactive => dates(each.map(|i| match (told.cases[i], days[0][i]) {
                (Some(case), day) if ![NO_DAY, BAD_DAY].contains(&day) && told.clock.inactive(case, day) => {
                    day
                }
                _ => NO_DAY,
            })),
        }
    }

    fn column(&self, rows: &dyn Rows, told: Option<&Told<'_>>) -> Result<Column> {
        let (mut days, mut numbers) = (Vec::new(), Vec::new());
        for field in &self.sources {
            let column = field.bound.source.map_or(RawColumn::Absent, |s| rows.column(s));
            let mut reader = FieldReader::new(field)?;
            let counts = counts(field, rows)?;
            match field.kind.form() {
                Form::Numbers => {
                    let mut out = vec![NO_NUMBER; rows.len()];
                    reader.numbers(field, rows, &column, 0, &mut out);
                    out.iter_mut()
                        .zip(&counts)
                        .filter(|(_, counts)| !**counts)
                        .for_each(|(n, _)| *n = NO_NUMBER);
                    numbers.push(out);
                }
                Form::Days | Form::Words => {
                    let mut out = vec![NO_DAY; rows.len()];
                    reader.days(field, rows, &column, 0, &mut out);
                    out.iter_mut()
                        .zip(&counts)
                        .filter(|(_, counts)| !**counts)
                        .for_each(|(d, _)| *d = NO_DAY);
                    days.push(out);
                }
            }
        }
        // Days of inactivity in the export's own columns stand behind that of resolution.
        let by_columns = self.field.derivation == Derivation::EndedInactive && days.len() > 1;
        if let Some(told) = told.filter(|_| !by_columns) {
            return Ok(self.told(told, &days));
        }
        let each = 0..rows.len();
        Ok(match self.field.derivation {
            // Without events there are no days of them.
            Derivation::Turned(_) => dates(each.map(|_| NO_DAY)),
            Derivation::InLimit => Column::Words(each.map(|i| in_limit(days[0][i], days[1][i])).collect()),
            Derivation::ActiveFrom => dates(each.map(|i| active_from(days[0][i], numbers[0][i]))),
            Derivation::Overdue => dates(each.map(|i| next(days[0][i]))),
            Derivation::OverdueEnded => dates(each.map(|i| ended(days[0][i], days[1][i]))),
            Derivation::EndedInactive => {
                let last = |name: &str, i: usize, until: i32| {
                    let of = self.sources.iter().zip(&days).filter(|(field, _)| field.bound.name == name);
                    of.map(|(_, days)| days[i])
                        .filter(|d| ![NO_DAY, BAD_DAY].contains(d) && *d <= until)
                        .max()
                };
                dates(each.map(|i| match days[0][i] {
                    resolved if [NO_DAY, BAD_DAY].contains(&resolved) => NO_DAY,
                    resolved if last("inactive_on", i, resolved) > last("reactivated_on", i, resolved) => {
                        resolved
                    }
                    _ => NO_DAY,
                }))
            }
        })
    }
}

/// The rows in which a field's value counts; none where it counts in all.
fn counts(field: &PlanField, rows: &dyn Rows) -> Result<Vec<bool>> {
    let mut list = vec![true; if field.only_if.is_empty() { 0 } else { rows.len() }];
    let plain = Translation { words: BTreeMap::new(), nulls: field.translation.nulls.clone() };
    for only_if in &field.only_if {
        let mut decider = FieldReader::new(field)?;
        let mut words = vec![0; rows.len()];
        decider.words(&plain, rows, &rows.column(only_if.source), 0, &mut words)?;
        for (counts, id) in list.iter_mut().zip(words) {
            *counts &= only_if.test.holds(decider.interner.word(id as usize));
        }
    }
    Ok(list)
}

fn in_limit(resolved: i32, due: i32) -> u8 {
    match (resolved, due) {
        (NO_DAY, _) => NOTHING,
        (_, NO_DAY) => 1,
        (BAD_DAY, _) | (_, BAD_DAY) => 2,
        (resolved, due) => u8::from(resolved <= due),
    }
}

fn active_from(filed: i32, suspended: i64) -> i32 {
    match (filed, suspended) {
        (NO_DAY, _) => NO_DAY,
        (BAD_DAY, _) | (_, BAD_NUMBER) => BAD_DAY,
        (filed, NO_NUMBER) => filed,
        (filed, days) if days >= 0 => i32::try_from(days).map_or(BAD_DAY, |days| filed.saturating_add(days)),
        _ => BAD_DAY,
    }
}

fn next(due: i32) -> i32 {
    if matches!(due, NO_DAY | BAD_DAY) { due } else { due.saturating_add(1) }
}

fn ended(resolved: i32, due: i32) -> i32 {
    match (resolved, due) {
        (NO_DAY, _) | (_, NO_DAY) => NO_DAY,
        (BAD_DAY, _) | (_, BAD_DAY) => BAD_DAY,
        (resolved, due) => resolved.max(next(due)),
    }
}

fn dates(days: impl Iterator<Item = i32>) -> Column {
    let days: Vec<i32> = days.collect();
    let mut valid = vec![0u8; days.len().div_ceil(8)];
    for (i, day) in days.iter().enumerate() {
        valid[i / 8] |= u8::from(*day != NO_DAY) << (i % 8);
    }
    Column::Days(days, valid)
}

impl Rows for DerivedRows<'_> {
    fn len(&self) -> usize {
        self.rows.len()
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        match source.checked_sub(self.own).and_then(|at| self.columns.get(at)) {
            None => self.rows.column(source),
            Some(Column::Days(days, valid)) => RawColumn::Dates { days, valid: Some(Bits::new(valid, 0)) },
            // A code outside its dictionary counts as nothing.
            Some(Column::Words(codes)) => RawColumn::Coded {
                codes: Ints::U8(codes),
                valid: None,
                words: Text::Slices(&WORDS),
                word_valid: None,
                identity: IDENTITY,
            },
        }
    }

    fn decode<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>> {
        self.rows.decode(bytes)
    }

    fn misfits(&self) -> &[u32] {
        self.rows.misfits()
    }

    fn misfit(&self) -> Reason {
        self.rows.misfit()
    }

    fn original(&self, row: usize, sources: &[usize]) -> Vec<String> {
        self.rows.original(row, sources)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_in_its_limit_by_the_due_date_or_without_one() {
        let word = |resolved, due| WORDS.get(usize::from(in_limit(resolved, due))).copied();
        assert_eq!(word(10, 10), Some(&b"true"[..]));
        assert_eq!(word(11, 10), Some(&b"false"[..]));
        assert_eq!(word(11, NO_DAY), Some(&b"true"[..]));
        assert_eq!(word(NO_DAY, 10), None);
        assert_eq!(word(11, BAD_DAY), Some(&b"unreadable"[..]));
    }

    #[test]
    fn an_overdue_case_is_overdue_from_the_day_after_until_it_is_resolved() {
        assert_eq!((next(10), ended(15, 10), ended(8, 10)), (11, 15, 11));
        assert_eq!(ended(NO_DAY, 10), NO_DAY);
    }

    #[test]
    fn days_that_do_not_count_move_the_beginning() {
        assert_eq!(active_from(100, 30), 130);
        assert_eq!(active_from(100, NO_NUMBER), 100);
        assert_eq!((active_from(100, -1), active_from(100, BAD_NUMBER)), (BAD_DAY, BAD_DAY));
    }
}
