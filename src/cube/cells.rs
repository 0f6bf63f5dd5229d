//! The cells of one event while rows are counted.
//!
//! All numbers of a cell stand in one record, so that a row touches one cache line for all of them, and another
//! in the row of days. Record 0 takes what belongs to no cell, so that no step asks row by row whether a case
//! takes part.

use crate::cube::columns::{NO_DAY, NO_NUMBER};
use crate::cube::days::{Arena, DayStore, EMPTY};
use crate::cube::distinct::Distinct;
use crate::cube::index::CellIndex;
use crate::cube::lines::Lines;
use crate::cube::machine::soon;
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
    /// For each summed field: where its sums start in a record.
    sums: Vec<(usize, Projection)>,
    /// For each field whose values are counted: the values by record.
    distinct: Vec<(Projection, Distinct)>,
    /// For each pair of dates: where its heads start in a record, and the values.
    days: Vec<(usize, Projection, Arena)>,
}

/// Which rows of a block take part, and in which lane.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'b> {
    /// The record of each row.
    pub records: &'b [u32],
    /// The classes of each row.
    pub classes: &'b [u64],
    /// Where the lane of this event starts in them.
    pub shift: u32,
}

impl Placed<'_> {
    #[inline(always)]
    fn lane(&self, i: usize) -> usize {
        (self.classes[i] >> self.shift & 15) as usize
    }
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
        let sums = shape.sums.iter().map(|(_, p)| (place(2 * p.places), p.clone())).collect();
        let days = shape.days.iter().map(|(_, p)| (place(p.places), p.clone(), Arena::default())).collect();
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

    /// Makes room for every cell of the index, and for record 0.
    #[inline]
    fn fit(&mut self) {
        if self.records <= self.index.cells().len() {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let records = self.index.cells().len() + 1;
        self.lines.resize(records * self.stride);
        let numbers = self.lines.numbers();
        for record in self.records..records {
            for (start, projection, _) in &self.days {
                numbers[record * self.stride + start..][..projection.places].fill(EMPTY);
            }
        }
        self.records = records;
    }

    /// Whether a cell is one count and nothing else.
    pub fn counts_only(&self) -> bool {
        self.lanes == 1 && self.sums.is_empty() && self.distinct.is_empty() && self.days.is_empty()
    }

    /// Counts the rows of a block, where a cell is one count.
    #[inline(always)]
    pub fn tick(&mut self, keys: &[u64], periods: &[u32]) {
        let mut rest = 0..keys.len();
        while !rest.is_empty() {
            let (stride, numbers) = (self.stride, self.lines.numbers());
            let counted = self.index.each_known(&keys[rest.clone()], &periods[rest.clone()], |record| {
                numbers[record as usize * stride] += 1;
            });
            rest.start += counted;
            if let (Some(key), Some(period)) = (keys.get(rest.start), periods.get(rest.start)) {
                self.index.cell(*key, *period);
                self.fit();
            }
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

    /// Counts the rows of a block.
    #[inline(always)]
    pub fn count(&mut self, rows: Placed<'_>) {
        let (stride, numbers) = (self.stride, self.lines.numbers());
        if self.lanes == 1 {
            for record in rows.records {
                numbers[*record as usize * stride] += 1;
            }
            return;
        }
        for (i, record) in rows.records.iter().enumerate() {
            let lane = rows.lane(i);
            numbers[*record as usize * stride + lane / 2] += 1 << (32 * (lane & 1));
        }
    }

    /// Adds the numbers of a block to summed field `s`.
    #[inline(always)]
    pub fn sum(&mut self, s: usize, rows: Placed<'_>, added: &[i64]) {
        let (stride, numbers) = (self.stride, self.lines.numbers());
        let (start, projection) = &self.sums[s];
        let one = projection.places == 1;
        for (i, (record, number)) in rows.records.iter().zip(added).enumerate() {
            let number = if *number == NO_NUMBER { 0 } else { *number };
            let place = if one { 0 } else { usize::from(projection.place[rows.lane(i)]) };
            let sum = &mut numbers[*record as usize * stride + start + 2 * place..][..2];
            let (low, carry) = sum[0].overflowing_add(number as u64);
            sum[0] = low;
            sum[1] = sum[1].wrapping_add((number >> 63) as u64).wrapping_add(u64::from(carry));
        }
    }

    /// Adds the values of a block to those of field `d`.
    pub fn meet(&mut self, d: usize, rows: Placed<'_>, values: &[Option<u128>]) {
        let (projection, distinct) = &mut self.distinct[d];
        for (i, (record, value)) in rows.records.iter().zip(values).enumerate().filter(|(_, (r, _))| **r != 0)
        {
            let place = if projection.places == 1 { 0 } else { projection.place[rows.lane(i)] };
            distinct.add(record * projection.places as u32 + u32::from(place), *value);
        }
    }

    /// Adds the days between the two dates of a block to the distributions of pair `d`.
    #[inline(always)]
    pub fn spread(&mut self, d: usize, rows: Placed<'_>, from: &[i32], to: &[i32]) {
        let (stride, numbers) = (self.stride, self.lines.numbers());
        let (start, projection, arena) = &mut self.days[d];
        let one = projection.places == 1;
        let (start, width) = (*start, projection.places);
        let cases =
            rows.records.iter().zip(from.iter().zip(to)).enumerate().map(|(i, (record, (from, to)))| {
                // Masked, not branched: which cases are pending cannot be guessed.
                let taken = u32::from((*record != 0) & (*from != NO_DAY) & (*to != NO_DAY)).wrapping_neg();
                let (record, days) = ((record & taken) as usize, to.wrapping_sub(*from) as u32 & taken);
                let place = if one { 0 } else { usize::from(projection.place[rows.lane(i)]) };
                (record * stride + start + place, (record * width + place) as u32, days)
            });
        arena.add_block(numbers, cases);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.index.bytes()
            + self.lines.bytes()
            + self.distinct.iter().map(|(_, distinct)| distinct.bytes()).sum::<usize>()
            + self.days.iter().map(|(_, _, arena)| arena.bytes()).sum::<usize>()
    }

    /// The cells, without record 0.
    pub fn finish(mut self) -> EventStore {
        let (stride, lanes) = (self.stride, self.lanes);
        let numbers = &self.lines.numbers()[stride..];
        let records = || numbers.chunks_exact(stride).take(self.index.cells().len());
        let lane = |record: &[u64], lane: usize| (record[lane / 2] >> (32 * (lane & 1))) as u32;
        let sum = |low: u64, high: u64| (i128::from(high as i64) << 64) | i128::from(low);
        let counts = records().flat_map(|r| (0..lanes).map(move |l| lane(r, l))).collect();
        let sums = (self.sums.iter())
            .map(|(start, p)| Sums {
                places: p.places,
                values: records()
                    .flat_map(|r| r[*start..][..2 * p.places].chunks_exact(2).map(|s| sum(s[0], s[1])))
                    .collect(),
            })
            .collect();
        let days = (self.days.iter_mut())
            .map(|(start, p, arena)| {
                let heads = records().flat_map(|r| r[*start..][..p.places].iter().copied()).collect();
                let mut arena = std::mem::take(arena);
                arena.renumber(|at| at.checked_sub(p.places as u32));
                Distributions { places: p.places, store: DayStore::of(heads, arena) }
            })
            .collect();
        let own = |(projection, mut distinct): (Projection, Distinct)| {
            distinct.renumber(|slot| slot.checked_sub(projection.places as u32));
            distinct
        };
        let distinct = self.distinct.into_iter().map(own).collect();
        EventStore { index: self.index, lanes, counts, sums, distinct, days }
    }
}
