//! Some groups of an indicator: their rows, and what is computed of them.

use crate::change::ChangeKind;
use crate::indicator::{self, InRange};
use crate::quantity::Fraction;
use crate::stats::Interval;
use crate::table::compare::{Step, difference};
use crate::table::observation::Scale;
use crate::table::series::{Numbers, Series};
use crate::table::sureness::{Footing, How, Sided, Sureness};
use crate::table::{NoInterval, Observation, Status, Table};
use std::ops::Range;

/// An indicator, and what is looked up once for all its rows.
pub struct Source<'t> {
    series: &'t Series,
    /// The factors of its values, by period; and what makes values of fractions, where it is the same in all of them.
    scales: Vec<Fraction>,
    one: Option<Scale>,
    /// The steps to its bases, by period, where the table was compared.
    steps: Option<&'t [Step]>,
    /// What its values and its changes stand on, where intervals were asked for.
    sure: Option<(How, [Footing; 2])>,
    kind: ChangeKind,
    range: Option<indicator::Range>,
    /// The places of the periods that are kept, where the table was cut.
    kept: Option<&'t [usize]>,
}

/// Some groups of an indicator, row by row.
#[derive(Default)]
pub struct Chunk {
    pub rows: Vec<Observation>,
    pub values: Doubles,
    /// Where values lie; empty where the indicator has no range.
    pub in_range: Vec<Option<InRange>>,
    /// Empty where intervals were not asked for.
    pub intervals: Vec<Result<Interval, NoInterval>>,
    /// The values of the bases; empty where the table was not compared, as what follows.
    pub bases: Doubles,
    pub changes: Vec<f64>,
    /// 0 where there is a change, else 1 more than the number of the reason.
    pub reasons: Vec<i8>,
    pub sure: Vec<Result<Sureness, NoInterval>>,
}

/// Doubles, of which some are not known: those are 0.
#[derive(Default)]
pub struct Doubles {
    pub values: Vec<f64>,
    pub known: Vec<bool>,
}

impl Doubles {
    fn clear(&mut self) {
        self.values.clear();
        self.known.clear();
    }

    fn extend(&mut self, doubles: impl ExactSizeIterator<Item = Option<f64>>) {
        let first = self.values.len();
        self.values.resize(first + doubles.len(), 0.0);
        self.known.resize(first + doubles.len(), false);
        let slots = self.values[first..].iter_mut().zip(&mut self.known[first..]);
        for ((value, known), double) in slots.zip(doubles) {
            *value = double.unwrap_or_default();
            *known = double.is_some();
        }
    }

    fn keep(&mut self, width: usize, kept: &[usize]) {
        keep(&mut self.values, width, kept);
        keep(&mut self.known, width, kept);
    }
}

impl<'t> Source<'t> {
    pub fn new(table: &'t Table, indicator: usize) -> Self {
        let (whole, definition) = (table.whole(), &table.indicators[indicator]);
        let scales: Vec<Fraction> =
            (0..whole.periods.len()).map(|period| whole.exact_scale(indicator, period)).collect();
        let one = scales.first().filter(|first| scales.iter().all(|scale| scale == *first));
        Self {
            series: &whole.series[indicator],
            one: one.map(|scale| Scale::of(*scale)),
            scales,
            steps: table.comparison.as_ref().map(|comparison| comparison.steps[indicator].as_slice()),
            sure: table
                .how()
                .ok()
                .map(|how| (how, [Footing::of(definition), Footing::of_change(definition)])),
            kind: definition.change,
            range: definition.range,
            kept: table.whole.as_ref().map(|(_, kept)| kept.as_slice()),
        }
    }

    /// Its columns of the ledger, if its rows are those: the second is none where all are 1.
    pub fn columns(&self) -> Option<(&'t Numbers, Option<&'t Numbers>)> {
        if self.kept.is_some() { None } else { self.series.columns() }
    }

    /// Reads the rows of some groups.
    pub fn read(&self, groups: Range<usize>, chunk: &mut Chunk) {
        let width = self.scales.len();
        let at = groups.start * width..groups.end * width;
        let Chunk { rows, values, in_range, intervals, bases, changes, reasons, sure } = chunk;
        // What was there is written over.
        rows.resize(at.len(), Observation::none(Status::NotAvailable));
        self.series.read(at.clone(), rows);
        values.clear();
        match &self.one {
            Some(scale) => values.extend(rows.iter().map(|row| scale.value(row))),
            None => {
                let each: Vec<Scale> = self.scales.iter().copied().map(Scale::of).collect();
                values.extend(rows.iter().enumerate().map(|(i, row)| each[i % width].value(row)));
            }
        }
        in_range.clear();
        if let Some(range) = self.range {
            let place = |(i, row): (usize, &Observation)| {
                row.exact(self.scales[i % width]).ok().map(|value| range.place(value))
            };
            in_range.extend(rows.iter().enumerate().map(place));
        }
        let side = |i: usize| {
            let exact = self.scales[i % width];
            Sided { row: rows[i], spread: self.series.spread(at.start + i), exact, scale: exact.to_f64() }
        };
        intervals.clear();
        if let Some((how, [footing, _])) = self.sure {
            intervals.extend((0..rows.len()).map(side).map(|side| footing.interval(&side, how)));
        }
        bases.clear();
        changes.clear();
        reasons.clear();
        sure.clear();
        if let Some(steps) = self.steps.filter(|_| width > 0) {
            changes.resize(rows.len(), 0.0);
            reasons.resize(rows.len(), 0);
            let slots = changes.chunks_exact_mut(width).zip(reasons.chunks_exact_mut(width));
            for ((block, rows), (changes, reasons)) in rows.chunks_exact(width).enumerate().zip(slots) {
                let first = block * width;
                for (((step, now), change), reason) in steps.iter().zip(rows).zip(changes).zip(reasons) {
                    let size = match step {
                        Ok((base, Ok(scales))) => difference(&rows[*base], now, scales),
                        Ok((_, Err(reason))) | Err(reason) => Err(*reason),
                    };
                    *change = size.unwrap_or_default();
                    *reason = size.map_or_else(|reason| 1 + reason as i8, |_| 0);
                }
                bases.values.extend(steps.iter().map(|step| match step {
                    Ok((base, _)) => values.values[first + base],
                    Err(_) => 0.0,
                }));
                bases.known.extend(
                    steps.iter().map(|step| step.as_ref().is_ok_and(|(base, _)| values.known[first + base])),
                );
            }
            if let Some((how, [_, footing])) = self.sure {
                let change = |i: usize| match (&steps[i % width], reasons[i]) {
                    (Ok((base, _)), 0) => footing.change(side(i), side(i - i % width + base), self.kind, how),
                    _ => Err(NoInterval::NoValue),
                };
                sure.extend((0..rows.len()).map(change));
            }
        }
        if let Some(kept) = self.kept {
            keep(rows, width, kept);
            values.keep(width, kept);
            keep(in_range, width, kept);
            keep(intervals, width, kept);
            bases.keep(width, kept);
            keep(reasons, width, kept);
            keep(changes, width, kept);
            keep(sure, width, kept);
        }
    }
}

/// Leaves the rows of the periods that are kept; their places rise.
fn keep<T: Copy>(list: &mut Vec<T>, width: usize, kept: &[usize]) {
    let blocks = list.len() / width.max(1);
    for block in 0..blocks {
        for (own, period) in kept.iter().enumerate() {
            list[block * kept.len() + own] = list[block * width + period];
        }
    }
    list.truncate(blocks * kept.len());
}
