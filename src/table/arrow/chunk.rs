//! Some groups of an indicator: their rows, and what is computed of them.

use crate::change::{ChangeKind, Undefined};
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
    runs: Vec<Run<'t>>,
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
    /// So many of them, of which those that are there already are written over.
    fn set_len(&mut self, len: usize) {
        self.values.resize(len, 0.0);
        self.known.resize(len, false);
    }

    fn set(&mut self, doubles: impl Iterator<Item = Option<f64>>) {
        let slots = self.values.iter_mut().zip(&mut self.known);
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

/// Neighbouring periods whose bases are neighbours, too, and that all change alike.
struct Run<'t> {
    periods: Range<usize>,
    /// The step of the first of them.
    step: &'t Step,
}

/// The periods of an indicator as runs.
fn runs(steps: &[Step]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for (period, step) in steps.iter().enumerate() {
        match runs.last_mut() {
            Some(run) if run.goes_on(step) => run.periods.end = period + 1,
            _ => runs.push(Run { periods: period..period + 1, step }),
        }
    }
    runs
}

impl Run<'_> {
    /// Whether the step of the next period is that of the first, so many periods later.
    fn goes_on(&self, next: &Step) -> bool {
        match (self.step, next) {
            (Ok((first, how)), Ok((base, next))) => first + self.periods.len() == *base && how == next,
            (first, next) => first == next,
        }
    }

    /// The changes of its rows in one group, and the reasons why there is none: 0 where there is one.
    fn change(&self, rows: &[Observation], changes: &mut [f64], reasons: &mut [i8]) {
        let (changes, reasons) = (&mut changes[self.periods.clone()], &mut reasons[self.periods.clone()]);
        match self.step {
            Ok((base, Ok(scales))) => {
                let both = rows[*base..].iter().zip(&rows[self.periods.clone()]);
                for (((before, now), change), reason) in both.zip(changes).zip(reasons) {
                    let size = difference(before, now, scales);
                    *change = size.unwrap_or_default();
                    *reason = size.map_or_else(word, |_| 0);
                }
            }
            Ok((_, Err(reason))) | Err(reason) => {
                changes.fill(0.0);
                reasons.fill(word(*reason));
            }
        }
    }

    /// The values of the bases of its rows in one group.
    fn bases<T: Copy>(&self, values: &[T], none: T, bases: &mut [T]) {
        let bases = &mut bases[self.periods.clone()];
        match self.step {
            Ok((base, _)) => bases.copy_from_slice(&values[*base..][..self.periods.len()]),
            Err(_) => bases.fill(none),
        }
    }
}

/// The place of a reason in the list of words for them, which "known" leads.
fn word(reason: Undefined) -> i8 {
    1 + reason as i8
}

impl<'t> Source<'t> {
    pub fn new(table: &'t Table, indicator: usize) -> Self {
        let (whole, definition) = (table.whole(), &table.indicators[indicator]);
        let scales: Vec<Fraction> =
            (0..whole.periods.len()).map(|period| whole.exact_scale(indicator, period)).collect();
        let one = scales.first().filter(|first| scales.iter().all(|scale| scale == *first));
        let steps = table.comparison.as_ref().map(|comparison| comparison.steps[indicator].as_slice());
        Self {
            series: &whole.series[indicator],
            one: one.map(|scale| Scale::of(*scale)),
            scales,
            steps,
            runs: steps.map_or_else(Vec::new, runs),
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
        match self.series {
            _ if self.kept.is_some() => None,
            Series::Total(numbers, _) => Some((numbers, None)),
            Series::Quotient([upper, lower], _) => Some((upper, Some(lower))),
            Series::None(_) | Series::Days(..) | Series::Rows(..) => None,
        }
    }

    /// Reads the rows of some groups.
    pub fn read(&self, groups: Range<usize>, chunk: &mut Chunk) {
        let width = self.scales.len();
        let at = groups.start * width..groups.end * width;
        let Chunk { rows, values, in_range, intervals, bases, changes, reasons, sure } = chunk;
        // What was there is written over.
        rows.resize(at.len(), Observation::none(Status::NotAvailable));
        self.series.read(at.clone(), rows);
        values.set_len(rows.len());
        match &self.one {
            Some(scale) => values.set(rows.iter().map(|row| scale.value(row))),
            None => {
                let each: Vec<Scale> = self.scales.iter().copied().map(Scale::of).collect();
                values.set(rows.iter().enumerate().map(|(i, row)| each[i % width].value(row)));
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
        sure.clear();
        if let Some(steps) = self.steps.filter(|_| width > 0) {
            changes.resize(rows.len(), 0.0);
            reasons.resize(rows.len(), 0);
            bases.set_len(rows.len());
            for block in (0..rows.len()).step_by(width) {
                let block = block..block + width;
                for run in &self.runs {
                    let (changes, reasons) = (&mut changes[block.clone()], &mut reasons[block.clone()]);
                    run.change(&rows[block.clone()], changes, reasons);
                    run.bases(&values.values[block.clone()], 0.0, &mut bases.values[block.clone()]);
                    run.bases(&values.known[block.clone()], false, &mut bases.known[block.clone()]);
                }
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
