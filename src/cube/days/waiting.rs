//! Days that wait to enter their distributions, so that each is looked up once for many of them.

use super::DayStore;
use super::arena::{LISTED, Value};
use crate::cube::machine::enter;

/// Cases that wait before they are entered, or one for each distribution where there are more of those.
const MANY: usize = 1 << 19;
/// Cases that wait the first time: fresh memory is dear, and most exports are small.
const FIRST: usize = 1 << 18;

/// No days between two dates, since one of them is missing.
pub(crate) const NO_SPAN: i32 = i32::MIN;

/// Days with the numbers of their distributions.
#[derive(Debug)]
pub(crate) struct Waiting {
    /// The first distribution that is one: those before are for what belongs to none.
    first: usize,
    /// Cases that may wait now.
    room: usize,
    at: Vec<u32>,
    days: Vec<Value>,
    /// The days by distribution, and where those of each end.
    sorted: Vec<Value>,
    ends: Vec<u32>,
}

impl Waiting {
    /// Nothing waits. Distributions before the `first`, at least one, stay empty.
    pub fn new(first: usize) -> Self {
        Self { first, room: FIRST, at: Vec::new(), days: Vec::new(), sorted: Vec::new(), ends: Vec::new() }
    }

    /// Adds the days of some rows, [`NO_SPAN`] where there are none, with the distribution of each; the store of the
    /// distributions takes them in when there are many.
    #[inline(always)]
    pub fn add(&mut self, store: &mut DayStore, at: &[u32], spans: &[i32]) {
        let listed = |span: i32| (span as u32) < LISTED;
        let mut odd = false;
        self.at.extend(at.iter().zip(spans).map(|(at, span)| {
            odd |= !listed(*span) & (*span != NO_SPAN);
            if listed(*span) { *at } else { 0 }
        }));
        self.days.extend(spans.iter().map(|span| (*span as u16).to_le_bytes()));
        if odd {
            // Dates in the wrong order make a number of days that no case can have; it stands aside, too.
            let odd = at.iter().zip(spans).filter(|(_, span)| !listed(**span) && **span != NO_SPAN);
            let own = odd.filter(|(at, _)| **at as usize >= self.first);
            own.for_each(|(at, span)| store.add_many(*at as usize, *span as u32, 1));
        }
        if self.at.len() >= self.room.max(store.len()) {
            self.enter(store);
            self.room = MANY;
        }
    }

    /// Enters all that wait.
    pub fn enter(&mut self, store: &mut DayStore) {
        // Counting sort: how many of each, where the first of each goes, and there they are put.
        self.ends.clear();
        self.ends.resize(store.len(), 0);
        enter(&mut self.ends, &self.at, self.at.iter(), |n, _| *n += 1);
        let mut before = 0;
        for start in &mut self.ends {
            before += std::mem::replace(start, before);
        }
        self.sorted.resize(self.at.len(), Value::default());
        enter(&mut self.ends, &self.at, self.days.iter(), |next, days| {
            self.sorted[*next as usize] = *days;
            *next += 1;
        });
        let mut from = self.ends.get(self.first - 1).map_or(0, |end| *end as usize);
        for (at, end) in self.ends.iter().enumerate().skip(self.first) {
            let end = *end as usize;
            if end > from {
                store.extend(at, &self.sorted[from..end]);
            }
            from = end;
        }
        self.at.clear();
        self.days.clear();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.at.capacity() + self.ends.capacity()) * 4 + (self.days.capacity() + self.sorted.capacity()) * 2
    }
}
