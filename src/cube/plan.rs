//! A shape held against an export: which columns are read, and how their values fall into cells.

use crate::case::parse::DateLayout;
use crate::case::{
    Binding, BoundField, Clock, Derivation, Derived, ENDED_INACTIVE, FieldKind, OnlyIf, Rows, Turn,
};
use crate::cube::derived::{DerivedPlan, DerivedRows};
use crate::cube::interner::Translation;
use crate::cube::meaning::meaning;
use crate::cube::measure::{Age, Basis, Measure, PERIOD_END, Take};
use crate::cube::period_table::{PeriodTable, older_table};
use crate::cube::shape::{ACTIVE_MOVES, Event, Shape};
use crate::period::{Calendar, Grain};
use crate::{Error, ErrorKind, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

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
