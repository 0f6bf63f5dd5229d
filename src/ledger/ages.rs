//! Ages of the cases pending at the end of each period, exactly.
//!
//! A cube keeps, of what came and of what went in a period, the days from filing to that period's end. A day of filing is that end less those days; so the days of filing of all that came, less those of all
//! that went, are those of the pending cases, and their ages at any later end follow.

use crate::cube::{Cube, DayStore, Histogram, Measure, Take, ordinal};
use crate::ledger::days::{DayColumn, DayWants};
use crate::ledger::distribution::Scratch;
use crate::ledger::from_cube::Layout;
use crate::ledger::taken::{Taken, covered, event, not_built_for};
use crate::ledger::targets::Run;
use crate::{Error, ErrorKind, Result};

/// A distribution of days from filing to the end of a period, and whether its cases come or go.
struct Move<'c> {
    group: u32,
    /// The period.
    at: i32,
    comes: bool,
    days: &'c DayStore,
    place: usize,
}

/// The pending cases by day of filing.
struct Stock {
    /// The first day.
    first: i32,
    cases: Vec<i64>,
}

/// What is known of the ages, one for each group of the ledger and target.
///
/// # Errors
/// When the cube was not built for the measure, or more cases went than came.
pub(super) fn ages(
    cube: &Cube,
    layout: &Layout,
    measure: &Measure,
    wants: &DayWants,
    targets: &[Run],
    places: &[Vec<usize>],
) -> Result<DayColumn> {
    let moves = moves(cube, layout, measure)?;
    let (mut histogram, mut scratch) = (Histogram::default(), Scratch::default());
    let groups = places.iter().flatten().max().map_or(0, |last| last + 1);
    let mut column = DayColumn::of_none(wants, groups * targets.len());
    let mut of_groups = column.parts(targets.len().max(1));
    let end = |at: i32| cube.shape().calendar.from_ordinal(cube.shape().grain, at).end().to_days();
    let first = cube.tally().first_day;
    for level in places {
        let mut of_group: Vec<Vec<&Move>> = vec![Vec::new(); groups];
        moves.iter().for_each(|m| of_group[level[m.group as usize]].push(m));
        for (group, moves) in of_group.iter().enumerate().filter(|(_, moves)| !moves.is_empty()) {
            let (mut stock, mut moves) = (Stock { first, cases: Vec::new() }, moves.iter().peekable());
            for (t, target) in targets.iter().enumerate() {
                while let Some(m) = moves.next_if(|m| m.at <= target.last) {
                    histogram.clear();
                    m.days.pour(m.place, &mut histogram);
                    stock.add(end(m.at), &mut histogram, m.comes)?;
                }
                stock.ages(end(target.last), &mut histogram)?;
                of_groups[group].sweep(t, &mut histogram, wants, &mut scratch);
            }
        }
    }
    Ok(column)
}

/// What comes and goes, in the order of the periods.
fn moves<'c>(cube: &'c Cube, layout: &Layout, measure: &Measure) -> Result<Vec<Move<'c>>> {
    let Take::Days { from, to } = &measure.take else { return Err(not_built_for(measure)) };
    let pair = (from.clone(), to.clone());
    let mut moves = Vec::new();
    for (of, comes) in crate::cube::moves(&measure.basis) {
        let (place, shape, store) = event(cube, &of, measure)?;
        covered(measure, shape, &cube.shape().by)?;
        let d = shape.days.iter().position(|(p, _)| *p == pair).ok_or_else(|| not_built_for(measure))?;
        let distributions = &store.days[d];
        let mut taken = Taken::new(measure, shape, cube, layout);
        let taken_places = taken.places(&shape.days[d].1);
        for (cell, &(key, period)) in store.index.cells().iter().enumerate() {
            let group = layout.cells[place][cell];
            if taken.cell(group, key) {
                moves.extend(taken_places.iter().map(|p| Move {
                    group,
                    at: ordinal(period),
                    comes,
                    days: &distributions.store,
                    place: cell * distributions.places + p,
                }));
            }
        }
    }
    moves.sort_by_key(|m| m.at);
    Ok(moves)
}

impl Stock {
    /// Adds cases that were filed so many days before `end`, or takes them out.
    fn add(&mut self, end: i32, days: &mut Histogram, comes: bool) -> Result<()> {
        for (days, n) in days.runs() {
            let at = i64::from(end) - i64::from(days) - i64::from(self.first);
            let at =
                usize::try_from(at).map_err(|_| torn("a case is older than the first day of the cube"))?;
            if self.cases.len() <= at {
                self.cases.resize(at + 1, 0);
            }
            self.cases[at] += if comes { n as i64 } else { -(n as i64) };
        }
        Ok(())
    }

    /// The ages at `end`.
    fn ages(&self, end: i32, into: &mut Histogram) -> Result<()> {
        into.clear();
        for (at, n) in self.cases.iter().enumerate().filter(|(_, n)| **n != 0) {
            let age = i64::from(end) - i64::from(self.first) - at as i64;
            let both = u32::try_from(age).ok().zip(u64::try_from(*n).ok());
            let (age, n) = both.ok_or_else(|| torn("more cases are resolved than were filed"))?;
            into.add(age, n);
        }
        Ok(())
    }
}

/// The numbers of a cube do not belong together.
fn torn(what: &str) -> Error {
    Error::new(ErrorKind::Mismatch, what).rule("a cube has the filing and the resolution of every case")
}
