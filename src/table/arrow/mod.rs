//! A table as Arrow record batches: the contract with users. Words are dictionaries.

mod columns;
mod cut;
mod spans;

use crate::change::{ChangeKind, Undefined};
use crate::indicator::{DayStatistic, Definition, Formula, InRange};
use crate::period::{Date, Period};
use crate::quantity::Fraction;
use crate::table::compare::ENOUGH;
use crate::table::observation::Scale;
use crate::table::sureness::Footing;
use crate::table::{ChangeCell, Mark, Observation, Status, Table};
use crate::threads::join;
use arrow_array::{ArrayRef, Date32Array, Int32Array, RecordBatch};
use arrow_schema::{ArrowError, Field, Schema};
use columns::{Ends, Known, Nullable, alike, distinct, floats, list, places, wholes, words};
use cut::Column;
use spans::Spans;
use std::collections::HashMap;
use std::sync::Arc;

fn unit_of_change(kind: ChangeKind, unit: &str) -> String {
    match kind {
        ChangeKind::Percent => "%".to_owned(),
        ChangeKind::Points => "percentage_points".to_owned(),
        ChangeKind::Days => "days".to_owned(),
        ChangeKind::Places => "places".to_owned(),
        _ => unit.to_owned(),
    }
}

impl Table {
    /// The table as a record batch. A proportion's or ratio's value is `numerator / denominator` (0.9148, not
    /// 91.48); money's numerator is in minor units and its value in major ones; nulls have a status. `lower` and
    /// `upper` are in the unit of the value, `change_lower` and `change_upper` in that of the change; where there
    /// is no interval, `method` says why ([`NoInterval`](crate::table::NoInterval)). The level stands in the schema's metadata as
    /// `courtmetrics.level`.
    ///
    /// # Errors
    /// Never for a table made here; Arrow's own checks are passed on.
    pub fn to_batch(&self) -> Result<RecordBatch, ArrowError> {
        Ok(self.batches(self.indicators.len())?.swap_remove(0))
    }

    /// The same in batches, one behind the other: a large table has one for each indicator, which share what is said of
    /// every indicator alike.
    ///
    /// # Errors
    /// As [`Table::to_batch`].
    pub fn to_batches(&self) -> Result<Vec<RecordBatch>, ArrowError> {
        self.batches(if self.rows.len() >= ENOUGH { 1 } else { self.indicators.len() })
    }

    /// Batches of so many indicators; one at least.
    fn batches(&self, indicators: usize) -> Result<Vec<RecordBatch>, ArrowError> {
        let ((place, values), (standing, changes)) = join(
            self.rows.len() >= ENOUGH,
            || (self.place_columns(), self.values()),
            || (self.standing_columns(), self.change_columns()),
        );
        let columns: Vec<_> = place.into_iter().chain(values).chain(standing).chain(changes).collect();
        // The level is the same in every row.
        let metadata = self.level.map(|level| ("courtmetrics.level".to_owned(), level.get().to_string()));
        let metadata: HashMap<_, _> = metadata.into_iter().collect();
        let spans = Spans::new(indicators, self.groups.len(), self.periods.len());
        let firsts = (0..self.indicators.len().max(1)).step_by(indicators.max(1));
        let batch = |first| {
            let named = columns.iter().map(|(name, column)| {
                let array = column.of(first, &spans);
                (Field::new(*name, array.data_type().clone(), true), array)
            });
            let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = named.unzip();
            RecordBatch::try_new(Arc::new(Schema::new(fields).with_metadata(metadata.clone())), arrays)
        };
        firsts.map(batch).collect()
    }

    fn of_indicator(&self, says: impl Fn(&Definition) -> String) -> Column<'_> {
        let (words, places) = distinct(self.indicators.iter().map(says));
        let list = list(words);
        Column::of_indicators(move |first, spans| spans.words_by_indicator(&list, |i| places[first + i]))
    }

    /// Which indicator, group and period a row is about.
    fn place_columns(&self) -> Vec<(&str, Column<'_>)> {
        let mut columns = vec![("indicator", self.of_indicator(|d| d.id.clone()))];
        for (c, name) in self.by.iter().enumerate() {
            let mut words: Vec<&str> = self.groups.iter().map(|g| g[c].text()).collect();
            words.sort_unstable();
            words.dedup();
            let of_group: Vec<usize> =
                self.groups.iter().map(|g| words.binary_search(&g[c].text()).unwrap_or(0)).collect();
            let list = list(words);
            let column = Column::alike(move |spans| spans.words_by_group(&list, |g| of_group[g]));
            columns.push((name, column));
        }
        let labels = list(self.periods.iter().map(ToString::to_string));
        let dates = |date: fn(&Period) -> Date| {
            let days: Vec<i32> = self.periods.iter().map(|p| date(p).to_days()).collect();
            Column::alike(move |spans| Arc::new(Date32Array::new(spans.by_period(|p| days[p]), None)))
        };
        columns.extend([
            ("period", Column::alike(move |spans| spans.words_by_period(&labels, |p| p))),
            ("period_start", dates(Period::start)),
            ("period_end", dates(Period::end)),
            ("kind", self.of_indicator(|d| d.kind.word().to_owned())),
            ("unit", self.of_indicator(|d| d.unit.clone())),
        ]);
        columns
    }

    /// What is said of a row's value: whether it is known, what is marked, who defined it, where it lies.
    fn standing_columns(&self) -> Vec<(&str, Column<'_>)> {
        let statuses: Vec<i32> = self.rows.iter().map(|r| r.status as i32).collect();
        let statuses = words(&list(Status::ALL.iter().map(|s| s.word())), statuses.into());
        let marks = list(Mark::ALL.iter().map(|m| m.word()));
        let version = |first: usize, spans: &Spans| {
            let versions = spans.by_indicator(|i| self.indicators[first + i].version as i32);
            Arc::new(Int32Array::new(versions, None)) as ArrayRef
        };
        let ranges = list(InRange::ALL.iter().map(|place| place.word()));
        let per_indicator = self.groups.len() * self.periods.len();
        let in_range = if self.indicators.iter().any(|d| d.range.is_some()) {
            let ranged = |at: usize| self.indicators[at / per_indicator].range.is_some();
            let place = |at| if ranged(at) { self.in_range(at).map(|place| place as i32) } else { None };
            let places = Int32Array::from((0..self.rows.len()).map(place).collect::<Vec<_>>());
            Column::Rows(words(&ranges, places))
        } else {
            Column::alike(move |spans| words(&ranges, spans.no_places()))
        };
        let mark = move |spans: &Spans| spans.words_by_period(&marks, |period| self.marks[period] as usize);
        vec![
            ("status", Column::Rows(statuses)),
            ("mark", Column::alike(mark)),
            ("standing", self.of_indicator(|d| d.standing.word().to_owned())),
            ("set", self.of_indicator(|d| d.set.clone())),
            ("version", Column::of_indicators(version)),
            ("in_range", in_range),
        ]
    }

    /// Numerator, denominator, cases, value and its interval.
    fn values(&self) -> Vec<(&str, Column<'_>)> {
        let n = self.rows.len();
        let (mut upper, mut lower) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let (mut known, mut cases) = (Known::new(n), Nullable::<i64>::new(n));
        let mut values = Nullable::<f64>::new(n);
        let mut ends = self.how().ok().map(|how| (how, Ends::new(n)));
        let (width, per_indicator) = (self.periods.len(), self.groups.len() * self.periods.len());
        for (i, definition) in self.indicators.iter().enumerate() {
            // A quantile lies between two cases: it has neither numerator nor denominator.
            let fraction = !is_quantile(definition);
            let shown =
                |row: &Observation| matches!(row.status, Status::Known | Status::OutsideWhole) & fraction;
            let scales: Vec<Fraction> =
                self.periods.iter().map(|p| Observation::scale(definition, p.days())).collect();
            let (one, each) = (one_of(&scales), scales.iter().copied().map(Scale::of).collect::<Vec<_>>());
            for rows in self.rows[i * per_indicator..][..per_indicator].chunks(at_once(width)) {
                known.extend(rows.iter().map(shown));
                upper.extend(rows.iter().map(|row| if shown(row) { row.numerator } else { 0 }));
                lower.extend(rows.iter().map(|row| if shown(row) { row.denominator } else { 0 }));
                cases.extend(rows.iter().map(|row| (row.cases >= 0).then_some(row.cases)));
                match &one {
                    Some(scale) => values.extend(rows.iter().map(|row| scale.value(row))),
                    None => {
                        values.extend(rows.iter().enumerate().map(|(at, row)| each[at % width].value(row)));
                    }
                }
            }
            if let Some((how, ends)) = &mut ends {
                let (footing, spreads) = (Footing::of(definition), &self.spreads[i]);
                let doubles: Vec<f64> = scales.iter().map(|scale| scale.to_f64()).collect();
                let rows = &self.rows[i * per_indicator..][..per_indicator];
                for (at, row) in rows.iter().enumerate() {
                    ends.push(footing.interval(row, spreads.get(at), doubles[at % width], *how));
                }
            }
        }
        let [upper, lower] = alike([upper, lower], known).map(Column::Rows);
        let [low, high, method] = Column::ends(ends.map(|(_, ends)| ends));
        vec![
            ("numerator", upper),
            ("denominator", lower),
            ("cases", Column::Rows(wholes(cases))),
            ("value", Column::Rows(floats(values))),
            ("lower", low),
            ("upper", high),
            ("method", method),
        ]
    }

    /// What a comparison adds; nothing where there was none.
    fn change_columns(&self) -> Vec<(&str, Column<'_>)> {
        let Some((_, changes)) = &self.changes else { return Vec::new() };
        let n = self.rows.len();
        let (whole, _) = if n > 0 { self.origin(0) } else { (self, 0) };
        let labels = list(whole.periods.iter().map(ToString::to_string));
        let mut periods = Nullable::<i32>::new(n);
        let (mut bases, mut sizes) = (Nullable::<f64>::new(n), Nullable::<f64>::new(n));
        let mut sure = self.level.map(|_| (Ends::new(n), Nullable::<f64>::new(n)));
        let footings: Vec<Footing> = self.indicators.iter().map(Footing::of_change).collect();
        let (per_indicator, wide) = (self.groups.len() * self.periods.len(), whole.periods.len());
        let mut reasons = Vec::with_capacity(n);
        for (i, definition) in self.indicators.iter().enumerate() {
            let exact: Vec<Fraction> = (0..wide).map(|p| whole.exact_scale(i, p)).collect();
            let first = i * per_indicator;
            let period = |base: u32| base % wide as u32;
            let (one, each) = (one_of(&exact), exact.iter().copied().map(Scale::of).collect::<Vec<_>>());
            for cells in changes[first..][..per_indicator].chunks(at_once(self.periods.len())) {
                periods.extend(cells.iter().map(|cell| cell.base().map(|base| period(base) as i32)));
                match &one {
                    Some(scale) => {
                        bases
                            .extend(cells.iter().map(|cell| scale.value(&whole.rows[cell.base()? as usize])));
                    }
                    None => bases.extend(cells.iter().map(|cell| {
                        let base = cell.base()?;
                        each[period(base) as usize].value(&whole.rows[base as usize])
                    })),
                }
                sizes.extend(cells.iter().map(|cell| cell.value().ok()));
                let reason = |cell: &ChangeCell| cell.value().map_or_else(|reason| 1 + reason as i32, |_| 0);
                reasons.extend(cells.iter().map(reason));
            }
            if let Some((ends, p_values)) = &mut sure {
                for at in first..first + per_indicator {
                    let sure = self.sureness_by(footings[i], definition, at, |_, p| exact[p]);
                    p_values.push(sure.ok().and_then(|s| s.p_value));
                    ends.push(sure.map(|s| s.interval));
                }
            }
        }
        let known = list(["known"].into_iter().chain(Undefined::ALL.iter().map(|u| u.word())));
        let (ends, p_values) = sure.unzip();
        let [low, high, method] = Column::ends(ends);
        let p_values = match p_values {
            Some(p_values) => Column::Rows(floats(p_values)),
            None => Column::alike(Spans::no_floats),
        };
        vec![
            ("base_period", Column::Rows(words(&labels, places(periods)))),
            ("base_value", Column::Rows(floats(bases))),
            ("change", Column::Rows(floats(sizes))),
            ("change_unit", self.of_indicator(|d| unit_of_change(d.change, &d.unit))),
            ("change_status", Column::Rows(words(&known, reasons.into()))),
            ("change_lower", low),
            ("change_upper", high),
            ("change_method", method),
            ("p_value", p_values),
        ]
    }
}

/// Rows that are gone through for one column after the other: few enough to stay in the caches, and whole groups.
fn at_once(periods: usize) -> usize {
    const ROWS: usize = 1 << 11;
    ROWS.next_multiple_of(periods.max(1))
}

/// The scale of all periods, where it is the same.
fn one_of(scales: &[Fraction]) -> Option<Scale> {
    let (first, others) = scales.split_first()?;
    others.iter().all(|scale| scale == first).then(|| Scale::of(*first))
}

fn is_quantile(definition: &Definition) -> bool {
    matches!(&definition.formula, Formula::Days { statistic: DayStatistic::Quantile(_), .. })
}

/// A batch of words and numbers that is no table of observations: rows set aside, a list of indicators.
///
/// # Errors
/// When the columns are not equally long.
pub fn batch_of(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch, ArrowError> {
    let fields: Vec<Field> =
        columns.iter().map(|(n, a)| Field::new(*n, a.data_type().clone(), true)).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns.into_iter().map(|(_, a)| a).collect())
}
