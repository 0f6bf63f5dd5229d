//! Days that wait in a line of their distribution, then in a list of full lines, and are entered when those are many: a
//! row of an export touches one line, and a row of counters is touched once for very many days.
//!
//! How many days a line has stands elsewhere, so near that no row waits for it; a line is only written to.

use super::arena::Value;
use super::{AHEAD, DayStore, starts};
use crate::cube::machine::{Work, enter_both, soon, wide};

/// Most distributions that have lines; the lines of many more would not stay near.
pub(super) const MOST: usize = 1 << 15;
/// Days of a line.
const ROOM: usize = 32;
/// Most full lines that wait. The more of them, the fewer times is a row of counters fetched from far away and written back.
/// Tests take few, so that they are entered in between, too.
const FULL: usize = if cfg!(test) { 1 << 10 } else { 1 << 16 };
/// Full lines further on are asked for while one is read.
const FURTHER: usize = 16;

/// Some days of a distribution.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u16; ROOM]);

/// A line for each distribution.
#[derive(Debug, Default)]
pub(super) struct Lines {
    each: Vec<Line>,
    /// How many days each distribution has had, modulo 256.
    had: Vec<u8>,
    full: Full,
}

/// Full lines in the order in which they became full, and the distributions that they belong to.
#[derive(Debug, Default)]
struct Full {
    lines: Vec<Line>,
    of: Vec<u32>,
    /// The first distribution that is one.
    first: u32,
}

impl Line {
    const EMPTY: Self = Self([0; ROOM]);

    fn days(&self) -> [Value; ROOM] {
        self.0.map(u16::to_le_bytes)
    }
}

/// Days of a block that go into lines.
struct Added<'b> {
    lines: &'b mut [Line],
    had: &'b mut [u8],
    full: &'b mut Full,
    at: &'b [u32],
    spans: &'b [i32],
}

impl Work for Added<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { lines, had, full, at, spans } = self;
        enter_both((had, lines), at, spans, |had, line, at, span| {
            let n = usize::from(*had) % ROOM;
            *had = had.wrapping_add(1);
            line.0[n] = span as u16;
            if n + 1 == ROOM {
                full.put(at, line);
            }
        });
    }
}

impl Full {
    #[inline(never)]
    fn put(&mut self, at: u32, line: &Line) {
        if at >= self.first {
            self.lines.push(*line);
            self.of.push(at);
        }
    }

    /// The lines in the order of their `distributions`, and where those of each end.
    fn ordered(&self, distributions: usize) -> (Vec<u32>, Vec<u32>) {
        let mut ends = vec![0u32; distributions];
        self.of.iter().for_each(|at| ends[*at as usize] += 1);
        starts(&mut ends);
        let mut order = vec![0; self.of.len()];
        for (line, at) in (0..).zip(&self.of) {
            let next = &mut ends[*at as usize];
            order[*next as usize] = line;
            *next += 1;
        }
        (order, ends)
    }
}

impl Lines {
    /// Nothing waits. Distributions before the `first` are for what belongs to none.
    pub fn new(first: usize) -> Self {
        Self { full: Full { first: first as u32, ..Full::default() }, ..Self::default() }
    }

    /// Adds a day of each distribution in `at`.
    ///
    /// A pass of its own, since the many values of the pass around it would take the registers that this loop needs.
    #[inline(never)]
    pub fn add(&mut self, store: &mut DayStore, at: &[u32], spans: &[i32]) {
        if self.each.len() < store.len() {
            self.each.resize(store.len(), Line::EMPTY);
            self.had.resize(store.len(), 0);
        }
        // A row fills at most one line.
        if self.full.of.len() + at.len() > FULL {
            self.enter_full(store, false);
        }
        let Self { each, had, full } = self;
        wide(Added { lines: each, had, full, at, spans });
    }

    /// Enters the full lines; with those that are not full, if `all`.
    fn enter_full(&mut self, store: &mut DayStore, all: bool) {
        let Self { each, had, full } = self;
        let (order, ends) = full.ordered(each.len());
        let (mut from, mut days) = (0, Vec::new());
        for (at, end) in ends.iter().enumerate().skip(full.first as usize) {
            store.soon(at + AHEAD);
            days.clear();
            for place in std::mem::replace(&mut from, *end as usize)..*end as usize {
                if let Some(further) = order.get(place + FURTHER) {
                    soon(&full.lines, *further as usize);
                }
                days.extend_from_slice(&full.lines[order[place] as usize].days());
            }
            if all {
                days.extend_from_slice(&each[at].days()[..usize::from(had[at]) % ROOM]);
            }
            if !days.is_empty() {
                store.extend(at, &days);
            }
        }
        full.lines.clear();
        full.of.clear();
    }

    /// Enters all that wait, and gives the lines back.
    pub fn enter(&mut self, store: &mut DayStore) {
        let first = self.full.first as usize;
        std::mem::replace(self, Self::new(first)).enter_full(store, true);
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let lines = self.each.capacity() + self.full.lines.capacity();
        lines * size_of::<Line>() + self.had.capacity() + self.full.of.capacity() * size_of::<u32>()
    }
}
