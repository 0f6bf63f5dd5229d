//! Which values of a field stand in which cells: disputes, defendants, whatever has a number of its own.
//!
//! A cell holds the set of its values, so sets of cells are put together without counting a value twice: a dispute
//! with cases in two courts counts in each of them, and once in both together. That is why such counts do not add up
//! over groups or periods, and why every value is kept: 24 bytes for each cell in which it stands. A value is
//! remembered by 128 bits of its hash: the chance that two of a thousand million collide is below 1 in 10²⁰.
//!
//! Merging is union: exact, associative, commutative.

use std::collections::BTreeMap;

/// A slot (`cell · places + place`) and a value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    slot: u32,
    value: [u64; 2],
}

/// The values of one field in the cells of one event.
#[derive(Debug, Clone)]
pub struct Distinct {
    /// Places of a cell.
    pub places: usize,
    members: Vec<Member>,
    /// So many of them are sorted, each once.
    sorted: usize,
    /// Rows that say nothing, by slot.
    silent: BTreeMap<u32, u64>,
}

/// Members that are taken in before the first sorting.
const FEW: usize = 1 << 16;

impl Distinct {
    /// Nothing yet.
    pub fn new(places: usize) -> Self {
        Self { places, members: Vec::new(), sorted: 0, silent: BTreeMap::new() }
    }

    /// Adds the value of a row; `None` where it says nothing.
    pub fn add(&mut self, slot: u32, value: Option<u128>) {
        match value {
            Some(value) => {
                self.members.push(Member { slot, value: [(value >> 64) as u64, value as u64] });
                if self.members.len() > FEW.max(2 * self.sorted) {
                    self.settle();
                }
            }
            None => *self.silent.entry(slot).or_default() += 1,
        }
    }

    /// Adds rows that say nothing.
    pub fn add_silent(&mut self, slot: u32, rows: u64) {
        *self.silent.entry(slot).or_default() += rows;
    }

    /// Puts the members in order, each once.
    pub fn settle(&mut self) {
        self.members.sort_unstable();
        self.members.dedup();
        self.sorted = self.members.len();
    }

    /// Gives slots other numbers; `None` leaves theirs out.
    pub fn renumber(&mut self, to: impl Fn(u32) -> Option<u32>) {
        let moved = |m: Member| to(m.slot).map(|slot| Member { slot, ..m });
        self.members = std::mem::take(&mut self.members).into_iter().filter_map(moved).collect();
        let silent = std::mem::take(&mut self.silent);
        self.silent = silent.into_iter().filter_map(|(slot, n)| Some((to(slot)?, n))).collect();
        self.settle();
    }

    /// Adds the members of other slots, whose cells have become these.
    pub fn merge(&mut self, other: &Self, cells: &[usize]) {
        let places = self.places as u32;
        let slot = |theirs: u32| cells[(theirs / places) as usize] as u32 * places + theirs % places;
        self.members.extend(other.members.iter().map(|m| Member { slot: slot(m.slot), ..*m }));
        for (theirs, rows) in &other.silent {
            *self.silent.entry(slot(*theirs)).or_default() += rows;
        }
        self.settle();
    }

    /// Every value with its slot, in order and once.
    pub fn members(&self) -> impl Iterator<Item = (usize, u128)> {
        self.members.iter().map(|m| (m.slot as usize, u128::from(m.value[0]) << 64 | u128::from(m.value[1])))
    }

    /// Rows that say nothing, by slot.
    pub fn silent(&self) -> impl Iterator<Item = (usize, u64)> {
        self.silent.iter().map(|(slot, rows)| (*slot as usize, *rows))
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.members.capacity() * size_of::<Member>() + self.silent.len() * 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_stands_once_in_a_slot_however_often_it_comes() {
        let mut distinct = Distinct::new(2);
        for i in 0..200_000u64 {
            distinct.add(2 + (i % 2) as u32, Some(u128::from(i % 1000 / 2)));
        }
        distinct.add(3, None);
        assert!(distinct.members.len() <= FEW, "{}", distinct.members.len());
        distinct.renumber(|slot| slot.checked_sub(2));
        let mut other = distinct.clone();
        assert_eq!((distinct.members().count(), distinct.silent().collect::<Vec<_>>()), (1000, vec![(1, 1)]));
        // Cell 0 of the other is cell 0 here: the same values again, and another silent row.
        other.merge(&distinct, &[0]);
        assert_eq!((other.members().count(), other.silent().collect::<Vec<_>>()), (1000, vec![(1, 2)]));
        other.merge(&distinct, &[1]);
        assert_eq!(other.members().filter(|(slot, _)| *slot == 2).count(), 500);
    }
}
