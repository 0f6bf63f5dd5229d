//! From a key (groups and classes) and a period to the number of its cell.
//!
//! A cell is numbered when it is first met. Where keys are small the numbers stand in a table that is reached
//! by one load; where they are not, in a hash map. Both give the same numbers.

use hashbrown::HashMap;

/// Largest table, in entries of four bytes.
const TABLE_BITS: u32 = 24;

/// Cells by key and period.
#[derive(Debug, Clone)]
pub struct CellIndex {
    key_bits: u32,
    period_bits: u32,
    first_period: u32,
    /// Cell number + 1 by `key << period_bits | period − first_period`; empty where the map is used.
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

    /// Key and period of every cell, in the order of their numbers.
    pub fn cells(&self) -> &[(u64, u32)] {
        &self.cells
    }

    /// Whether a period lies in the window that the table spans.
    #[inline]
    pub fn spans(&self, period: u32) -> bool {
        period.wrapping_sub(self.first_period) >> self.period_bits == 0
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
        self.table = if bits <= TABLE_BITS { vec![0; 1 << bits] } else { Vec::new() };
        for (number, &(key, period)) in self.cells.iter().enumerate() {
            let at = key << self.period_bits | u64::from(period - self.first_period);
            if self.table.is_empty() {
                self.map.insert(at, number as u32);
            } else {
                self.table[at as usize] = number as u32 + 1;
            }
        }
    }

    /// The cell of `key` and `period`, which the window spans; and whether it is new.
    #[inline]
    pub fn cell(&mut self, key: u64, period: u32) -> (usize, bool) {
        let at = key << self.period_bits | u64::from(period.wrapping_sub(self.first_period));
        if let Some(&number) = self.table.get(at as usize) {
            if number != 0 {
                return (number as usize - 1, false);
            }
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
            self.table[at as usize] = number as u32 + 1;
        }
        self.cells.push((key, period));
        (number, true)
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
