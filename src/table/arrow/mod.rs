//! A table as one Arrow record batch: the contract with users. Words are dictionaries.

use crate::change::{ChangeKind, Undefined};
use crate::indicator::{DayStatistic, Definition, Formula, InRange};
use crate::period::{Date, Period};
use crate::quantity::Fraction;
use crate::stats::Interval;
use crate::table::compare::ENOUGH;
use crate::table::sureness::Footing;
use crate::table::{Mark, NoInterval, Observation, Status, Table};
use crate::threads::join;
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow_buffer::NullBufferBuilder;
use arrow_schema::{ArrowError, Field, Schema};
use std::sync::Arc;

/// Words of a column: for each row the place of its word in the list, or none.
fn words(list: &[String], keys: Int32Array) -> ArrayRef {
    let values: ArrayRef = Arc::new(StringArray::from_iter_values(list));
    match DictionaryArray::<Int32Type>::try_new(keys, values) {
        Ok(array) => Arc::new(array),
        // Places come from the list itself.
        Err(_) => Arc::new(StringArray::new_null(0)),
    }
}

/// Each word once, and the place of every word given; pandas refuses categories that stand twice.
fn distinct(given: impl Iterator<Item = String>) -> (Vec<String>, Vec<usize>) {
    let mut list: Vec<String> = Vec::new();
    let places = given.map(|word| {
        list.iter().position(|known| *known == word).unwrap_or_else(|| {
            list.push(word);
            list.len() - 1
        })
    });
    let places = places.collect();
    (list, places)
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

impl Table {
    /// The table as a record batch. A proportion's or ratio's value is `numerator / denominator` (0.9148, not
    /// 91.48); money's numerator is in minor units and its value in major ones; nulls have a status. `lower` and
    /// `upper` are in the unit of the value, `change_lower` and `change_upper` in that of the change; where there
    /// is no interval, `method` says why ([`NoInterval`]). The level stands in the schema's metadata as
    /// `courtmetrics.level`.
    ///
    /// # Errors
    /// Never for a table made here; Arrow's own checks are passed on.
    pub fn to_batch(&self) -> Result<RecordBatch, ArrowError> {
        let (groups, periods) = (self.groups.len(), self.periods.len());
        let (values, changes) = join(self.rows.len() >= ENOUGH, || self.values(), || self.change_columns());
        // Words by the place of their row's indicator, group or period: rows stand in that order.
        let indicators = self.indicators.len();
        let by_indicator = |key: &dyn Fn(usize) -> i32| -> Vec<i32> {
            (0..indicators).flat_map(|i| std::iter::repeat_n(key(i), groups * periods)).collect()
        };
        let by_group = |key: &dyn Fn(usize) -> i32| -> Vec<i32> {
            let each: Vec<i32> = (0..groups).flat_map(|g| std::iter::repeat_n(key(g), periods)).collect();
            each.repeat(indicators)
        };
        let by_period = |key: &dyn Fn(usize) -> i32| -> Vec<i32> {
            (0..periods).map(key).collect::<Vec<_>>().repeat(groups * indicators)
        };
        let of_indicator = |of: &dyn Fn(&Definition) -> String| {
            let (list, places) = distinct(self.indicators.iter().map(of));
            words(&list, by_indicator(&|i| places[i] as i32).into())
        };
        let labels: Vec<String> = self.periods.iter().map(ToString::to_string).collect();
        let mut columns: Vec<(String, ArrayRef)> = Vec::new();
        let mut add = |name: &str, array: ArrayRef| columns.push((name.to_owned(), array));

        add("indicator", of_indicator(&|d| d.id.clone()));
        for (c, name) in self.by.iter().enumerate() {
            let mut list: Vec<String> = self.groups.iter().map(|g| g[c].text().to_owned()).collect();
            list.sort_unstable();
            list.dedup();
            let of_group: Vec<usize> = (self.groups.iter())
                .map(|g| list.binary_search_by(|w| w.as_str().cmp(g[c].text())).unwrap_or(0))
                .collect();
            add(name, words(&list, by_group(&|g| of_group[g] as i32).into()));
        }
        add("period", words(&labels, by_period(&|p| p as i32).into()));
        let dates = |date: fn(&Period) -> Date| {
            let days: Vec<i32> = self.periods.iter().map(|p| date(p).to_days()).collect();
            Arc::new(Date32Array::from(by_period(&|p| days[p]))) as ArrayRef
        };
        add("period_start", dates(Period::start));
        add("period_end", dates(Period::end));
        add("kind", of_indicator(&|d| d.kind.word().to_owned()));
        add("unit", of_indicator(&|d| d.unit.clone()));
        for (name, array) in values {
            add(name, array);
        }
        let list: Vec<String> = Status::ALL.iter().map(|s| s.word().to_owned()).collect();
        let statuses: Vec<i32> = self.rows.iter().map(|r| r.status as i32).collect();
        add("status", words(&list, statuses.into()));
        let list: Vec<String> = Mark::ALL.iter().map(|m| m.word().to_owned()).collect();
        add("mark", words(&list, by_period(&|p| self.marks[p] as i32).into()));
        add("standing", of_indicator(&|d| d.standing.word().to_owned()));
        add("set", of_indicator(&|d| d.set.clone()));
        add("version", Arc::new(Int32Array::from(by_indicator(&|i| self.indicators[i].version as i32))));
        let ranges: Vec<String> = InRange::ALL.iter().map(|place| place.word().to_owned()).collect();
        let mut places: Vec<Option<i32>> = Vec::with_capacity(self.rows.len());
        for (i, definition) in self.indicators.iter().enumerate() {
            let rows = i * groups * periods..(i + 1) * groups * periods;
            match definition.range {
                Some(_) => places.extend(rows.map(|at| self.in_range(at).map(|place| place as i32))),
                None => places.extend(rows.map(|_| None)),
            }
        }
        add("in_range", words(&ranges, places.into()));
        for (name, array) in changes {
            add(name, array);
        }
        let fields: Vec<Field> =
            columns.iter().map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
        // The level is the same in every row.
        let metadata = self.level.map(|level| ("courtmetrics.level".to_owned(), level.get().to_string()));
        let schema = Schema::new(fields)
            .with_metadata(metadata.into_iter().collect::<std::collections::HashMap<_, _>>());
        RecordBatch::try_new(Arc::new(schema), columns.into_iter().map(|(_, a)| a).collect())
    }

    /// Numerator, denominator, cases, value and its interval.
    fn values(&self) -> Vec<(&'static str, ArrayRef)> {
        let n = self.rows.len();
        let mut whole = [Nullable::<i64>::new(n), Nullable::new(n), Nullable::new(n)];
        let mut values = Nullable::<f64>::new(n);
        let mut ends = Ends::new(n);
        let mut at = 0;
        for (i, definition) in self.indicators.iter().enumerate() {
            let footing = Footing::of(definition);
            let first = at;
            // A quantile lies between two cases: it has neither numerator nor denominator.
            let fraction = !is_quantile(definition);
            let scales: Vec<Fraction> =
                self.periods.iter().map(|p| Observation::scale(definition, p.days())).collect();
            let doubles: Vec<f64> = scales.iter().map(|s| s.to_f64()).collect();
            for _ in 0..self.groups.len() {
                for (scale, double) in scales.iter().zip(&doubles) {
                    let row = &self.rows[at];
                    let known = matches!(row.status, Status::Known | Status::OutsideWhole) && fraction;
                    whole[0].push(known.then_some(row.numerator));
                    whole[1].push(known.then_some(row.denominator));
                    whole[2].push((row.cases >= 0).then_some(row.cases));
                    values.push(row.value(*scale));
                    let spread = self.spreads[i].get(at - first);
                    ends.push(self.how().and_then(|how| footing.interval(row, spread, *double, how)));
                    at += 1;
                }
            }
        }
        let [upper, lower, cases] = whole.map(|mut column| {
            Arc::new(Int64Array::new(column.values.into(), column.valid.finish())) as ArrayRef
        });
        let values = floats(values);
        let [low, high, method] = ends.finish();
        vec![
            ("numerator", upper),
            ("denominator", lower),
            ("cases", cases),
            ("value", values),
            ("lower", low),
            ("upper", high),
            ("method", method),
        ]
    }

    /// What a comparison adds; nothing where there was none.
    fn change_columns(&self) -> Vec<(&'static str, ArrayRef)> {
        let Some((_, changes)) = &self.changes else { return Vec::new() };
        let n = self.rows.len();
        let (whole, _) = if n > 0 { self.origin(0) } else { (self, 0) };
        let labels: Vec<String> = whole.periods.iter().map(ToString::to_string).collect();
        let mut periods = Nullable::<i32>::new(n);
        let (mut bases, mut sizes) = (Nullable::<f64>::new(n), Nullable::<f64>::new(n));
        let mut units = Vec::with_capacity(n);
        let (mut ends, mut p_values) = (Ends::new(n), Nullable::<f64>::new(n));
        let footings: Vec<Footing> = self.indicators.iter().map(Footing::of_change).collect();
        let (unit_words, unit_places) =
            distinct(self.indicators.iter().map(|d| unit_of_change(d.change, &d.unit)));
        let (per_indicator, wide) = (self.groups.len() * self.periods.len(), whole.periods.len());
        let mut reasons = Vec::with_capacity(n);
        for (i, definition) in self.indicators.iter().enumerate() {
            let scales: Vec<Fraction> = (0..wide).map(|p| whole.exact_scale(i, p)).collect();
            let first = i * per_indicator;
            for (at, cell) in (first..).zip(&changes[first..first + per_indicator]) {
                let base = cell.base.map(|b| (b as usize, b as usize % wide));
                periods.push(base.map(|(_, p)| p as i32));
                bases.push(base.and_then(|(b, p)| whole.rows[b].value(scales[p])));
                sizes.push(cell.value.ok());
                let sure = self.sureness_by(footings[i], definition, at, |_, p| scales[p]);
                p_values.push(sure.ok().and_then(|s| s.p_value));
                ends.push(sure.map(|s| s.interval));
                units.push(unit_places[i] as i32);
                reasons.push(cell.value.map_or_else(|reason| 1 + reason as i32, |_| 0));
            }
        }
        let list: Vec<String> = std::iter::once("known")
            .chain(Undefined::ALL.iter().map(|u| u.word()))
            .map(str::to_owned)
            .collect();
        let [low, high, method] = ends.finish();
        vec![
            ("base_period", words(&labels, Int32Array::new(periods.values.into(), periods.valid.finish()))),
            ("base_value", floats(bases)),
            ("change", floats(sizes)),
            ("change_unit", words(&unit_words, units.into())),
            ("change_status", words(&list, reasons.into())),
            ("change_lower", low),
            ("change_upper", high),
            ("change_method", method),
            ("p_value", floats(p_values)),
        ]
    }
}

/// A column that may have gaps.
struct Nullable<T> {
    values: Vec<T>,
    valid: NullBufferBuilder,
}

impl<T: Default> Nullable<T> {
    fn new(n: usize) -> Self {
        Self { values: Vec::with_capacity(n), valid: NullBufferBuilder::new(n) }
    }

    fn push(&mut self, value: Option<T>) {
        self.valid.append(value.is_some());
        self.values.push(value.unwrap_or_default());
    }
}

fn floats(mut column: Nullable<f64>) -> ArrayRef {
    Arc::new(Float64Array::new(column.values.into(), column.valid.finish()))
}

/// The ends of intervals and their methods; without an interval the reason stands in the method's place.
struct Ends {
    lower: Nullable<f64>,
    upper: Nullable<f64>,
    methods: Nullable<i32>,
    words: Vec<&'static str>,
}

impl Ends {
    fn new(n: usize) -> Self {
        Self {
            lower: Nullable::new(n),
            upper: Nullable::new(n),
            methods: Nullable::new(n),
            words: Vec::new(),
        }
    }

    fn push(&mut self, interval: Result<Interval, NoInterval>) {
        let word = match interval {
            Ok(interval) => Some(interval.method),
            Err(NoInterval::NotAsked | NoInterval::NoValue) => None,
            Err(reason) => Some(reason.word()),
        };
        self.lower.push(interval.ok().and_then(|i| i.lower));
        self.upper.push(interval.ok().and_then(|i| i.upper));
        self.methods.push(word.map(|word| {
            let known = self.words.iter().position(|w| *w == word);
            known.unwrap_or_else(|| {
                self.words.push(word);
                self.words.len() - 1
            }) as i32
        }));
    }

    fn finish(self) -> [ArrayRef; 3] {
        let mut methods = self.methods;
        let keys = Int32Array::new(methods.values.into(), methods.valid.finish());
        let list: Vec<String> = self.words.iter().map(|w| (*w).to_owned()).collect();
        [floats(self.lower), floats(self.upper), words(&list, keys)]
    }
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
