//! What differs from row to row: values, statuses and changes of some indicators.
//!
//! Rows are gone through a few groups at a time, one column after the other, so that all that is made on the way stays in
//! the caches; of a column that the ledger has as it is, the batch has the ledger's own.

use super::chunk::{Chunk, Doubles, Source};
use super::columns::{Ends, Known, Nullable, floats, places, shared, wholes};
use crate::indicator::{DayStatistic, Definition, Formula};
use crate::table::{Observation, Status, Table};
use arrow_array::{ArrayRef, Int8Array};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The columns of a batch that differ from row to row.
pub struct Rows {
    pub numerators: ArrayRef,
    pub denominators: ArrayRef,
    pub cases: ArrayRef,
    pub values: ArrayRef,
    pub statuses: Int8Array,
    /// Where some indicator of the table has a range.
    pub in_range: Option<Int8Array>,
    /// Where intervals were asked for.
    pub ends: Option<Ends>,
    /// Where the table was compared.
    pub changes: Option<Changes>,
}

/// How the rows of a batch changed.
pub struct Changes {
    pub bases: ArrayRef,
    pub sizes: ArrayRef,
    pub statuses: Int8Array,
    /// Where intervals were asked for: their ends, and the p-values.
    pub sure: Option<(Ends, ArrayRef)>,
}

/// The denominators of numbers that stand as they are, for as many batches as want them.
pub type Ones = OnceLock<Arc<Vec<i64>>>;

impl Rows {
    /// The rows of some indicators.
    pub fn new(table: &Table, indicators: Range<usize>, ones: &Ones) -> Self {
        let groups = table.groups.len();
        let each = groups * table.periods.len();
        let n = indicators.len() * each;
        let mut filling = Filling::new(table, n);
        let mut chunk = Chunk::default();
        let mut held = None;
        for indicator in indicators.clone() {
            let (source, definition) = (Source::new(table, indicator), &table.indicators[indicator]);
            held = source.columns().filter(|_| indicators.len() == 1);
            let at_once = AT_ONCE.div_ceil(table.whole().periods.len().max(1));
            for first in (0..groups).step_by(at_once) {
                source.read(first..groups.min(first + at_once), &mut chunk);
                filling.add(&chunk, definition, held.is_none());
            }
        }
        let Filling { upper, lower, shown, cases, counted, values, statuses, in_range, ends, changes } =
            filling;
        let (shown, counted) = (shown.finish(), counted.finish());
        let [upper, lower, cases] = match held {
            None => [upper, lower, cases].map(Into::into),
            Some((upper, Some(lower))) => [upper, lower, lower].map(|numbers| shared(numbers.clone())),
            Some((numbers, None)) => {
                let ones = ones.get_or_init(|| Arc::new(vec![1; each]));
                [numbers, ones, numbers].map(|numbers| shared(numbers.clone()))
            }
        };
        Self {
            numerators: wholes(upper, shown.clone()),
            denominators: wholes(lower, shown),
            cases: wholes(cases, counted),
            values: floats(values),
            statuses: statuses.into(),
            in_range: in_range.map(places),
            ends,
            changes: changes.map(|of| Changes {
                bases: floats(of.bases),
                sizes: floats(of.sizes),
                statuses: of.statuses.into(),
                sure: of.sure.map(|(ends, p_values)| (ends, floats(p_values))),
            }),
        }
    }
}

/// Rows that are gone through for one column after the other: few enough to stay in the caches.
const AT_ONCE: usize = 1 << 9;

/// Columns that are being filled.
struct Filling {
    upper: Vec<i64>,
    lower: Vec<i64>,
    shown: Known,
    cases: Vec<i64>,
    counted: Known,
    values: Nullable<f64>,
    statuses: Vec<i8>,
    in_range: Option<Nullable<i8>>,
    ends: Option<Ends>,
    changes: Option<FillingChanges>,
}

struct FillingChanges {
    bases: Nullable<f64>,
    sizes: Nullable<f64>,
    statuses: Vec<i8>,
    sure: Option<(Ends, Nullable<f64>)>,
}

impl Filling {
    fn new(table: &Table, n: usize) -> Self {
        let ranged = table.indicators.iter().any(|definition| definition.range.is_some());
        let sure = table.level.is_some();
        Self {
            upper: Vec::new(),
            lower: Vec::new(),
            shown: Known::new(n),
            cases: Vec::new(),
            counted: Known::new(n),
            values: Nullable::new(n),
            statuses: Vec::with_capacity(n),
            in_range: ranged.then(|| Nullable::new(n)),
            ends: sure.then(|| Ends::new(n)),
            changes: table.compared().map(|_| FillingChanges {
                bases: Nullable::new(n),
                sizes: Nullable::new(n),
                statuses: Vec::with_capacity(n),
                sure: sure.then(|| (Ends::new(n), Nullable::new(n))),
            }),
        }
    }

    /// Adds the rows of some groups; `copied` are their numerators, denominators and cases, too.
    fn add(&mut self, chunk: &Chunk, definition: &Definition, copied: bool) {
        // A quantile lies between two cases: it has neither numerator nor denominator.
        let fraction = !is_quantile(definition);
        let shown = |row: &Observation| matches!(row.status, Status::Known | Status::OutsideWhole) & fraction;
        let rows = &chunk.rows;
        self.shown.extend(rows.iter().map(shown));
        self.counted.extend(rows.iter().map(|row| row.cases >= 0));
        if copied {
            self.upper.extend(rows.iter().map(|row| if shown(row) { row.numerator } else { 0 }));
            self.lower.extend(rows.iter().map(|row| if shown(row) { row.denominator } else { 0 }));
            self.cases.extend(rows.iter().map(|row| row.cases.max(0)));
        }
        self.values.extend(&chunk.values.values, chunk.values.known.iter().copied());
        self.statuses.extend(rows.iter().map(|row| row.status as i8));
        if let Some(in_range) = &mut self.in_range {
            let place = |at: usize| chunk.in_range.get(at).and_then(|place| place.map(|place| place as i8));
            (0..rows.len()).map(place).for_each(|place| in_range.push(place));
        }
        if let Some(ends) = &mut self.ends {
            chunk.intervals.iter().for_each(|interval| ends.push(*interval));
        }
        if let Some(changes) = &mut self.changes {
            let Doubles { values, known } = &chunk.bases;
            changes.bases.extend(values, known.iter().copied());
            changes.sizes.extend(&chunk.changes, chunk.reasons.iter().map(|reason| *reason == 0));
            changes.statuses.extend_from_slice(&chunk.reasons);
            if let Some((ends, p_values)) = &mut changes.sure {
                for sure in &chunk.sure {
                    p_values.push(sure.ok().and_then(|s| s.p_value));
                    ends.push(sure.map(|s| s.interval));
                }
            }
        }
    }
}

fn is_quantile(definition: &Definition) -> bool {
    matches!(&definition.formula, Formula::Days { statistic: DayStatistic::Quantile(_), .. })
}
