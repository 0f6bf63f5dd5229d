//! From a key (groups and classes) and a period to the number of its cell.
//!
//! A cell is numbered when it is first met. Where keys are small the numbers stand in a table that is reached
//! by one load; where they are not, in a hash map. Both give the same numbers.

use hashbrown::HashMap;

/// No period: the row takes no part.
pub(crate) const NO_PERIOD: u32 = u32::MAX;

/// Largest table, in entries of four bytes.
const TABLE_BITS: u32 = 24;

/// Cells by key and period.
#[derive(Debug, Clone)]
pub struct CellIndex {
    key_bits: u32,
    period_bits: u32,
    first_period: u32,
    /// Cell number + 2 by `(period − first_period) << key_bits | key`, so that what is counted at about one time
    /// stands together; the last entry is 1, for rows that take
    /// no part, and 0 is a cell not yet met. Empty where the map is used.
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
    fn spans(&self, period: u32) -> bool {
        period.wrapping_sub(self.first_period) >> self.period_bits == 0
    }

    /// Widens the window so that it spans all of `periods` that are some; whether it had to.
    #[inline(always)]
    pub fn cover(&mut self, periods: &[u32]) -> bool {
        let outside = periods.iter().fold(0, |outside, period| {
            let beyond = period.wrapping_sub(self.first_period) >> self.period_bits;
            outside | if *period == NO_PERIOD { 0 } else { beyond }
        });
        if outside == 0 {
            return false;
        }
        let some = || periods.iter().copied().filter(|p| *p != NO_PERIOD);
        if let (Some(low), Some(high)) = (some().min(), some().max()) {
            self.widen(low, high);
        }
        true
    }

    /// Widens the window so that it spans `low` to `high`.
    fn widen(&mut self, low: u32, high: u32) {
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
            *none = 1;
        }
        for (number, &(key, period)) in self.cells.iter().enumerate() {
            let at = self.at(key, period);
            if self.table.is_empty() {
                self.map.insert(at, number as u32);
            } else {
                self.table[at as usize] = number as u32 + 2;
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
            return (number as usize - 2, false);
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
            self.table[at as usize] = number as u32 + 2;
        }
        self.cells.push((key, period));
        (number, true)
    }

    /// For each row the number of its cell + 1, or 0 where it takes no part. The window covers the periods.
    #[inline(always)]
    pub fn records(&mut self, keys: &[u64], periods: &[u32], out: &mut [u32]) {
        let (bits, first, none) = (self.key_bits, self.first_period, self.table.len().wrapping_sub(1));
        let rows = out.iter_mut().zip(keys.iter().zip(periods));
        if self.table.is_empty() {
            for (record, (key, period)) in rows {
                *record = if *period == NO_PERIOD { 0 } else { self.cell(*key, *period).0 as u32 + 1 };
            }
            return;
        }
        for (record, (key, period)) in rows {
            let place = (u64::from(period.wrapping_sub(first)) << bits | key) as usize;
            let known = self.table[if *period == NO_PERIOD { none } else { place }];
            *record =
                if known == 0 { self.slow(place as u64, *key, *period).0 as u32 + 1 } else { known - 1 };
        }
    }

    /// Visits the record of each row, as [`CellIndex::records`] numbers them, up to a row whose cell is not yet
    /// met; rows visited.
    #[inline(always)]
    pub fn each_known(&self, keys: &[u64], periods: &[u32], mut visit: impl FnMut(u32)) -> usize {
        let (bits, first, none) = (self.key_bits, self.first_period, self.table.len().wrapping_sub(1));
        for (row, (key, period)) in keys.iter().zip(periods).enumerate() {
            let place = u64::from(period.wrapping_sub(first)) << bits | key;
            let known = if self.table.is_empty() {
                match *period {
                    NO_PERIOD => 1,
                    _ => self.map.get(&place).map_or(0, |number| number + 2),
                }
            } else {
                self.table[if *period == NO_PERIOD { none } else { place as usize }]
            };
            if known == 0 {
                return row;
            }
            visit(known - 1);
        }
        keys.len()
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
