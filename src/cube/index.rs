//! From a key (groups and classes) and a period to the number of its cell.
//!
//! A cell is numbered when it is first met. Where keys are small the numbers stand in a table that is reached
//! by one load; where they are not, in a hash map. Both give the same numbers.

use crate::cube::machine::decode;
use crate::cube::steps::Key;
use hashbrown::HashMap;

/// No period: the row takes no part.
pub(crate) const NO_PERIOD: u32 = u32::MAX;

/// The record of what belongs to no cell.
pub(crate) const NOWHERE: u32 = 1;
/// Records before those of the cells: none is 0, which is a cell that is not yet met.
pub(crate) const BEFORE: u32 = 2;

/// Rows that are looked at together for cells not yet met.
const FEW: usize = 16;
/// Largest table, in entries of four bytes.
const TABLE_BITS: u32 = 24;

/// Cells by key and period.
#[derive(Debug, Clone)]
pub struct CellIndex {
    key_bits: u32,
    period_bits: u32,
    first_period: u32,
    /// Records by `(period − first_period) << key_bits | key`, so that what is counted at about one time stands
    /// together; the last entry is for rows that take no part, and 0 is a cell not yet met. Empty where the map
    /// is used.
    table: Vec<u32>,
    map: HashMap<u64, u32, foldhash::fast::RandomState>,
    cells: Vec<(u64, u32)>,
}

impl CellIndex {
    /// An index for keys of `key_bits` bits.
    pub fn new(key_bits: u32) -> Self {
        let mut index = Self {
            key_bits,
            period_bits: 3,
            first_period: u32::MAX,
            table: Vec::new(),
            map: HashMap::default(),
            cells: Vec::new(),
        };
        index.rebuild();
        index
    }

    /// Bits by which the periods of the window are told apart.
    pub fn period_bits(&self) -> u32 {
        self.period_bits
    }

    /// Bits that the periods of these cells and of `other`'s take together.
    pub fn period_bits_with(&self, other: &Self) -> u32 {
        let periods = || self.cells.iter().chain(&other.cells).map(|(_, period)| *period);
        let (first, last) = (periods().min().unwrap_or(0), periods().max().unwrap_or(0));
        (u32::BITS - (last - first).leading_zeros()).max(3)
    }

    /// Key and period of every cell, in the order of their numbers.
    pub fn cells(&self) -> &[(u64, u32)] {
        &self.cells
    }

    /// Whether a period lies in the window that the table spans.
    #[inline]
    pub fn spans(&self, period: u32) -> bool {
        period.wrapping_sub(self.first_period) >> self.period_bits == 0
    }

    /// Widens the window so that it spans all of `periods` that are some.
    pub fn cover(&mut self, periods: &[u32]) {
        if let Some((low, high)) = ends(periods) {
            self.widen(low, high);
        }
    }

    /// Widens the window so that it spans `low` to `high`.
    pub fn widen(&mut self, low: u32, high: u32) {
        let (mut first, mut last) = (low, high);
        for &(_, period) in &self.cells {
            first = first.min(period);
            last = last.max(period);
        }
        self.first_period = first;
        self.period_bits = 32 - (last - first).leading_zeros();
        self.period_bits = self.period_bits.max(3);
        self.rebuild();
    }

    /// Gives every cell a new key: when a dictionary has outgrown its bits.
    pub fn rekey(&mut self, key_bits: u32, key: impl Fn(u64) -> u64) {
        for cell in &mut self.cells {
            cell.0 = key(cell.0);
        }
        self.key_bits = key_bits;
        self.rebuild();
    }

    fn rebuild(&mut self) {
        self.map.clear();
        let bits = self.key_bits + self.period_bits;
        self.table = if bits <= TABLE_BITS { vec![0; (1 << bits) + 1] } else { Vec::new() };
        if let Some(none) = self.table.last_mut() {
            *none = NOWHERE;
        }
        for (number, &(key, period)) in self.cells.iter().enumerate() {
            let at = self.at(key, period);
            if self.table.is_empty() {
                self.map.insert(at, number as u32);
            } else {
                self.table[at as usize] = number as u32 + BEFORE;
            }
        }
    }

    fn at(&self, key: u64, period: u32) -> u64 {
        u64::from(period.wrapping_sub(self.first_period)) << self.key_bits | key
    }

    /// The cell of `key` and `period`, which the window spans; and whether it is new.
    #[inline]
    pub fn cell(&mut self, key: u64, period: u32) -> (usize, bool) {
        let at = self.at(key, period);
        if let Some(&number) = self.table.get(at as usize)
            && number != 0
        {
            return ((number - BEFORE) as usize, false);
        }
        self.slow(at, key, period)
    }

    #[cold]
    #[inline(never)]
    fn slow(&mut self, at: u64, key: u64, period: u32) -> (usize, bool) {
        let number = self.cells.len();
        if self.table.is_empty() {
            if let Some(&known) = self.map.get(&at) {
                return (known as usize, false);
            }
            self.map.insert(at, number as u32);
        } else {
            self.table[at as usize] = number as u32 + BEFORE;
        }
        self.cells.push((key, period));
        (number, true)
    }

    /// Entries of the table, the last one for rows that take no part; 0 where the map is used.
    pub fn slots(&self) -> usize {
        self.table.len()
    }

    /// For each row its entry of the table, which there is. The window covers the periods.
    #[inline(always)]
    pub fn slots_of<K: Key>(&self, keys: &[K], periods: &[u32], out: &mut [u32]) {
        let (bits, first, none) = (self.key_bits, self.first_period, self.table.len() as u32 - 1);
        for (slot, (key, period)) in out.iter_mut().zip(keys.iter().zip(periods)) {
            let known = period.wrapping_sub(first) << bits | key.low();
            *slot = if *period == NO_PERIOD { none } else { known };
        }
    }

    /// The cell of an entry of the table other than the last.
    pub fn cell_of(&mut self, slot: usize) -> usize {
        let key = slot as u64 & ((1 << self.key_bits) - 1);
        self.cell(key, self.first_period + (slot >> self.key_bits) as u32).0
    }

    /// For each row the number of its cell + [`BEFORE`], or [`NOWHERE`] where it takes no part. The window covers
    /// the periods.
    #[inline(always)]
    pub fn records<K: Key>(&mut self, keys: &[K], periods: &[u32], out: &mut [u32]) {
        if self.table.is_empty() {
            let rows = out.iter_mut().zip(keys.iter().zip(periods));
            rows.for_each(|(record, (key, period))| *record = self.record((*key).into(), *period));
            return;
        }
        self.slots_of(keys, periods, out);
        decode(&self.table, out);
        // All rows are looked at, many at a time; to stop at the first would mean to ask after each.
        let mut lowest = u32::MAX;
        for record in out.iter() {
            lowest = lowest.min(*record);
        }
        if lowest > 0 {
            return;
        }
        // A few rows at a time, so that one new cell does not make all rows of the block be looked at.
        let (few, last) = out.as_chunks_mut::<FEW>();
        let few = few.iter_mut().map(<[u32; FEW]>::as_mut_slice).chain([last]);
        for (first, records) in (0..).step_by(FEW).zip(few) {
            if records.contains(&0) {
                let unmet = records.iter_mut().enumerate().filter(|(_, record)| **record == 0);
                unmet.for_each(|(i, record)| {
                    *record = self.record(keys[first + i].into(), periods[first + i]);
                });
            }
        }
    }

    fn record(&mut self, key: u64, period: u32) -> u32 {
        if period == NO_PERIOD { NOWHERE } else { self.cell(key, period).0 as u32 + BEFORE }
    }

    /// The cell of any key and period, widening the window where needed.
    pub fn cell_anywhere(&mut self, key: u64, period: u32) -> (usize, bool) {
        if !self.spans(period) {
            self.widen(period, period);
        }
        self.cell(key, period)
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.table.capacity() * 4 + self.map.capacity() * 13 + self.cells.capacity() * 16
    }
}

/// The lowest and the highest of the periods that are some; `None` where none is.
#[inline(always)]
pub(crate) fn ends(periods: &[u32]) -> Option<(u32, u32)> {
    let (mut low, mut high) = (NO_PERIOD, 0);
    for period in periods {
        low = low.min(*period);
        high = high.max(if *period == NO_PERIOD { 0 } else { *period });
    }
    (low != NO_PERIOD).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_keeps_its_number_through_widening_and_rekeying() {
        let mut index = CellIndex::new(4);
        let first = index.cell_anywhere(3, 100).0;
        let second = index.cell_anywhere(3, 200).0;
        assert_ne!(first, second);
        index.rekey(40, |key| key << 33);
        assert_eq!(index.cell_anywhere(3 << 33, 100), (first, false));
        assert_eq!(index.cell_anywhere(3 << 33, 200), (second, false));
        assert_eq!(index.cell_anywhere(1, 7), (2, true));
    }
}
