//! A shape held against an export: which columns are read, and how their values fall into cells.

use crate::case::parse::DateLayout;
use crate::case::{
    Binding, BoundField, Clock, Derivation, Derived, ENDED_INACTIVE, FieldKind, OnlyIf, Rows, Turn,
};
use crate::cube::derived::{DerivedPlan, DerivedRows};
use crate::cube::index::NO_PERIOD;
use crate::cube::interner::Translation;
use crate::cube::machine::decode;
use crate::cube::meaning::meaning;
use crate::cube::measure::{Age, Basis, Measure, PERIOD_END, Take};
use crate::cube::shape::{ACTIVE_MOVES, Event, Shape};
use crate::period::{Calendar, Date, Grain};
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Added to a period's ordinal so that it is never negative.
const ORDINAL_SHIFT: i32 = 130_000;

/// Everything that the scan of one export needs to know.
#[derive(Debug)]
pub struct Plan {
    pub(crate) shape: Shape,
    pub(crate) fields: Vec<PlanField>,
    pub(crate) derived: Vec<DerivedPlan>,
    /// Events of the cases, and the column of identifiers by which they are found.
    pub(crate) clock: Option<(Arc<Clock>, usize)>,
    pub(crate) by: Vec<usize>,
    pub(crate) events: Vec<EventPlan>,
    pub(crate) filed: usize,
    pub(crate) resolved: usize,
    /// Columns whose different values are counted.
    pub(crate) distinct: Vec<usize>,
    pub(crate) unique: Option<(usize, String)>,
    pub(crate) unique_but_absent: Option<String>,
    /// How columns are read whose words nobody translates.
    pub(crate) plain: Translation,
    pub(crate) periods: PeriodTable,
    pub(crate) older: BTreeMap<Age, Vec<u16>>,
    pub(crate) longest_days: Option<u32>,
    pub(crate) missing: BTreeMap<String, String>,
    /// Field → how it is read.
    pub(crate) meaning: BTreeMap<String, String>,
    pub(crate) header: Vec<String>,
    pub(crate) codebook: String,
}

/// A field as the scan reads it.
#[derive(Debug)]
pub(crate) struct PlanField {
    pub bound: BoundField,
    pub kind: FieldKind,
    pub translation: Translation,
    pub null_days: Vec<i32>,
    pub layouts: Vec<DateLayout>,
    pub only_if: Vec<OnlyIf>,
}

/// An event with its fields as places in the plan.
#[derive(Debug)]
pub(crate) struct EventPlan {
    /// For `On`: the date field, and its further dates.
    pub dates: Vec<usize>,
    pub lanes: Vec<usize>,
    pub extra: Vec<usize>,
    pub sums: Vec<usize>,
    /// Places in the plan's columns of distinct values.
    pub distinct: Vec<usize>,
    pub days: Vec<(usize, usize)>,
    /// Of these pairs, those whose dates both stand in the row.
    pub shown: Vec<(usize, usize)>,
}

/// Day → period, for the plausible days.
#[derive(Debug)]
pub(crate) struct PeriodTable {
    pub first: i32,
    /// The period of the first day.
    pub number: u32,
    /// Periods after that one, by day: 400 years have 4,800 months.
    later: Vec<u16>,
    /// The last day of each period, from that of the first day on.
    ends: Vec<i32>,
}

/// The number that stands for the period of `ordinal` in keys of cells.
pub(crate) fn shifted(ordinal: i32) -> u32 {
    (ordinal + ORDINAL_SHIFT) as u32
}

/// The ordinal that a key's period stands for.
pub(crate) fn ordinal(shifted: u32) -> i32 {
    shifted as i32 - ORDINAL_SHIFT
}

impl PeriodTable {
    fn new(grain: Grain, calendar: Calendar, first: Date, last: Date) -> Result<Self> {
        let mut later = Vec::with_capacity(last.days_since(first) as usize + 1);
        let mut ends = Vec::new();
        let start = calendar.ordinal(grain, first);
        let mut number = start;
        let mut day = first;
        while day <= last {
            ends.push(calendar.from_ordinal(grain, number).end().to_days());
            let end = calendar.from_ordinal(grain, number).end().min(last);
            let after = u16::try_from(number - start).map_err(|_| {
                Error::new(ErrorKind::Codebook, format!("dates.first {first} to dates.last {last}"))
                    .rule("the plausible range is at most 400 years")
            })?;
            later.resize(end.days_since(first) as usize + 1, after);
            day = end.plus_days(1);
            number += 1;
        }
        Ok(Self { first: first.to_days(), number: shifted(start), later, ends })
    }

    /// The last day of each of these periods; any day where there is no period.
    pub fn last_days(&self, periods: &[u32], days: &mut Vec<i32>) {
        let end =
            |period: &u32| self.ends.get(period.wrapping_sub(self.number) as usize).copied().unwrap_or(0);
        days.clear();
        days.extend(periods.iter().map(end));
    }

    /// The period of a day, `None` where the day is not plausible.
    #[inline]
    pub fn of(&self, day: i32) -> Option<u32> {
        let later = self.later.get(day.wrapping_sub(self.first) as u32 as usize)?;
        Some(self.number + u32::from(*later))
    }

    /// The period of each day, [`NO_PERIOD`] where the day is not plausible; gives the lowest and the highest day.
    /// Days that all lie in one period, as in an export in the order of filing, take one look-up.
    #[inline(always)]
    pub fn periods_of(&self, days: &[i32], out: &mut [u32]) -> (i32, i32) {
        let (low, high) = days.iter().fold((i32::MAX, i32::MIN), |(l, h), d| (l.min(*d), h.max(*d)));
        let or_none = |day| self.of(day).unwrap_or(NO_PERIOD);
        let (first, last) = (or_none(low), or_none(high));
        if first == last && first != NO_PERIOD {
            out.fill(first);
        } else if let Some(last) = (self.later.len() as u32).checked_sub(1) {
            // Days that are not plausible are looked up as the last one that is, and left out after that.
            let (first, number) = (self.first, self.number);
            let place = |day: &i32| day.wrapping_sub(first) as u32;
            out.iter_mut().zip(days).for_each(|(slot, day)| *slot = place(day).min(last));
            decode(&self.later, out);
            for (period, day) in out.iter_mut().zip(days) {
                *period = if place(day) <= last { number + *period } else { NO_PERIOD };
            }
        } else {
            out.fill(NO_PERIOD);
        }
        (low, high)
    }
}

/// For each plausible day of filing, the first period at whose end the case is of that age, as how many periods it is
/// after the first of the table.
fn older_table(table: &PeriodTable, grain: Grain, calendar: Calendar, age: Age) -> Vec<u16> {
    let mut result = Vec::with_capacity(table.later.len());
    let cutoff = |number: u32| age.cutoff(calendar.from_ordinal(grain, ordinal(number)).end()).to_days();
    let (mut number, mut before) = (table.number, cutoff(table.number));
    let last = table.first.saturating_add(table.later.len() as i32);
    while result.len() < table.later.len() {
        // The days before the cutoff of this period that do not lie before that of an earlier one.
        let days = (before.min(last) - table.first).max(0) as usize;
        // What lies further away than any export stays there: 65,535 months are 5,461 years.
        let later = u16::try_from(number - table.number).unwrap_or(u16::MAX);
        result.resize(days.max(result.len()), later);
        number += 1;
        let next = cutoff(number);
        // At the calendar's end no later period makes a case older.
        before = if next > before { next } else { i32::MAX };
    }
    result
}

impl Plan {
    /// What is to be counted, in which groups and periods, from an export as its codebook reads it. Measures
    /// that need a column which the export lacks are left out; [`Plan::missing`] names the column.
    ///
    /// # Errors
    /// When a grouping column is missing, a column is needed as two kinds at once, or the header has the name
    /// of a column that is read twice.
    pub fn new(
        measures: &[Measure],
        by: &[String],
        grain: Grain,
        calendar: Calendar,
        binding: &Binding,
    ) -> Result<Self> {
        for name in by {
            binding.required(name)?;
        }
        let mut missing = BTreeMap::new();
        let mut counted = Vec::new();
        // No row of a case shows an input: the ledger is given it.
        for measure in measures.iter().filter(|m| m.input().is_none()) {
            match lacking(measure, binding)? {
                Some(field) => _ = missing.insert(measure.to_string(), field),
                None => counted.push(measure.clone()),
            }
        }
        let shape = Shape::new(&counted, by, grain, calendar);
        let counted: BTreeSet<&str> =
            shape.events.iter().flat_map(|e| &e.distinct).map(|(field, _)| field.as_str()).collect();
        let distinct =
            counted.iter().map(|name| identifiers(name, binding)).collect::<Result<Vec<usize>>>()?;
        let mut fields: Vec<PlanField> = Vec::new();
        let mut derived: Vec<DerivedPlan> = Vec::new();
        for (name, kind) in shape.fields() {
            let bound = binding.field(&name)?;
            let mut sources: Vec<Option<usize>> =
                std::iter::once(bound.source).chain(bound.also.iter().copied().map(Some)).collect();
            if let Some(field) = derivable(&bound, binding) {
                sources.clear();
                for nth in 0..repeats(&field, binding) {
                    let same = |plan: &DerivedPlan| (plan.field, plan.nth) == (field, nth);
                    let at = derived.iter().position(same).unwrap_or(derived.len());
                    if at == derived.len() {
                        derived.push(DerivedPlan::new(field, nth, binding)?);
                    }
                    sources.push(Some(binding.header.len() + at));
                }
            }
            if name == ENDED_INACTIVE.name
                && let Some(plan) = DerivedPlan::ended_inactive(binding)?
            {
                sources.push(Some(binding.header.len() + derived.len()));
                derived.push(plan);
            }
            let said = bound.kind;
            let kind = match (kind, said) {
                (Some(FieldKind::Category), FieldKind::Flag | FieldKind::Category) => FieldKind::Category,
                (Some(kind), _) => kind,
                (None, FieldKind::Number | FieldKind::Money) => said,
                (None, other) => {
                    return Err(Error::new(
                        ErrorKind::Definition,
                        format!("{name} is summed but is a {other:?}"),
                    )
                    .rule("numbers and amounts of money are summed")
                    .hint(format!("say fields.{name}.kind = \"number\" or \"money\" in the codebook")));
                }
            };
            for source in sources {
                fields.push(PlanField::new(BoundField { source, ..bound.clone() }, kind, binding));
            }
        }
        let place = |name: &str, kind: FieldKind| -> usize {
            fields.iter().position(|f| f.bound.name == name && f.kind == kind).unwrap_or(0)
        };
        let number = |name: &str| -> usize {
            let summed = |f: &PlanField| matches!(f.kind, FieldKind::Number | FieldKind::Money);
            fields.iter().position(|f| f.bound.name == name && summed(f)).unwrap_or(0)
        };
        let word = |name: &str| place(name, FieldKind::Category);
        let date = |name: &str| place(name, FieldKind::Date);
        // Behind the fields stands the end of the period in which an event falls.
        let end = |name: &str| if name == PERIOD_END { fields.len() } else { date(name) };
        let events = shape.events.iter().map(|e| EventPlan {
            shown: (e.days.iter().map(|((a, b), _)| (a, b)).filter(|(_, b)| *b != PERIOD_END))
                .map(|(a, b)| (date(a), date(b)))
                .collect(),
            dates: match &e.event {
                Event::On(field) => (0..fields.len())
                    .filter(|at| fields[*at].bound.name == *field && fields[*at].kind == FieldKind::Date)
                    .collect(),
                _ => Vec::new(),
            },
            lanes: e.lanes.iter().map(|f| word(&f.field)).collect(),
            extra: e.extra.iter().map(|f| word(&f.field)).collect(),
            sums: e.sums.iter().map(|(f, _)| number(f)).collect(),
            distinct: (e.distinct.iter())
                .filter_map(|(f, _)| counted.iter().position(|name| name == f))
                .collect(),
            days: e.days.iter().map(|((a, b), _)| (date(a), end(b))).collect(),
        });
        let events = events.collect();
        let rules = &binding.codebook.dates;
        let periods = PeriodTable::new(grain, calendar, rules.first, rules.last)?;
        let older = shape.events.iter().filter_map(|e| match e.event {
            Event::GrownOlder(age) | Event::OlderResolved(age) => {
                Some((age, older_table(&periods, grain, calendar, age)))
            }
            _ => None,
        });
        let older = older.collect();
        let unique = match &binding.codebook.unique {
            Some(name) => binding.field(name)?.source.map(|source| (source, name.clone())),
            None => None,
        };
        let clock = match &binding.clock {
            Some(clock) => binding.field("case_id")?.source.map(|source| (clock.clone(), source)),
            None => None,
        };
        let in_columns = fields.iter().filter(|f| f.bound.source.is_none_or(|at| at < binding.header.len()));
        let plan = Self {
            clock,
            derived,
            by: by.iter().map(|name| word(name)).collect(),
            filed: date("filed_on"),
            resolved: date("resolved_on"),
            older,
            events,
            distinct,
            unique_but_absent: binding.codebook.unique.clone().filter(|_| unique.is_none()),
            unique,
            plain: Translation { words: BTreeMap::new(), nulls: binding.codebook.nulls.words.clone() },
            periods,
            longest_days: rules.longest_days,
            missing,
            meaning: meaning(in_columns.map(|f| f.bound.name.as_str()), binding),
            header: binding.header.clone(),
            codebook: binding.codebook.id.clone(),
            fields,
            shape,
        };
        plan.columns().into_iter().try_for_each(|source| binding.only_one(source))?;
        Ok(plan)
    }

    /// The rows with the columns that are worked out of others, where the plan has such.
    ///
    /// # Errors
    /// When text cannot be decoded.
    pub(crate) fn derive<'r>(&self, rows: &'r dyn Rows) -> Result<Option<DerivedRows<'r>>> {
        if self.derived.is_empty() {
            return Ok(None);
        }
        DerivedRows::new(rows, self.header.len(), &self.derived, self.clock.as_ref()).map(Some)
    }

    /// The shape of the cube that the scan fills.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Measures left out (in words) → the field that the export lacks.
    pub fn missing(&self) -> &BTreeMap<String, String> {
        &self.missing
    }

    /// The codebook's name.
    pub fn codebook(&self) -> &str {
        &self.codebook
    }

    /// How dates that arrive as text are read.
    pub fn layouts(&self) -> &[DateLayout] {
        &self.fields[self.filed].layouts
    }

    /// The field that the codebook declares unique and the export does not have.
    pub fn unique_but_absent(&self) -> Option<&str> {
        self.unique_but_absent.as_deref()
    }

    /// Whether repeated identifiers are looked for, and in which field.
    pub fn unique(&self) -> Option<&str> {
        self.unique.as_ref().map(|(_, name)| name.as_str())
    }

    /// Columns of the header that are read, rising.
    pub fn columns(&self) -> Vec<usize> {
        let fields = || self.fields.iter().chain(self.derived.iter().flat_map(|plan| &plan.sources));
        // Derived columns stand behind those of the export.
        let own = fields().filter_map(|f| f.bound.source).filter(|source| *source < self.header.len());
        let deciding = fields().flat_map(|f| f.only_if.iter().map(|o| o.source));
        let id = self.unique.iter().map(|(source, _)| *source);
        let id = id.chain(self.clock.iter().map(|(_, source)| *source)).chain(self.distinct.iter().copied());
        let mut columns: Vec<usize> = own.chain(deciding).chain(id).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    }
}

impl DerivedPlan {
    /// The day on which resolution ends inactivity; none where no case is known to be inactive.
    fn ended_inactive(binding: &Binding) -> Result<Option<Self>> {
        let mut plan = Self::new(ENDED_INACTIVE, 0, binding)?;
        let told = binding.clock.as_ref().is_some_and(|clock| clock.most(Turn::Inactive) > 0);
        if told {
            return Ok(Some(plan));
        }
        for name in ["inactive_on", "reactivated_on"] {
            let bound = binding.field(name)?;
            let columns = bound.source.into_iter().chain(bound.also.iter().copied());
            for source in columns.collect::<Vec<_>>() {
                let bound = BoundField { source: Some(source), ..bound.clone() };
                plan.sources.push(PlanField::new(bound, FieldKind::Date, binding));
            }
        }
        let inactive = plan.sources.iter().any(|field| field.bound.name == "inactive_on");
        Ok(inactive.then_some(plan))
    }

    fn new(field: Derived, nth: usize, binding: &Binding) -> Result<Self> {
        let source = |(name, kind): &(&str, FieldKind)| {
            binding.field(name).map(|bound| PlanField::new(bound, *kind, binding))
        };
        Ok(Self { field, nth, sources: field.sources.iter().map(source).collect::<Result<_>>()? })
    }
}

/// The derivation of a field that the export has no column for. Dates that events of cases tell go before those
/// of the export.
fn derivable(bound: &BoundField, binding: &Binding) -> Option<Derived> {
    let there = bound.source.is_some() || bound.default.is_some();
    match &binding.clock {
        Some(clock) => Derived::by_clock(&bound.name).filter(|field| match field.derivation {
            Derivation::Turned(turn) => !there || clock.most(turn) > 0,
            _ => !there,
        }),
        None => Derived::named(&bound.name).copied().filter(|_| !there),
    }
}

/// How many columns a derived field has: one for each of the most events of a kind that a case has.
fn repeats(field: &Derived, binding: &Binding) -> usize {
    match (field.derivation, &binding.clock) {
        (Derivation::Turned(turn), Some(clock)) => clock.most(turn).max(1),
        _ => 1,
    }
}

impl PlanField {
    fn new(bound: BoundField, kind: FieldKind, binding: &Binding) -> Self {
        let book = &binding.codebook;
        Self {
            translation: Translation { words: bound.words.clone(), nulls: book.nulls.words.clone() },
            null_days: book.nulls.dates.iter().map(|d| d.to_days()).collect(),
            layouts: book.dates.layouts.clone(),
            only_if: bound.only_if.clone(),
            kind,
            bound,
        }
    }
}

/// The column of a field whose different values are counted as they stand.
fn identifiers(name: &str, binding: &Binding) -> Result<usize> {
    let bound = binding.field(name)?;
    let plain = bound.words.is_empty() && bound.only_if.is_empty() && bound.also.is_empty();
    bound.source.filter(|_| plain).ok_or_else(|| {
        Error::new(ErrorKind::Codebook, format!("different values of {name} are counted"))
            .rule("they are counted as the export has them, in one column of every row")
            .hint(format!("leave values, only_if and also of fields.{name} out of the codebook"))
    })
}

/// The first field that a measure needs and the export lacks.
fn lacking(measure: &Measure, binding: &Binding) -> Result<Option<String>> {
    let mut needed: Vec<&str> = measure.condition.clauses().iter().map(|c| c.field.as_str()).collect();
    match &measure.take {
        Take::Cases => {}
        Take::Sum(field) | Take::Distinct(field) => needed.push(field),
        Take::Days { from, to } => {
            needed.extend([from.as_str(), to.as_str()].into_iter().filter(|n| *n != PERIOD_END));
        }
    }
    match &measure.basis {
        Basis::Incoming | Basis::Given { .. } => {}
        Basis::On(field) | Basis::UpToStart(field) | Basis::UpToEnd(field) => needed.push(field),
        Basis::ActiveEnd => {
            needed.extend(["resolved_on"].into_iter().chain(ACTIVE_MOVES.map(|(field, _)| field)));
        }
        _ => needed.push("resolved_on"),
    }
    for name in needed {
        let field = binding.field(name)?;
        match derivable(&field, binding) {
            Some(derived) => {
                for (source, _) in derived.sources {
                    if binding.field(source)?.source.is_none() {
                        return Ok(Some((*source).to_owned()));
                    }
                }
            }
            None if field.source.is_none() && field.default.is_none() => return Ok(Some(name.to_owned())),
            None => {}
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each day on its own is the reference: a block with days of several periods, of none, and of one alone.
    #[test]
    fn the_periods_of_a_block_are_those_of_its_days() {
        let date = |text: &str| text.parse::<Date>().unwrap();
        let (first, last) = (date("2019-12-30"), date("2022-01-02"));
        let table = PeriodTable::new(Grain::Month, Calendar::default(), first, last).unwrap();
        let (first, last) = (first.to_days(), last.to_days());
        let blocks = [
            vec![i32::MIN, i32::MIN + 1, first - 1, first, first + 1, first + 40, last, last + 1, i32::MAX],
            vec![first + 3, first + 4],
            vec![last + 5; 20],
            (first - 3..last + 3).collect(),
        ];
        for days in blocks {
            let mut periods = vec![7; days.len()];
            let ends = table.periods_of(&days, &mut periods);
            assert_eq!(ends, (*days.iter().min().unwrap(), *days.iter().max().unwrap()));
            let each: Vec<u32> = days.iter().map(|day| table.of(*day).unwrap_or(NO_PERIOD)).collect();
            assert_eq!(periods, each, "{days:?}");
        }
    }
}
