//! The cells of one event while rows are counted.
//!
//! All numbers of a cell stand in one record, so that a row touches one cache line for all of them, and another
//! in the row of days. One record takes what belongs to no cell, so that no step asks row by row whether a case
//! takes part.

use crate::cube::days::{Arena, DayStore, EMPTY};
use crate::cube::distinct::Distinct;
use crate::cube::index::{BEFORE, CellIndex, NOWHERE};
use crate::cube::lines::Lines;
use crate::cube::machine::soon;
use crate::cube::record::{Long, Placed, Short, Spread, Summed, add_to, by_lane};
use crate::cube::shape::{EventShape, Projection};
use crate::cube::store::{Distributions, EventStore, Sums};

/// Cells, by record.
#[derive(Debug)]
pub(crate) struct Cells {
    /// Key and period to record.
    pub index: CellIndex,
    lines: Lines,
    /// Records there are.
    records: usize,
    /// Numbers of a record.
    stride: usize,
    lanes: usize,
    sums: Vec<Summed>,
    /// For each field whose values are counted: the values by record.
    distinct: Vec<(Projection, Distinct)>,
    days: Vec<Spread>,
}

impl Cells {
    /// No cells yet, for keys of `key_bits` bits.
    pub fn new(shape: &EventShape, key_bits: u32) -> Self {
        let lanes = shape.lane_count();
        let mut numbers = lanes.div_ceil(2);
        let mut place = |size: usize| {
            numbers += size;
            numbers - size
        };
        let sums = (shape.sums.iter())
            .map(|(_, p)| Summed { start: place(2 * p.places), places: p.places, place: by_lane(p) })
            .collect();
        let days = (shape.days.iter())
            .map(|(_, p)| {
                let (start, place) = (place(p.places), by_lane(p));
                Spread { start, places: p.places, place, arena: Arena::default() }
            })
            .collect();
        let distinct = shape.distinct.iter().map(|(_, p)| (p.clone(), Distinct::new(p.places))).collect();
        let stride = if numbers > 8 { numbers.next_multiple_of(8) } else { numbers.next_power_of_two() };
        let mut cells = Self {
            index: CellIndex::new(key_bits),
            lines: Lines::default(),
            records: 0,
            stride,
            lanes,
            sums,
            distinct,
            days,
        };
        cells.fit();
        cells
    }

    /// Makes room for every cell of the index, and for the records before them.
    #[inline]
    fn fit(&mut self) {
        if self.records < self.index.cells().len() + BEFORE as usize {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let records = self.index.cells().len() + BEFORE as usize;
        self.lines.resize(records * self.stride);
        let numbers = self.lines.numbers();
        for record in self.records..records {
            for days in &self.days {
                numbers[record * self.stride + days.start..][..days.places].fill(EMPTY);
            }
        }
        self.records = records;
    }

    /// Whether a cell is one count and nothing else.
    pub fn counts_only(&self) -> bool {
        self.lanes == 1 && self.sums.is_empty() && self.distinct.is_empty() && self.days.is_empty()
    }

    /// Counts the rows of a block, where a cell is one count. `records` is a buffer of as many rows.
    #[inline(always)]
    pub fn tick(&mut self, keys: &[u64], periods: &[u32], records: &mut [u32]) {
        self.index.records(keys, periods, records);
        self.fit();
        let (stride, numbers) = (self.stride, self.lines.numbers());
        for record in records {
            numbers[*record as usize * stride] += 1;
        }
    }

    /// Finds the record of each row.
    #[inline(always)]
    pub fn find(&mut self, keys: &[u64], periods: &[u32], records: &mut [u32]) {
        self.index.records(keys, periods, records);
        self.fit();
        let (stride, numbers) = (self.stride, self.lines.numbers());
        records.iter().for_each(|record| soon(numbers, *record as usize * stride));
    }

    /// Counts the rows of a block, and adds their numbers and days: `number(s)` are those of summed field `s`,
    /// `span(d)` the days between the dates of pair `d`.
    #[inline(always)]
    pub fn add<'b>(
        &mut self,
        rows: Placed<'_>,
        number: impl Fn(usize) -> &'b [i64],
        span: impl Fn(usize) -> &'b [i32],
    ) {
        let numbers = self.lines.numbers();
        let sums = self.sums.iter().enumerate().map(|(s, sum)| (sum, number(s)));
        let days = self.days.iter_mut().enumerate().map(|(d, days)| (days, span(d)));
        match self.stride {
            1 => add_to(&mut Short::<1>::of(numbers), rows, sums, days),
            2 => add_to(&mut Short::<2>::of(numbers), rows, sums, days),
            4 => add_to(&mut Short::<4>::of(numbers), rows, sums, days),
            8 => add_to(&mut Short::<8>::of(numbers), rows, sums, days),
            stride => add_to(&mut Long { numbers, stride }, rows, sums, days),
        }
    }

    /// Adds the values of a block to those of field `d`.
    pub fn meet(&mut self, d: usize, rows: Placed<'_>, values: &[Option<u128>]) {
        let (projection, distinct) = &mut self.distinct[d];
        let met = rows.records.iter().zip(values).enumerate().filter(|(_, (r, _))| **r != NOWHERE);
        for (i, (record, value)) in met {
            let place = if projection.places == 1 { 0 } else { projection.place[rows.lane(i)] };
            distinct.add(record * projection.places as u32 + u32::from(place), *value);
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.index.bytes()
            + self.lines.bytes()
            + self.distinct.iter().map(|(_, distinct)| distinct.bytes()).sum::<usize>()
            + self.days.iter().map(|days| days.arena.bytes()).sum::<usize>()
    }

    /// The cells, without the records before them.
    pub fn finish(mut self) -> EventStore {
        let (stride, lanes) = (self.stride, self.lanes);
        let numbers = &self.lines.numbers()[BEFORE as usize * stride..];
        let records = || numbers.chunks_exact(stride).take(self.index.cells().len());
        let lane = |record: &[u64], lane: usize| (record[lane / 2] >> (32 * (lane & 1))) as u32;
        let sum = |low: u64, high: u64| (i128::from(high as i64) << 64) | i128::from(low);
        let counts = records().flat_map(|r| (0..lanes).map(move |l| lane(r, l))).collect();
        let sums = (self.sums.iter())
            .map(|s| Sums {
                places: s.places,
                values: records()
                    .flat_map(|r| r[s.start..][..2 * s.places].chunks_exact(2).map(|s| sum(s[0], s[1])))
                    .collect(),
            })
            .collect();
        let days = (self.days.iter_mut())
            .map(|days| {
                let heads = records().flat_map(|r| r[days.start..][..days.places].iter().copied()).collect();
                let mut arena = std::mem::take(&mut days.arena);
                arena.renumber(|at| at.checked_sub(BEFORE * days.places as u32));
                Distributions { places: days.places, store: DayStore::of(heads, arena) }
            })
            .collect();
        let own = |(projection, mut distinct): (Projection, Distinct)| {
            distinct.renumber(|slot| slot.checked_sub(BEFORE * projection.places as u32));
            distinct
        };
        let distinct = self.distinct.into_iter().map(own).collect();
        EventStore { index: self.index, lanes, counts, sums, distinct, days }
    }
}
