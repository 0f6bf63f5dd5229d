//! The cells of one event: counts by lane, sums by lane, distributions by lane.

use crate::cube::days::DayStore;
use crate::cube::distinct::Distinct;
use crate::cube::index::CellIndex;
use crate::cube::shape::EventShape;
use crate::{Error, ErrorKind, Result};

/// Cells, by number.
#[derive(Debug, Clone)]
pub struct EventStore {
    /// Key and period to cell.
    pub index: CellIndex,
    /// Lanes of a cell.
    pub lanes: usize,
    /// Cases: `cell · lanes + lane`.
    pub counts: Vec<u32>,
    /// Sums, one column for each summed field, in minor units or whole numbers.
    pub sums: Vec<Sums>,
    /// Different values, one column for each field of which they are counted.
    pub distinct: Vec<Distinct>,
    /// Distributions, one column for each pair of dates.
    pub days: Vec<Distributions>,
}

/// Sums of one field: `cell · places + place`.
#[derive(Debug, Clone)]
pub struct Sums {
    /// Places of a cell.
    pub places: usize,
    /// The sums.
    pub values: Vec<i128>,
}

/// Distributions of one pair of dates: `cell · places + place`.
#[derive(Debug, Clone)]
pub struct Distributions {
    /// Places of a cell.
    pub places: usize,
    /// The distributions.
    pub store: DayStore,
}

impl EventStore {
    /// An empty store for keys of `key_bits` bits.
    pub fn new(shape: &EventShape, key_bits: u32) -> Self {
        Self {
            index: CellIndex::new(key_bits),
            lanes: shape.lane_count(),
            counts: Vec::new(),
            sums: shape.sums.iter().map(|(_, p)| Sums { places: p.places, values: Vec::new() }).collect(),
            distinct: shape.distinct.iter().map(|(_, p)| Distinct::new(p.places)).collect(),
            days: (shape.days.iter())
                .map(|(_, p)| Distributions { places: p.places, store: DayStore::default() })
                .collect(),
        }
    }

    /// Makes room for every cell of the index.
    #[inline]
    pub fn fit(&mut self) {
        let cells = self.index.cells().len();
        if cells * self.lanes > self.counts.len() {
            self.counts.resize(cells * self.lanes, 0);
            self.sums.iter_mut().for_each(|s| s.values.resize(cells * s.places, 0));
            self.days.iter_mut().for_each(|d| d.store.resize(cells * d.places));
        }
    }

    /// Adds the cells of `other`, whose keys have become `key` here.
    ///
    /// # Errors
    /// When a count leaves 32 bits or a sum 128.
    pub fn merge(&mut self, other: &Self, key: impl Fn(u64) -> u64) -> Result<()> {
        let mut places = Vec::with_capacity(other.index.cells().len());
        for &(theirs, period) in other.index.cells() {
            places.push(self.index.cell_anywhere(key(theirs), period).0);
        }
        self.fit();
        add(&mut self.counts, &other.counts, self.lanes, &places, |a, b| a.checked_add(b))?;
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            add(&mut mine.values, &theirs.values, mine.places, &places, |a, b| a.checked_add(b))?;
        }
        for (mine, theirs) in self.distinct.iter_mut().zip(&other.distinct) {
            mine.merge(theirs, &places);
        }
        for (mine, theirs) in self.days.iter_mut().zip(&other.days) {
            let each = mine.places;
            mine.store.add_all(&theirs.store, |from| places[from / each] * each + from % each);
        }
        Ok(())
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.index.bytes()
            + self.counts.capacity() * 4
            + self.sums.iter().map(|s| s.values.capacity() * 16).sum::<usize>()
            + self.distinct.iter().map(Distinct::bytes).sum::<usize>()
            + self.days.iter().map(|d| d.store.bytes()).sum::<usize>()
    }
}

/// Adds cell by cell: cell `i` of `theirs` is cell `places[i]` of `mine`.
fn add<T: Copy>(
    mine: &mut [T],
    theirs: &[T],
    width: usize,
    places: &[usize],
    sum: impl Fn(T, T) -> Option<T>,
) -> Result<()> {
    for (from, to) in places.iter().enumerate() {
        for place in 0..width {
            let (a, b) = (to * width + place, from * width + place);
            mine[a] = sum(mine[a], theirs[b]).ok_or_else(too_many)?;
        }
    }
    Ok(())
}

fn too_many() -> Error {
    Error::new(ErrorKind::Overflow, "a cell of the cube left its range")
        .rule("at most 4,294,967,295 cases a cell, and sums within 128 bits")
}
