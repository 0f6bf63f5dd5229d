//! Days of very many distributions that wait in the order of the rows, and are sorted by distribution before they are
//! entered, so that each is looked up once for many of them.

use super::arena::Value;
use super::{DayStore, starts};
use crate::cube::machine::enter;

/// Cases that wait before they are entered, or one for each distribution where there are more of those.
const MANY: usize = 1 << 19;

/// Days with the numbers of their distributions.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    at: Vec<u32>,
    days: Vec<Value>,
    /// The days in the order of the distributions, and where those of each end.
    ordered: Vec<Value>,
    ends: Vec<u32>,
}

impl Sorted {
    /// Adds a day of each distribution in `at`; they are entered when they are many.
    #[inline(always)]
    pub fn add(&mut self, store: &mut DayStore, first: usize, at: &[u32], spans: &[i32]) {
        self.at.extend_from_slice(at);
        self.days.extend(spans.iter().map(|span| (*span as u16).to_le_bytes()));
        if self.at.len() >= MANY.max(store.len()) {
            self.enter(store, first);
        }
    }

    /// Enters all that wait for the distributions from the `first` on.
    pub fn enter(&mut self, store: &mut DayStore, first: usize) {
        if self.at.is_empty() {
            return;
        }
        // Counting sort: how many of each, where the first of each goes, and there they are put.
        self.ends.clear();
        self.ends.resize(store.len(), 0);
        enter(&mut self.ends, &self.at, &self.at, |n, _, _| *n += 1);
        starts(&mut self.ends);
        self.ordered.resize(self.at.len(), Value::default());
        enter(&mut self.ends, &self.at, &self.days, |next, _, days| {
            self.ordered[*next as usize] = days;
            *next += 1;
        });
        let mut from = self.ends.get(first - 1).map_or(0, |end| *end as usize);
        for (at, end) in self.ends.iter().enumerate().skip(first) {
            let end = *end as usize;
            if end > from {
                store.extend(at, &self.ordered[from..end]);
            }
            from = end;
        }
        self.at.clear();
        self.days.clear();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.at.capacity() + self.ends.capacity()) * 4 + (self.days.capacity() + self.ordered.capacity()) * 2
    }
}
