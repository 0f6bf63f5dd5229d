//! Where the values of many distributions lie: lists that turn into rows of counters as they grow.
//!
//! A distribution is known by a *head*, one number that its owner keeps: where its list ends, and where the next value
//! goes. It starts as a chain of short lists of its values, and turns into a row of counters, a byte for each day,
//! with one list before it, when a row takes no more room than about twice the lists. The row is as wide as 98 of
//! 100 values need; what lies beyond, and every 256th case of a counter, is kept aside as (distribution, days,
//! cases). So a case costs one store of two bytes into a list, what is touched often is small, rows are
//! touched once for many cases, and memory grows with the distributions' spread, not with the rows of an export.

use crate::cube::days::Histogram;
use crate::cube::machine::{large_pages, soon};
use std::ops::Range;

/// In the upper half of a head: there is no list.
const NONE: u32 = 1 << 31;
/// In what stands before a list: a row, and the other bits are where it starts.
const ROW: u32 = 1 << 31;
/// Values of a list are below this.
const LISTED: u32 = 65_535;
/// Bytes of a value in a list.
const VALUE: u32 = 2;
/// Bytes behind the values of a list: where its predecessor ends (four), how many values it holds (two), how
/// many all its predecessors hold (two). Before a list that follows a row: where the row starts, how many values the
/// list holds, how many bits number the row's counters.
const SUFFIX: u32 = 8;
/// Values of the first list of a chain, and of the others.
const ROOM: [u32; 2] = [12, 60];
/// Values from which on a row is thought of.
const LONG: u32 = 120;
/// Cases that a counter lets go when it is full.
const WRAP: u64 = 256;
/// Cases aside that are not yet put together, before they are.
const LOOSE: usize = 1 << 18;
/// Bytes of an arena from which on it comes in large pages.
const LARGE: usize = 1 << 22;
/// Most bytes of an arena, so that places stay below [`NONE`] and [`ROW`].
const MOST: usize = (1 << 31) - 1;

/// The head of a distribution with no values.
pub(crate) const EMPTY: u64 = (NONE as u64) << 32;
/// The head of a distribution that keeps everything aside, since the arena is full.
const ASIDE: u64 = EMPTY | 1;

fn head(base: u32, bound: u32) -> u64 {
    u64::from(base) | u64::from(bound) << 32
}

/// The width of a row that has at least so many counters.
#[cfg(feature = "arrow")]
fn width(counters: usize) -> usize {
    counters.next_power_of_two().max(64)
}

/// Cases that have no place in a list or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Aside {
    at: u32,
    days: u32,
    n: u64,
}

/// The values of many distributions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
    /// Ends of lists of the larger size that are free again.
    free: Vec<u32>,
    aside: Vec<Aside>,
    /// So many of `aside` are sorted and put together.
    sorted: usize,
    /// A bit for each distribution of which these have a case, so that the others do not look for theirs.
    spilled: Vec<u64>,
}

impl Arena {
    /// Adds one case of `days` to distribution `at`, whose head is `head`.
    fn add(&mut self, head: &mut u64, at: u32, days: u32) {
        self.enter(head, days, || at);
    }

    /// Adds one case of `days` to the distribution whose head is `head` and whose number is `at()`.
    #[inline(always)]
    pub fn enter(&mut self, head: &mut u64, days: u32, at: impl Fn() -> u32) {
        let (next, bound) = (*head as u32, (*head >> 32) as u32);
        if bound >= NONE || days >= LISTED {
            self.beyond(head, at(), days);
            return;
        }
        let value = (days as u16).to_le_bytes();
        self.bytes[next as usize..][..VALUE as usize].copy_from_slice(&value);
        *head += u64::from(VALUE);
        if next + VALUE == bound {
            self.full(head, at());
        }
    }

    /// A value that has no place in a list.
    #[cold]
    #[inline(never)]
    fn beyond(&mut self, head: &mut u64, at: u32, days: u32) {
        if *head == EMPTY
            && days < LISTED
            && let Some(fresh) = self.list(0, 0, 0)
        {
            *head = fresh;
            return self.add(head, at, days);
        }
        self.put_aside(at, days, 1);
    }

    /// A list that has no room left.
    #[cold]
    #[inline(never)]
    fn full(&mut self, head: &mut u64, at: u32) {
        let bound = (*head >> 32) as u32;
        let (_, room, before) = self.suffix(bound);
        if let Some(row) = self.row_of(*head) {
            let first = bound - room * VALUE;
            let mut values = [[0; VALUE as usize]; ROOM[1] as usize];
            let values = &mut values[..room as usize];
            values.copy_from_slice(self.bytes[first as usize..bound as usize].as_chunks().0);
            self.drain(row, values, at);
            *head = self::head(first, bound);
            return;
        }
        let values = before + room;
        // Looked at whenever the chain has doubled, so that looking costs a constant for each value.
        if values >= LONG && (values / ROOM[1]).is_power_of_two() {
            let width = self.width_of(*head);
            if values * 4 >= width && self.spread(head, at, width) {
                return;
            }
        }
        *head = match self.list(1, bound, values) {
            Some(fresh) => fresh,
            None => self.all_aside(*head, at),
        };
    }

    /// Counts the values of a list in a row; what finds no place there goes aside.
    fn drain(&mut self, row: Range<usize>, values: &[[u8; 2]], at: u32) {
        let counters = &mut self.bytes[row];
        // Asked for all at once, so that the processor waits for many cache lines at a time.
        values.iter().for_each(|v| soon(counters, u16::from_le_bytes(*v).into()));
        let (mut aside, mut n) = ([(0, 0); ROOM[1] as usize], 0);
        for value in values {
            let days = u16::from_le_bytes(*value);
            let cases = match counters.get_mut(usize::from(days)) {
                Some(counter) => {
                    *counter = counter.wrapping_add(1);
                    if *counter != 0 {
                        continue;
                    }
                    WRAP
                }
                None => 1,
            };
            aside[n] = (days, cases);
            n += 1;
        }
        aside[..n].iter().for_each(|(days, cases)| self.put_aside(at, (*days).into(), *cases));
    }

    /// Where the row of a distribution lies; `None` where it has none.
    #[inline(always)]
    fn row_of(&self, head: u64) -> Option<Range<usize>> {
        let end = Some((head >> 32) as u32).filter(|end| *end < NONE)?;
        let (before, _, bits) = self.suffix(end);
        let start = (before & !ROW) as usize;
        (before >= ROW).then(|| start..start + (1 << bits))
    }

    /// Where the list before the one that ends at `end` ends, values of this one, values of all before.
    #[inline(always)]
    fn suffix(&self, end: u32) -> (u32, u32, u32) {
        let bytes = &self.bytes[end as usize..][..SUFFIX as usize];
        let short = |i: usize| u32::from(u16::from_le_bytes([bytes[i], bytes[i + 1]]));
        (short(0) | short(2) << 16, short(4), short(6))
    }

    /// Room at the end of the arena; `None` where it is full.
    fn room(&mut self, bytes: u32) -> Option<u32> {
        // The first bytes belong to nobody: a place of 0 means that there is no list before.
        let start = self.bytes.len().max(SUFFIX as usize);
        if start + bytes as usize > MOST {
            return None;
        }
        let before = self.bytes.capacity();
        self.bytes.reserve(start + bytes as usize - self.bytes.len());
        if self.bytes.capacity() > before && self.bytes.capacity() >= LARGE {
            large_pages(self.bytes.spare_capacity_mut());
        }
        self.bytes.resize(start + bytes as usize, 0);
        Some(start as u32)
    }

    /// The head of a new list, which follows the one that ends at `before` and is the last of so many values, or
    /// follows a row.
    fn list(&mut self, size: usize, before: u32, values: u32) -> Option<u64> {
        let end = match self.free.pop() {
            Some(end) if size == 1 => end,
            other => {
                self.free.extend(other);
                self.room(ROOM[size] * VALUE + SUFFIX)? + ROOM[size] * VALUE
            }
        };
        let known = u16::try_from(values).unwrap_or(u16::MAX);
        let suffix = &mut self.bytes[end as usize..][..SUFFIX as usize];
        suffix[..4].copy_from_slice(&before.to_le_bytes());
        suffix[4..6].copy_from_slice(&(ROOM[size] as u16).to_le_bytes());
        suffix[6..].copy_from_slice(&known.to_le_bytes());
        Some(head(end - ROOM[size] * VALUE, end))
    }

    /// The lists of a distribution, the newest first: where each ends, and its values.
    #[inline(always)]
    fn lists(&self, head: u64) -> impl Iterator<Item = (u32, &[[u8; 2]])> {
        let mut next = Some((head as u32, (head >> 32) as u32)).filter(|(_, bound)| *bound < NONE);
        std::iter::from_fn(
            #[inline(always)]
            move || {
                let (filled, end) = next?;
                let (before, room, _) = self.suffix(end);
                next = Some((before, before)).filter(|_| before > 0 && before < ROW);
                Some((end, self.bytes[(end - room * VALUE) as usize..filled as usize].as_chunks().0))
            },
        )
    }

    /// The width of row in which 98 of 100 values of a chain find a place.
    fn width_of(&self, head: u64) -> u32 {
        let mut bits = [0usize; 17];
        for (_, values) in self.lists(head) {
            values
                .iter()
                .for_each(|v| bits[(u16::BITS - u16::from_le_bytes(*v).leading_zeros()) as usize] += 1);
        }
        let all: usize = bits.iter().sum();
        let mut below = 0;
        let enough = bits.iter().position(|n| {
            below += n;
            below * 100 >= all * 98
        });
        (1u32 << enough.unwrap_or(16)).max(64)
    }

    /// Gives a distribution a row of `width`, wider than the one it may have; whether there was room for it.
    fn spread(&mut self, head: &mut u64, at: u32, width: u32) -> bool {
        let Some(start) = self.room(width) else { return false };
        let Some(fresh) = self.list(1, ROW | start, width.trailing_zeros()) else { return false };
        let old = std::mem::replace(head, fresh);
        if let Some(row) = self.row_of(old) {
            self.bytes.copy_within(row, start as usize);
        }
        let mut values = Vec::new();
        let mut ends = Vec::new();
        for (end, listed) in self.lists(old) {
            ends.push(end);
            values.extend(listed.iter().map(|v| u32::from(u16::from_le_bytes(*v))));
        }
        ends.retain(|end| self.suffix(*end).1 == ROOM[1]);
        self.free.extend(ends);
        let row = start as usize..(start + width) as usize;
        for days in values {
            match self.bytes[row.clone()].get_mut(days as usize) {
                Some(counter) if *counter < u8::MAX => *counter += 1,
                _ => self.add(head, at, days),
            }
        }
        true
    }

    /// Puts a chain's values aside, where the arena has no room for more; the head of none.
    fn all_aside(&mut self, head: u64, at: u32) -> u64 {
        let lists: Vec<Vec<[u8; 2]>> = self.lists(head).map(|(_, values)| values.to_vec()).collect();
        lists.concat().into_iter().for_each(|v| self.put_aside(at, u16::from_le_bytes(v).into(), 1));
        ASIDE
    }

    fn put_aside(&mut self, at: u32, days: u32, n: u64) {
        self.aside.push(Aside { at, days, n });
        if self.aside.len() > 2 * self.sorted + LOOSE {
            self.settle();
        }
    }

    /// Sorts what stands aside and puts equal days together.
    pub fn settle(&mut self) {
        if self.sorted == self.aside.len() {
            return;
        }
        // Stable sorting finds that the front is in order.
        self.aside.sort();
        self.aside.dedup_by(|later, kept| {
            let same = (later.at, later.days) == (kept.at, kept.days);
            if same {
                kept.n += later.n;
            }
            same
        });
        self.sorted = self.aside.len();
        self.spilled.clear();
        self.spilled.resize(self.aside.last().map_or(0, |a| a.at as usize / 64 + 1), 0);
        self.aside.iter().for_each(|a| self.spilled[a.at as usize / 64] |= 1 << (a.at % 64));
    }

    /// Cases of a distribution that stand aside, as (days, cases).
    fn aside_of(&self, at: u32) -> impl Iterator<Item = (u32, u64)> {
        let (sorted, loose) = self.aside.split_at(self.sorted);
        let some = self.spilled.get(at as usize / 64).is_some_and(|bits| bits >> (at % 64) & 1 != 0);
        let sorted = if some { sorted } else { &[] };
        let first = sorted.partition_point(|a| a.at < at);
        let own = sorted[first..].iter().take_while(move |a| a.at == at);
        own.chain(loose.iter().filter(move |a| a.at == at)).map(|a| (a.days, a.n))
    }

    /// Makes room for distributions of so many counters, or else of so many listed values.
    #[cfg(feature = "arrow")]
    pub fn reserve(&mut self, distributions: impl Iterator<Item = (usize, usize)>) {
        let list = |size: usize| (ROOM[size] * VALUE + SUFFIX) as usize;
        let bytes = distributions.map(|(counters, values)| match (counters, values) {
            (0, 0) => 0,
            (0, values) => {
                list(0) + (values + ROOM[1] as usize - ROOM[0] as usize) / ROOM[1] as usize * list(1)
            }
            (counters, _) => width(counters) + list(1),
        });
        self.bytes.reserve_exact(SUFFIX as usize + bytes.sum::<usize>().min(MOST));
        if self.bytes.capacity() >= LARGE {
            large_pages(self.bytes.spare_capacity_mut());
        }
    }

    /// The head of a new distribution that is a row of these counters; `None` where there is no room.
    #[cfg(feature = "arrow")]
    pub fn filled_row(&mut self, counters: &[u8]) -> Option<u64> {
        let width = width(counters.len()) as u32;
        let start = self.room(width)?;
        self.bytes[start as usize..][..counters.len()].copy_from_slice(counters);
        self.list(1, ROW | start, width.trailing_zeros())
    }

    /// The head of a new distribution that is a chain of lists of these values; `None` where there is no room.
    #[cfg(feature = "arrow")]
    pub fn filled_list(&mut self, mut values: &[u16]) -> Option<u64> {
        if values.is_empty() {
            return Some(EMPTY);
        }
        let (mut size, mut before, mut known) = (0, 0, 0);
        loop {
            let fresh = self.list(size, before, known)?;
            let (taken, rest) = values.split_at(values.len().min(ROOM[size] as usize));
            let start = fresh as u32 as usize;
            for (bytes, value) in self.bytes[start..].chunks_exact_mut(VALUE as usize).zip(taken) {
                bytes.copy_from_slice(&value.to_le_bytes());
            }
            if taken.len() < ROOM[size] as usize {
                return Some(fresh + taken.len() as u64 * u64::from(VALUE));
            }
            // A full list is followed by one that has room.
            (known, before, size, values) = (known + taken.len() as u32, (fresh >> 32) as u32, 1, rest);
        }
    }

    /// Adds `n` cases of `days` at once.
    pub fn add_many(&mut self, head: &mut u64, at: u32, days: u32, n: u64) {
        let counter = self.row_of(*head).and_then(|row| self.bytes[row].get_mut(days as usize));
        if let Some(counter) = counter {
            let sum = u64::from(*counter) + n;
            *counter = sum as u8;
            if sum >= WRAP {
                self.put_aside(at, days, sum / WRAP * WRAP);
            }
        } else if n < 8 {
            (0..n).for_each(|_| self.add(head, at, days));
        } else {
            self.put_aside(at, days, n);
        }
    }

    /// Adds distribution `from` of `other`, whose head is `theirs`, to distribution `at`.
    pub fn add_from(&mut self, head: &mut u64, at: u32, other: &Self, theirs: u64, from: u32) {
        if let Some(row) = other.row_of(theirs) {
            let row = &other.bytes[row];
            let mut mine = self.row_of(*head).filter(|mine| mine.len() >= row.len());
            if mine.is_none() && self.spread(head, at, row.len() as u32) {
                mine = self.row_of(*head);
            }
            match mine {
                Some(mine) => self.add_row(mine.start, at, row),
                None => {
                    row.iter().zip(0..).for_each(|(n, days)| self.add_many(head, at, days, u64::from(*n)));
                }
            }
        }
        for (_, values) in other.lists(theirs) {
            match self.row_of(*head) {
                Some(row) => self.drain(row, values, at),
                None => values.iter().for_each(|v| self.add(head, at, u16::from_le_bytes(*v).into())),
            }
        }
        for (days, n) in other.aside_of(from) {
            self.add_many(head, at, days, n);
        }
    }

    fn add_row(&mut self, base: usize, at: u32, row: &[u8]) {
        let mine = &mut self.bytes[base..][..row.len()];
        let mut carried = 0u8;
        for (counter, n) in mine.iter_mut().zip(row) {
            let (sum, wrapped) = counter.overflowing_add(*n);
            *counter = sum;
            carried |= u8::from(wrapped);
        }
        if carried != 0 {
            let wrapped: Vec<u32> =
                (0..row.len()).filter(|d| mine[*d] < row[*d]).map(|days| days as u32).collect();
            wrapped.into_iter().for_each(|days| self.put_aside(at, days, WRAP));
        }
    }

    /// Adds distribution `at`, whose head is `head`, to an accumulator.
    #[inline(always)]
    pub fn pour(&self, head: u64, at: u32, into: &mut Histogram) {
        if let Some(row) = self.row_of(head) {
            into.add_row(&self.bytes[row]);
        }
        for (_, values) in self.lists(head) {
            into.add_list(values);
        }
        if !self.aside.is_empty() {
            self.aside_of(at).for_each(|(days, n)| into.add(days, n));
        }
    }

    /// Gives the distributions other numbers, in the same order; `None` drops what one has aside.
    pub fn renumber(&mut self, number: impl Fn(u32) -> Option<u32>) {
        self.aside.retain_mut(|a| number(a.at).map(|at| a.at = at).is_some());
        self.sorted = 0;
        self.settle();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.bytes.capacity()
            + self.free.capacity() * 4
            + self.aside.capacity() * size_of::<Aside>()
            + self.spilled.capacity() * 8
    }
}
