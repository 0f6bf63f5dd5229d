//! Days that wait in a cache line of their distribution, and are entered when it is full: a row touches one line, and
//! the row of counters is touched once for many days.
//!
//! How many days a line has stands elsewhere, so near that no row waits for it; a line is only written to.

use super::{AHEAD, DayStore};
use crate::cube::machine::{Work, enter_both, wide};

/// Most distributions that have lines; the lines of many more would not stay near.
pub(super) const MOST: usize = 1 << 15;
/// Days of a line.
const ROOM: usize = 32;

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
    /// Lines of a block that were full, and the distributions that they belong to.
    full: Vec<(u32, Line)>,
}

impl Line {
    const EMPTY: Self = Self([0; ROOM]);

    /// Adds the first `n` days to distribution `at`.
    fn enter(&self, n: usize, store: &mut DayStore, at: usize) {
        let days = self.0.map(u16::to_le_bytes);
        store.extend(at, &days[..n]);
    }
}

/// Days of a block that go into lines.
struct Added<'b> {
    lines: &'b mut [Line],
    had: &'b mut [u8],
    full: &'b mut Vec<(u32, Line)>,
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
                put(full, at, line);
            }
        });
    }
}

/// Puts a full line with the others of its block.
#[inline(never)]
fn put(full: &mut Vec<(u32, Line)>, at: u32, line: &Line) {
    full.push((at, *line));
}

impl Lines {
    /// Adds a day of each distribution in `at`. Those before the `first` are for what belongs to none.
    ///
    /// A pass of its own, since the many values of the pass around it would take the registers that this loop needs.
    #[inline(never)]
    pub fn add(&mut self, store: &mut DayStore, first: usize, at: &[u32], spans: &[i32]) {
        let Self { each, had, full } = self;
        if each.len() < store.len() {
            each.resize(store.len(), Line::EMPTY);
            had.resize(store.len(), 0);
        }
        wide(Added { lines: each, had, full, at, spans });
        // What lies far away is asked for before it is used: first where the distributions lie, then their values.
        full.iter().for_each(|(at, _)| store.soon_form(*at as usize));
        full.iter().for_each(|(at, _)| store.soon(*at as usize));
        for (at, line) in full.drain(..).filter(|(at, _)| *at as usize >= first) {
            line.enter(ROOM, store, at as usize);
        }
    }

    /// Enters all that wait for the distributions from the `first` on, and gives the lines back.
    pub fn enter(&mut self, store: &mut DayStore, first: usize) {
        let Self { each, had, .. } = std::mem::take(self);
        for (at, (line, had)) in each.iter().zip(had).enumerate().skip(first) {
            store.soon(at + AHEAD);
            let n = usize::from(had) % ROOM;
            if n > 0 {
                line.enter(n, store, at);
            }
        }
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let full = self.full.capacity() * size_of::<(u32, Line)>();
        self.each.capacity() * size_of::<Line>() + self.had.capacity() + full
    }
}
