//! The cells of one event while rows are counted.
//!
//! What a cell has stands in columns of its own: counts, sums, distributions. Rows enter one column after another, by
//! places that are worked out for a block at once, so that the processor has many of them under way. One record takes
//! what belongs to no cell, so that no step asks row by row whether a case takes part.

use crate::cube::counts::Counts;
use crate::cube::days::{DayStore, Waiting};
use crate::cube::distinct::Distinct;
use crate::cube::index::{BEFORE, CellIndex, NOWHERE};
use crate::cube::shape::{EventShape, MOST_LANES, Projection};
use crate::cube::steps::Key;
use crate::cube::store::{Distributions, EventStore, Sums};
use crate::cube::totals::Totals;

/// Cells, by record.
#[derive(Debug)]
pub(crate) struct Cells {
    /// Key and period to record.
    pub index: CellIndex,
    /// Records there are.
    records: usize,
    /// Lanes of a cell; counts by `record · lanes + lane`.
    lanes: usize,
    counts: Counts,
    sums: Vec<(Places, Totals)>,
    /// For each field whose values are counted: the values.
    distinct: Vec<(Places, Distinct)>,
    days: Vec<(Places, Waiting, DayStore)>,
    /// Where a cell has one count and nothing else: counts by entry of the index's table, which need no record. They
    /// are settled before the table changes.
    unsettled: Option<Counts>,
}

/// Entries of the index's table up to which counts by entry are kept.
const UNSETTLED: usize = 1 << 20;

/// Where a row of a lane goes among what a record has of a column.
#[derive(Debug)]
struct Places {
    /// How many there are in a record.
    each: u32,
    /// Which of them, by lane; `None` where each lane has its own.
    by_lane: Option<[u8; MOST_LANES]>,
}

/// A block of rows, and buffers for it.
pub(crate) struct Counted<'b> {
    /// The record of each row.
    pub records: &'b [u32],
    /// The lane of each row.
    pub lanes: &'b [u32],
    /// Where each row goes in the column at hand.
    pub places: &'b mut [u32],
}

impl Places {
    fn new(projection: &Projection) -> Self {
        let own = projection.place.iter().enumerate().all(|(lane, place)| lane == usize::from(*place));
        let mut by_lane = [0; MOST_LANES];
        by_lane[..projection.place.len()].copy_from_slice(&projection.place);
        Self { each: projection.places as u32, by_lane: (!own).then_some(by_lane) }
    }

    /// The place of each row in the column.
    #[inline(always)]
    fn of<'p>(&self, rows: &'p mut Counted<'_>) -> &'p [u32] {
        if self.each == 1 {
            return rows.records;
        }
        let block = rows.places.iter_mut().zip(rows.records.iter().zip(rows.lanes));
        match &self.by_lane {
            None => block.for_each(|(place, (record, lane))| *place = record * self.each + lane),
            Some(by_lane) => block.for_each(|(place, (record, lane))| {
                *place = record * self.each + u32::from(by_lane[*lane as usize % MOST_LANES]);
            }),
        }
        rows.places
    }
}

impl Cells {
    /// No cells yet, for keys of `key_bits` bits.
    pub fn new(shape: &EventShape, key_bits: u32) -> Self {
        let days = shape.days.iter().map(|(_, p)| {
            let places = Places::new(p);
            let waiting = Waiting::new((BEFORE * places.each) as usize);
            (places, waiting, DayStore::default())
        });
        let alone = shape.sums.is_empty() && shape.distinct.is_empty() && shape.days.is_empty();
        let mut cells = Self {
            index: CellIndex::new(key_bits),
            records: 0,
            lanes: shape.lane_count(),
            counts: Counts::default(),
            sums: shape.sums.iter().map(|(_, p)| (Places::new(p), Totals::default())).collect(),
            distinct: shape.distinct.iter().map(|(_, p)| (Places::new(p), Distinct::new(p.places))).collect(),
            days: days.collect(),
            unsettled: (alone && shape.lane_count() == 1).then(Counts::default),
        };
        cells.fit();
        cells
    }

    /// Makes the index span the periods from `low` to `high`; whether it did not before.
    #[inline]
    pub fn cover(&mut self, low: u32, high: u32) -> bool {
        let new = !(self.index.spans(low) && self.index.spans(high));
        if new {
            self.settle();
            self.index.widen(low, high);
        }
        new
    }

    /// Gives every cell a new key: when a dictionary has outgrown its bits.
    pub fn rekey(&mut self, key_bits: u32, key: impl Fn(u64) -> u64) {
        self.settle();
        self.index.rekey(key_bits, key);
    }

    /// Counts rows of which nothing but their number is wanted, and gives true; does nothing and gives false where more
    /// is, or the index has no table for it.
    #[inline(always)]
    pub fn only_count<K: Key>(&mut self, keys: &[K], periods: &[u32], slots: &mut [u32]) -> bool {
        let entries = self.index.slots();
        let Some(counts) = self.unsettled.as_mut().filter(|_| (1..=UNSETTLED).contains(&entries)) else {
            return false;
        };
        counts.resize(entries);
        self.index.slots_of(keys, periods, slots);
        counts.add(slots);
        true
    }

    /// Moves counts by entry of the table to the cells.
    fn settle(&mut self) {
        let Some(counts) = &mut self.unsettled else { return };
        let mut counts = std::mem::take(counts).finish(0);
        // The last entry is for rows that take no part.
        counts.pop();
        for (slot, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
            let cell = self.index.cell_of(slot);
            self.fit();
            self.counts.add_many(cell + BEFORE as usize, count);
        }
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
        self.records = self.index.cells().len() + BEFORE as usize;
        self.counts.resize(self.records * self.lanes);
        for (places, sums) in &mut self.sums {
            sums.resize(self.records * places.each as usize);
        }
        for (places, _, store) in &mut self.days {
            store.resize(self.records * places.each as usize);
        }
    }

    /// Finds the record of each row.
    #[inline(always)]
    pub fn find<K: Key>(&mut self, keys: &[K], periods: &[u32], records: &mut [u32]) {
        self.index.records(keys, periods, records);
        self.fit();
    }

    /// Counts the rows of a block, and adds their numbers, days and values: `number(s)` are those of summed field `s`,
    /// `span(d)` the days between the dates of pair `d`, `value(d)` the values of the field whose different ones are
    /// counted.
    #[inline(always)]
    pub fn add<'b>(
        &mut self,
        mut rows: Counted<'_>,
        number: impl Fn(usize) -> &'b [i64],
        span: impl Fn(usize) -> &'b [i32],
        value: impl Fn(usize) -> &'b [Option<u128>],
    ) {
        let every = Places { each: self.lanes as u32, by_lane: None };
        self.counts.add(every.of(&mut rows));
        for (s, (places, sums)) in self.sums.iter_mut().enumerate() {
            sums.add(places.of(&mut rows), number(s));
        }
        for (d, (places, waiting, store)) in self.days.iter_mut().enumerate() {
            waiting.add(store, places.of(&mut rows), span(d));
        }
        for (d, (places, distinct)) in self.distinct.iter_mut().enumerate() {
            let slots = places.of(&mut rows).to_vec();
            let met = slots.iter().zip(rows.records).zip(value(d)).filter(|((_, r), _)| **r != NOWHERE);
            met.for_each(|((slot, _), value)| distinct.add(*slot, *value));
        }
    }

    /// Enters the days that wait, and gives back the memory that they wait in.
    pub fn enter_waiting(&mut self) {
        for (_, waiting, store) in &mut self.days {
            waiting.enter(store);
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.index.bytes()
            + self.unsettled.as_ref().map_or(0, Counts::bytes)
            + self.counts.bytes()
            + self.sums.iter().map(|(_, sums)| sums.bytes()).sum::<usize>()
            + self.distinct.iter().map(|(_, distinct)| distinct.bytes()).sum::<usize>()
            + self.days.iter().map(|(_, waiting, store)| waiting.bytes() + store.bytes()).sum::<usize>()
    }

    /// The cells, without the records before them.
    pub fn finish(mut self) -> EventStore {
        self.settle();
        let before = |each: u32| (BEFORE * each) as usize;
        let counts = self.counts.finish(before(self.lanes as u32));
        let sums = self.sums.into_iter().map(|(places, sums)| {
            let values = sums.finish(before(places.each));
            Sums { places: places.each as usize, values }
        });
        let days = self.days.into_iter().map(|(places, mut waiting, mut store)| {
            waiting.enter(&mut store);
            let mut store = store.skip(before(places.each));
            store.settle();
            Distributions { places: places.each as usize, store }
        });
        let distinct = self.distinct.into_iter().map(|(places, mut distinct)| {
            distinct.renumber(|slot| slot.checked_sub(BEFORE * places.each));
            distinct
        });
        EventStore {
            index: self.index,
            lanes: self.lanes,
            counts,
            sums: sums.collect(),
            distinct: distinct.collect(),
            days: days.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cube::index::{NO_PERIOD, ends};
    use crate::cube::shape::Event;
    use std::collections::BTreeMap;

    /// The reference is a map. The window of periods is widened in between, to both sides, and keys are packed anew; one
    /// count needs more than a byte, and rows without a period are in no cell.
    #[test]
    fn counts_without_records_are_those_of_the_cells() {
        let shape = EventShape {
            event: Event::Filed,
            lanes: Vec::new(),
            extra: Vec::new(),
            sums: Vec::new(),
            distinct: Vec::new(),
            days: Vec::new(),
        };
        let mut cells = Cells::new(&shape, 2);
        let mut expected = BTreeMap::new();
        for (block, first) in [100, 103, 90, 150, 95].into_iter().enumerate() {
            if block == 3 {
                cells.rekey(6, |key| key << 3);
                expected = expected.into_iter().map(|((key, period), n)| ((key << 3, period), n)).collect();
            }
            let moved = if block < 3 { 0 } else { 3 };
            let keys: Vec<u64> = (0..3_000).map(|i| (i % 7 % 4) << moved).collect();
            let periods: Vec<u32> =
                (0..3_000).map(|i| if i % 11 == 0 { NO_PERIOD } else { first + i / 2_000 }).collect();
            let new = ends(&periods).is_some_and(|(low, high)| cells.cover(low, high));
            assert_eq!(new, ![1, 4].contains(&block));
            assert!(cells.only_count(&keys, &periods, &mut vec![0; 3_000]));
            for (key, period) in keys.iter().zip(&periods).filter(|(_, period)| **period != NO_PERIOD) {
                *expected.entry((*key, *period)).or_insert(0) += 1;
            }
        }
        let store = cells.finish();
        let counted = store.index.cells().iter().copied().zip(store.counts);
        assert_eq!(counted.collect::<BTreeMap<_, _>>(), expected);
        assert!(expected.values().any(|n| *n > 256));
        let mut wide = Cells::new(&shape, 40);
        assert!(!wide.only_count(&[1u64], &[NO_PERIOD], &mut [0]), "there is no table for keys of 40 bits");
    }
}
