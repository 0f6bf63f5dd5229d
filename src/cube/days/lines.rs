//! Days that wait in a cache line of their distribution, and are entered when it is full: a row touches one line, and
//! the row of counters is touched once for many days.

use super::{AHEAD, DayStore};
use crate::cube::machine::{Work, enter, wide};

/// Most distributions that have lines; the lines of many more would not stay near.
pub(super) const MOST: usize = 1 << 15;
/// Days of a line; its last place says how many it has.
const ROOM: usize = 31;

/// Some days of a distribution.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
struct Line([u16; ROOM + 1]);

/// A line for each distribution.
#[derive(Debug, Default)]
pub(super) struct Lines(Vec<Line>);

impl Line {
    const EMPTY: Self = Self([0; ROOM + 1]);

    /// Adds the days to distribution `at`, which leaves the line empty.
    fn enter(&mut self, store: &mut DayStore, at: usize) {
        let days = self.0.map(u16::to_le_bytes);
        store.extend(at, &days[..usize::from(self.0[ROOM])]);
        self.0[ROOM] = 0;
    }
}

/// Days of a block that go into lines.
struct Added<'b> {
    lines: &'b mut [Line],
    store: &'b mut DayStore,
    first: usize,
    at: &'b [u32],
    spans: &'b [i32],
}

impl Work for Added<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { lines, store, first, at, spans } = self;
        enter(lines, at, at.iter().zip(spans), |line, (at, span)| {
            let n = usize::from(line.0[ROOM]);
            line.0[n % (ROOM + 1)] = *span as u16;
            line.0[ROOM] = n as u16 + 1;
            if n + 1 == ROOM {
                full(line, store, *at as usize, first);
            }
        });
    }
}

impl Lines {
    /// Adds a day of each distribution in `at`. Those before the `first` are for what belongs to none.
    ///
    /// A pass of its own, since the many values of the pass around it would take the registers that this loop needs.
    #[inline(never)]
    pub fn add(&mut self, store: &mut DayStore, first: usize, at: &[u32], spans: &[i32]) {
        if self.0.len() < store.len() {
            self.0.resize(store.len(), Line::EMPTY);
        }
        wide(Added { lines: &mut self.0, store, first, at, spans });
    }

    /// Enters all that wait for the distributions from the `first` on, and gives the lines back.
    pub fn enter(&mut self, store: &mut DayStore, first: usize) {
        let mut lines = std::mem::take(&mut self.0);
        for (at, line) in lines.iter_mut().enumerate().skip(first) {
            store.soon(at + AHEAD);
            if line.0[ROOM] > 0 {
                line.enter(store, at);
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<Line>()
    }
}

#[inline(never)]
fn full(line: &mut Line, store: &mut DayStore, at: usize, first: usize) {
    if at < first {
        line.0[ROOM] = 0;
    } else {
        line.enter(store, at);
    }
}
