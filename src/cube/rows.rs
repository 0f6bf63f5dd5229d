//! A cube as a tidy table of whole numbers, one row for each number in a cell.
//!
//! Two such tables, put under each other and summed by all columns but `value`, are the merged cube; so any
//! engine with `SUM ... GROUP BY` can merge cubes.

use crate::cube::days::Histogram;
use crate::cube::distinct::Distinct;
use crate::cube::{Cube, Event, Shape, Tally, ordinal};
use crate::period::Date;
use crate::{Error, ErrorKind, Result};

/// Which number of a cell a row holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A number of cases.
    Cases,
    /// The sum of summed field number so-and-so.
    Sum(usize),
    /// A value of field number so-and-so, by its hash: there, whatever the number says. `None` are rows without one.
    Distinct(usize, Option<u128>),
    /// Cases that took so many days between pair of dates number so-and-so.
    Days(usize, u32),
}

/// One number of a cube.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct CubeRow {
    /// Place of the event in the shape.
    pub event: usize,
    /// The groups' words.
    pub words: Vec<Option<String>>,
    /// Ordinal of the period.
    pub period: i32,
    /// Extra classes, packed.
    pub extra: u64,
    /// Lane for cases, else place of the projection.
    pub place: usize,
    /// Which number.
    pub part: Part,
    /// The number.
    pub value: i128,
}

/// Slots, values and what stands for them: 1 for a value, and how many rows say nothing. Rising by slot.
fn slots_and_values(distinct: &Distinct) -> Vec<(usize, Option<u128>, u64)> {
    let values = distinct.members().map(|(slot, value)| (slot, Some(value), 1));
    let mut list: Vec<_> = values.chain(distinct.silent().map(|(slot, rows)| (slot, None, rows))).collect();
    list.sort_unstable();
    list
}

/// Those of a cell.
fn of_cell<T>(list: &[(usize, Option<u128>, T)], cell: usize, places: usize) -> &[(usize, Option<u128>, T)] {
    let first = |cell: usize| list.partition_point(|(slot, ..)| *slot < cell * places);
    &list[first(cell)..first(cell + 1)]
}

impl Cube {
    /// Every number that is not 0, in a fixed order.
    pub fn rows(&self) -> Vec<CubeRow> {
        let mut rows = Vec::new();
        for (event, store) in self.stores.iter().enumerate() {
            let start = rows.len();
            let by_cell: Vec<Vec<(usize, Option<u128>, u64)>> =
                store.distinct.iter().map(slots_and_values).collect();
            for (cell, &(key, period)) in store.index.cells().iter().enumerate() {
                let numbers = self.keys.unpack(key);
                let words: Vec<Option<String>> =
                    numbers.iter().zip(&self.keys.words).map(|(n, w)| w.list[*n as usize].clone()).collect();
                let extra = self.keys.extra(key);
                let mut push = |place, part, value: i128| {
                    if value != 0 {
                        let (words, period) = (words.clone(), ordinal(period));
                        rows.push(CubeRow { event, words, period, extra, place, part, value });
                    }
                };
                for lane in 0..store.lanes {
                    push(lane, Part::Cases, store.counts[cell * store.lanes + lane].into());
                }
                for (s, sums) in store.sums.iter().enumerate() {
                    for place in 0..sums.places {
                        push(place, Part::Sum(s), sums.values[cell * sums.places + place]);
                    }
                }
                for (d, there) in by_cell.iter().enumerate() {
                    let places = store.distinct[d].places;
                    for (slot, value, n) in of_cell(there, cell, places) {
                        push(slot % places, Part::Distinct(d, *value), (*n).into());
                    }
                }
                for (d, days) in store.days.iter().enumerate() {
                    for place in 0..days.places {
                        let mut histogram = Histogram::default();
                        days.store.pour(cell * days.places + place, &mut histogram);
                        for (length, n) in histogram.runs() {
                            push(place, Part::Days(d, length), n.into());
                        }
                    }
                }
            }
            rows[start..].sort_unstable();
        }
        rows
    }

    /// A cube from its numbers. The days that `tally` spans are widened to the periods in which cases were filed
    /// or resolved, where the numbers of several cubes stand beside the tally of one.
    ///
    /// # Errors
    /// When a row does not fit the shape, or a number its range.
    pub fn from_rows(shape: Shape, rows: impl IntoIterator<Item = CubeRow>, tally: Tally) -> Result<Self> {
        Self::gather(shape, rows, tally, None)
    }

    /// [`Cube::from_rows`], where what lies before period `opening` was put into the one before it.
    pub(super) fn gather(
        shape: Shape,
        rows: impl IntoIterator<Item = CubeRow>,
        tally: Tally,
        opening: Option<i32>,
    ) -> Result<Self> {
        let known = tally.first_day <= tally.last_day;
        // That period does not say when the cases in it were filed or resolved.
        let told = |period| !known || opening.is_none_or(|first| period != first - 1);
        let misfit =
            |what: String| Error::new(ErrorKind::Mismatch, what).rule("a row must fit the cube's shape");
        let mut cube = Self::empty(shape);
        let mut numbers = Vec::new();
        let mut seen: Option<(i32, i32)> = None;
        for row in rows {
            let Some(event) = cube.shape.events.get(row.event) else {
                return Err(misfit(format!("there is no event {}", row.event)));
            };
            if row.words.len() != cube.shape.by.len()
                || row.extra.checked_shr(event.extra_bits()).unwrap_or(0) != 0
            {
                return Err(misfit(format!("a row of event {} has other groups or classes", row.event)));
            }
            if matches!(event.event, Event::Filed | Event::Resolved) && told(row.period) {
                let (low, high) = seen.unwrap_or((row.period, row.period));
                seen = Some((low.min(row.period), high.max(row.period)));
            }
            numbers.clear();
            for (words, word) in cube.keys.words.iter_mut().zip(&row.words) {
                numbers.push(words.number(word.as_deref()));
            }
            if cube.keys.widen() {
                cube.shape.events.iter().try_for_each(|event| cube.keys.fit(event, 0))?;
                for (store, event) in cube.stores.iter_mut().zip(&cube.shape.events) {
                    store.index.rekey(cube.keys.bits(event), |key| cube.keys.moved(key));
                }
            }
            let store = &mut cube.stores[row.event];
            let key = cube.keys.pack(&numbers, row.extra);
            let cell = store.index.cell_anywhere(key, crate::cube::period_table::shifted(row.period)).0;
            cube.keys.fit(event, store.index.period_bits())?;
            store.fit();
            let range = || misfit(format!("value {} is out of range", row.value));
            match row.part {
                Part::Cases if row.place < store.lanes => {
                    let count = &mut store.counts[cell * store.lanes + row.place];
                    let sum = i128::from(*count) + row.value;
                    *count = u32::try_from(sum).map_err(|_| range())?;
                }
                Part::Sum(s) if store.sums.get(s).is_some_and(|x| row.place < x.places) => {
                    let sums = &mut store.sums[s];
                    let sum = &mut sums.values[cell * sums.places + row.place];
                    *sum = sum.checked_add(row.value).ok_or_else(range)?;
                }
                Part::Distinct(d, value) if store.distinct.get(d).is_some_and(|x| row.place < x.places) => {
                    let distinct = &mut store.distinct[d];
                    let slot = u32::try_from(cell * distinct.places + row.place).map_err(|_| range())?;
                    match (value, u64::try_from(row.value).map_err(|_| range())?) {
                        (_, 0) => {}
                        (Some(value), _) => distinct.add(slot, Some(value)),
                        (None, rows) => distinct.add_silent(slot, rows),
                    }
                }
                Part::Days(d, days) if store.days.get(d).is_some_and(|x| row.place < x.places) => {
                    let distributions = &mut store.days[d];
                    let n = u32::try_from(row.value).map_err(|_| range())?;
                    let at = cell * distributions.places + row.place;
                    distributions.store.add_many(at, days, n.into());
                }
                _ => return Err(misfit(format!("a row of event {} names no number of a cell", row.event))),
            }
        }
        cube.stores.iter_mut().flat_map(|store| &mut store.distinct).for_each(Distinct::settle);
        cube.stores.iter_mut().flat_map(|store| &mut store.days).for_each(|days| days.store.settle());
        cube.tally = tally;
        if let Some((low, high)) = seen {
            let (grain, calendar, tally) = (cube.shape.grain, cube.shape.calendar, &mut cube.tally);
            let at = |day: i32| calendar.ordinal(grain, Date::from_days(day));
            if !known || at(tally.first_day) > low {
                tally.first_day = calendar.from_ordinal(grain, low).start().to_days();
            }
            if !known || at(tally.last_day) < high {
                tally.last_day = calendar.from_ordinal(grain, high).end().to_days();
            }
        }
        Ok(cube)
    }
}
