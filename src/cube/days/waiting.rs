//! Days that wait to enter their distributions, so that each is looked up once for many of them.

use super::DayStore;
use super::arena::LISTED;
use super::lines::{Lines, MOST};
use super::sorted::Sorted;

/// No days between two dates, since one of them is missing.
pub(crate) const NO_SPAN: i32 = i32::MIN;

/// Days with the numbers of their distributions.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// The first distribution that is one: those before are for what belongs to none.
    first: usize,
    /// The distributions of a block, the 0th where a row has no days.
    at: Vec<u32>,
    /// Days of a moderate number of distributions.
    lines: Lines,
    /// Days of more of them.
    sorted: Sorted,
}

impl Waiting {
    /// Nothing waits. Distributions before the `first`, at least one, stay empty.
    pub fn new(first: usize) -> Self {
        Self { first, at: Vec::new(), lines: Lines::new(first), sorted: Sorted::default() }
    }

    /// Adds the days of some rows, [`NO_SPAN`] where there are none, with the distribution of each; the store of the
    /// distributions takes them in when there are many.
    #[inline(always)]
    pub fn add(&mut self, store: &mut DayStore, at: &[u32], spans: &[i32]) {
        let listed = |span: i32| (span as u32) < LISTED;
        let mut odd = 0u32;
        self.at.clear();
        self.at.extend(at.iter().zip(spans).map(|(at, span)| {
            odd |= u32::from(!listed(*span) & (*span != NO_SPAN));
            if listed(*span) { *at } else { 0 }
        }));
        if odd != 0 {
            // Dates in the wrong order make a number of days that no case can have; it stands aside, too.
            let odd = at.iter().zip(spans).filter(|(_, span)| !listed(**span) && **span != NO_SPAN);
            let own = odd.filter(|(at, _)| **at as usize >= self.first);
            own.for_each(|(at, span)| store.add_many(*at as usize, *span as u32, 1));
        }
        if store.len() <= MOST {
            self.lines.add(store, &self.at, spans);
        } else {
            self.lines.enter(store);
            self.sorted.add(store, self.first, &self.at, spans);
        }
    }

    /// Enters all that wait.
    pub fn enter(&mut self, store: &mut DayStore) {
        self.lines.enter(store);
        self.sorted.enter(store, self.first);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.at.capacity() * 4 + self.lines.bytes() + self.sorted.bytes()
    }
}
