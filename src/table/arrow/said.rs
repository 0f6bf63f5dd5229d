//! The columns of a batch in their order, and what they say of an indicator, a group or a period as a whole.

use super::columns::{Ends, distinct, list, words};
use super::cut::Column;
use super::rows::{Changes, Rows};
use super::spans::Spans;
use crate::change::{ChangeKind, Undefined};
use crate::indicator::{Definition, InRange};
use crate::period::{Date, Period};
use crate::table::{Mark, Status, Table};
use arrow_array::{ArrayRef, Date32Array, Int32Array};
use std::sync::Arc;

/// What all batches of a table say alike, and the lists of words that their rows have places in.
pub struct Columns<'t> {
    /// Which indicator, group and period a row is about.
    place: Vec<(&'t str, Column<'t>)>,
    marks: Column<'t>,
    standing: Column<'t>,
    set: Column<'t>,
    version: Column<'t>,
    base_period: Column<'t>,
    change_unit: Column<'t>,
    statuses: ArrayRef,
    ranges: ArrayRef,
    reasons: ArrayRef,
    /// Methods of the intervals of values, and of those of changes, over all batches.
    methods: [Methods; 2],
}

/// Words for methods, as they are and as a list of Arrow.
type Methods = (Vec<&'static str>, ArrayRef);

impl<'t> Columns<'t> {
    /// The columns of batches with these rows.
    pub fn new(table: &'t Table, rows: &[Rows]) -> Self {
        let marks = list(Mark::ALL.iter().map(|mark| mark.word()));
        let version = |first: usize, spans: &Spans| {
            let versions = spans.by_indicator(|i| table.indicators[first + i].version as i32);
            Arc::new(Int32Array::new(versions, None)) as ArrayRef
        };
        Self {
            place: places(table),
            marks: Column::alike(move |spans| {
                spans.words_by_period(&marks, |period| Some(table.marks[period] as usize))
            }),
            standing: of_indicator(table, |d| d.standing.word().to_owned()),
            set: of_indicator(table, |d| d.set.clone()),
            version: Column::of_indicators(version),
            base_period: base_periods(table),
            change_unit: of_indicator(table, |d| unit_of_change(d.change, &d.unit)),
            statuses: list(Status::ALL.iter().map(|status| status.word())),
            ranges: list(InRange::ALL.iter().map(|place| place.word())),
            reasons: list(["known"].into_iter().chain(Undefined::ALL.iter().map(|reason| reason.word()))),
            methods: [
                methods(rows.iter().filter_map(|rows| rows.ends.as_ref())),
                methods(rows.iter().filter_map(|rows| Some(&rows.changes.as_ref()?.sure.as_ref()?.0))),
            ],
        }
    }

    /// The columns of the batch from the indicator `first` on, which has these rows.
    pub fn of(&self, first: usize, rows: Rows, spans: &Spans) -> Vec<(&'t str, ArrayRef)> {
        let said = |column: &Column<'t>| column.of(first, spans);
        let mut columns: Vec<_> = self.place.iter().map(|(name, column)| (*name, said(column))).collect();
        let [lower, upper, method] = ends(rows.ends, &self.methods[0], spans);
        let in_range = match rows.in_range {
            Some(places) => words(&self.ranges, places),
            None => words(&self.ranges, spans.no_places()),
        };
        columns.extend([
            ("numerator", rows.numerators),
            ("denominator", rows.denominators),
            ("cases", rows.cases),
            ("value", rows.values),
            ("lower", lower),
            ("upper", upper),
            ("method", method),
            ("status", words(&self.statuses, rows.statuses)),
            ("mark", said(&self.marks)),
            ("standing", said(&self.standing)),
            ("set", said(&self.set)),
            ("version", said(&self.version)),
            ("in_range", in_range),
        ]);
        if let Some(Changes { bases, sizes, statuses, sure }) = rows.changes {
            let (change_ends, p_values) = sure.unzip();
            let [lower, upper, method] = ends(change_ends, &self.methods[1], spans);
            columns.extend([
                ("base_period", said(&self.base_period)),
                ("base_value", bases),
                ("change", sizes),
                ("change_unit", said(&self.change_unit)),
                ("change_status", words(&self.reasons, statuses)),
                ("change_lower", lower),
                ("change_upper", upper),
                ("change_method", method),
                ("p_value", p_values.unwrap_or_else(|| spans.no_floats())),
            ]);
        }
        columns
    }
}

/// Which indicator, group and period a row is about.
fn places(table: &Table) -> Vec<(&str, Column<'_>)> {
    let mut columns = vec![("indicator", of_indicator(table, |d| d.id.clone()))];
    for (c, name) in table.by.iter().enumerate() {
        let mut words: Vec<&str> = table.groups.iter().map(|g| g[c].text()).collect();
        words.sort_unstable();
        words.dedup();
        let of_group: Vec<usize> =
            table.groups.iter().map(|g| words.binary_search(&g[c].text()).unwrap_or(0)).collect();
        let list = list(words);
        columns.push((name, Column::alike(move |spans| spans.words_by_group(&list, |g| of_group[g]))));
    }
    let labels = list(table.periods.iter().map(ToString::to_string));
    let dates = |date: fn(&Period) -> Date| {
        let days: Vec<i32> = table.periods.iter().map(|p| date(p).to_days()).collect();
        Column::alike(move |spans| Arc::new(Date32Array::new(spans.by_period(|p| days[p]), None)))
    };
    columns.extend([
        ("period", Column::alike(move |spans| spans.words_by_period(&labels, Some))),
        ("period_start", dates(Period::start)),
        ("period_end", dates(Period::end)),
        ("kind", of_indicator(table, |d| d.kind.word().to_owned())),
        ("unit", of_indicator(table, |d| d.unit.clone())),
    ]);
    columns
}

/// The periods of the bases: those of a period's rows are the same for all indicators and groups.
fn base_periods(table: &Table) -> Column<'_> {
    let labels = list(table.whole().periods.iter().map(ToString::to_string));
    let steps = table.comparison.as_ref().and_then(|comparison| comparison.steps.first());
    let kept = table.whole.as_ref().map(|(_, kept)| kept);
    let base = |period: usize| {
        let step = &steps?[kept.map_or(period, |kept| kept[period])];
        step.as_ref().ok().map(|(base, _)| *base)
    };
    let bases: Vec<Option<usize>> = (0..table.periods.len()).map(base).collect();
    Column::alike(move |spans| spans.words_by_period(&labels, |period| bases[period]))
}

fn of_indicator(table: &Table, says: impl Fn(&Definition) -> String) -> Column<'_> {
    let (words, places) = distinct(table.indicators.iter().map(says));
    let list = list(words);
    Column::of_indicators(move |first, spans| spans.words_by_indicator(&list, |i| places[first + i]))
}

fn unit_of_change(kind: ChangeKind, unit: &str) -> String {
    match kind {
        ChangeKind::Percent => "%".to_owned(),
        ChangeKind::Points => "percentage_points".to_owned(),
        ChangeKind::Days => "days".to_owned(),
        ChangeKind::Places => "places".to_owned(),
        _ => unit.to_owned(),
    }
}

/// The methods of the intervals of all batches, in the order in which they are met.
fn methods<'e>(ends: impl Iterator<Item = &'e Ends>) -> Methods {
    let mut met: Vec<&'static str> = Vec::new();
    for word in ends.flat_map(Ends::words) {
        if !met.contains(word) {
            met.push(word);
        }
    }
    let list = list(&met);
    (met, list)
}

/// Lower end, upper end and method; without any value where no intervals were asked for.
fn ends(ends: Option<Ends>, (met, list): &Methods, spans: &Spans) -> [ArrayRef; 3] {
    match ends {
        Some(ends) => ends.finish(list, met),
        None => [spans.no_floats(), spans.no_floats(), words(list, spans.no_places())],
    }
}
