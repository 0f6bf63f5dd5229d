//! Where the values of many distributions lie: lists that turn into rows of counters as they grow.
//!
//! A distribution is known by its [`Form`], which its owner keeps. It starts as a list of its values, and turns into a
//! row of counters, a byte for each day, when a row takes no more room than about twice the list. The row is as wide as
//! 98 of 100 values need; what lies beyond, and every 256th case of a counter, is kept aside as (distribution, days,
//! cases). So memory grows with the distributions' spread, not with the rows of an export. Values come many at a time,
//! so that what lies far apart in memory is touched once for all of them.

use super::aside::Aside;
use crate::cube::days::Histogram;
use crate::cube::machine::{each, large_pages, soon};
use std::ops::Range;

/// Values of a list are below this.
pub(super) const LISTED: u32 = 65_535;
/// A value in a list: two bytes, the lower first.
pub(super) type Value = [u8; 2];
/// Values from which on a row is thought of.
const LONG: usize = 120;
/// Cases that a counter lets go when it is full.
const WRAP: u64 = 256;
/// Of so many values that are counted, one may lie beyond the row before it is made wider.
const BEYOND: usize = 8;
/// Bytes of a cache line.
const LINE: usize = 64;
/// Lines of a distribution that are asked for; the processor reads on by itself.
const MOST_LINES: usize = 8;
/// Bytes of an arena from which on it comes in large pages.
const LARGE: usize = 1 << 22;
/// Most bytes of an arena.
const MOST: usize = (1 << 31) - 1;
/// The smallest block, and one more than the largest, as powers of two of bytes.
const BLOCKS: Range<u8> = 4..17;
/// Values that are counted in 16 bits.
const COUNTED: usize = 1 << 15;

/// How a distribution lies in an arena.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Form {
    /// Nowhere: it has no values, or they are aside.
    #[default]
    Nothing,
    /// A list of `len` values in a block of `1 << bits` bytes.
    List { start: u32, len: u16, bits: u8 },
    /// A row of `1 << bits` counters.
    Row { start: u32, bits: u8 },
}

impl Form {
    /// The block that it takes.
    fn block(self) -> Option<(u32, u8)> {
        match self {
            Self::Nothing => None,
            Self::List { start, bits, .. } | Self::Row { start, bits } => Some((start, bits)),
        }
    }
}

/// The smallest block of at least so many bytes, as a power of two.
fn bits(bytes: usize) -> u8 {
    (usize::BITS - bytes.saturating_sub(1).leading_zeros()).max(BLOCKS.start.into()) as u8
}

fn bytes(start: u32, len: usize) -> Range<usize> {
    start as usize..start as usize + len
}

/// The values of many distributions.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arena {
    bytes: Vec<u8>,
    /// Blocks that are free again, by their size.
    free: [Vec<u32>; BLOCKS.end as usize],
    aside: Aside,
}

impl Arena {
    /// Adds the days of some cases, all below [`LISTED`], to distribution `at`.
    #[inline]
    pub fn extend(&mut self, form: &mut Form, at: u32, values: &[Value]) {
        match form {
            Form::Row { start, bits } => {
                let (start, bits) = (*start, *bits);
                let beyond = self.count(start, bits, at, values);
                if beyond * BEYOND > values.len().max(LONG) {
                    self.widen(form, values);
                }
            }
            Form::List { start, len, bits } if usize::from(*len) + values.len() <= 1 << (*bits - 1) => {
                let end = *start + 2 * u32::from(*len);
                self.bytes[bytes(end, 2 * values.len())].copy_from_slice(values.as_flattened());
                *len += values.len() as u16;
            }
            _ => self.outgrow(form, at, values),
        }
    }

    /// Adds values to a distribution whose list has no room for them.
    #[cold]
    fn outgrow(&mut self, form: &mut Form, at: u32, values: &[Value]) {
        let known = self.list(*form);
        let all = known.len() + values.len();
        if all >= LONG {
            let width = width(known, values);
            if all * 4 >= 1 << width
                && let Some(start) = self.block(width)
            {
                let known = self.list(*form).to_vec();
                self.count(start, width, at, &known);
                self.count(start, width, at, values);
                self.leave(form, Form::Row { start, bits: width });
                return;
            }
        }
        let bits = bits(2 * all);
        let len = u16::try_from(all).ok().filter(|_| BLOCKS.contains(&bits));
        match len.and_then(|len| Some((len, self.block(bits)?))) {
            Some((len, start)) => {
                let old = form.block().map_or(0..0, |(old, _)| bytes(old, 2 * (all - values.len())));
                let end = start as usize + old.len();
                self.bytes.copy_within(old, start as usize);
                self.bytes[end..][..2 * values.len()].copy_from_slice(values.as_flattened());
                self.leave(form, Form::List { start, len, bits });
            }
            None => values.iter().for_each(|v| self.aside.put(at, u16::from_le_bytes(*v).into(), 1)),
        }
    }

    /// Counts values in a row; what finds no place there goes aside. How many are longer than the row.
    #[inline]
    fn count(&mut self, start: u32, bits: u8, at: u32, values: &[Value]) -> usize {
        let counters = &mut self.bytes[bytes(start, 1 << bits)];
        // Asked for all at once, so that the processor waits for many cache lines at a time.
        if values.len() > counters.len() / LINE {
            (0..counters.len()).step_by(LINE).for_each(|line| soon(counters, line));
        } else {
            values.iter().for_each(|v| soon(counters, u16::from_le_bytes(*v).into()));
        }
        let mut beyond = 0;
        each(values, values, |value, _| {
            let days = u16::from_le_bytes(value);
            let cases = match counters.get_mut(usize::from(days)) {
                Some(counter) => {
                    *counter = counter.wrapping_add(1);
                    if *counter != 0 {
                        return;
                    }
                    WRAP
                }
                None => {
                    beyond += 1;
                    1
                }
            };
            self.aside.put(at, days.into(), cases);
        });
        beyond
    }

    /// Gives a distribution a row that is as wide as these values need, where there is room.
    #[cold]
    fn widen(&mut self, form: &mut Form, values: &[Value]) {
        let wider = width(&[], values);
        if let Form::Row { start, bits } = *form
            && wider > bits
            && let Some(fresh) = self.block(wider)
        {
            self.bytes.copy_within(bytes(start, 1 << bits), fresh as usize);
            self.leave(form, Form::Row { start: fresh, bits: wider });
        }
    }

    /// The values of a list.
    #[inline(always)]
    fn list(&self, form: Form) -> &[Value] {
        match form {
            Form::List { start, len, .. } => self.bytes[bytes(start, 2 * usize::from(len))].as_chunks().0,
            _ => &[],
        }
    }

    /// Where a block of `1 << bits` zeros starts; `None` where the arena is full.
    fn block(&mut self, bits: u8) -> Option<u32> {
        let len = 1usize << bits;
        if let Some(start) = self.free[usize::from(bits)].pop() {
            self.bytes[bytes(start, len)].fill(0);
            return Some(start);
        }
        let start = self.bytes.len();
        if start + len > MOST {
            return None;
        }
        let before = self.bytes.capacity();
        self.bytes.reserve(len);
        if self.bytes.capacity() > before && self.bytes.capacity() >= LARGE {
            large_pages(self.bytes.spare_capacity_mut());
        }
        self.bytes.resize(start + len, 0);
        Some(start as u32)
    }

    /// Frees the block of a distribution, which lies elsewhere now.
    fn leave(&mut self, form: &mut Form, fresh: Form) {
        if let Some((start, bits)) = std::mem::replace(form, fresh).block() {
            self.free[usize::from(bits)].push(start);
        }
    }

    /// Makes room for distributions of so many counters, or else of so many listed values.
    #[cfg(feature = "arrow")]
    pub fn reserve(&mut self, distributions: impl Iterator<Item = (usize, usize)>) {
        let bytes = distributions.map(|(counters, values)| match counters.max(2 * values) {
            0 => 0,
            bytes => 1 << bits(bytes),
        });
        self.bytes.reserve_exact(bytes.sum::<usize>().min(MOST));
        if self.bytes.capacity() >= LARGE {
            large_pages(self.bytes.spare_capacity_mut());
        }
    }

    /// Gives an empty distribution a row of these counters; whether there was room.
    #[cfg(feature = "arrow")]
    pub fn fill(&mut self, form: &mut Form, counters: &[u8]) -> bool {
        let bits = bits(counters.len());
        let Some(start) = self.block(bits) else { return false };
        self.bytes[bytes(start, counters.len())].copy_from_slice(counters);
        *form = Form::Row { start, bits };
        true
    }

    /// Adds `n` cases of `days` to distribution `at` at once.
    pub fn add_many(&mut self, form: &mut Form, at: u32, days: u32, n: u64) {
        let counter = match *form {
            Form::Row { start, bits } => self.bytes[bytes(start, 1 << bits)].get_mut(days as usize),
            _ => None,
        };
        if let Some(counter) = counter {
            let sum = u64::from(*counter) + n;
            *counter = sum as u8;
            if sum >= WRAP {
                self.aside.put(at, days, sum / WRAP * WRAP);
            }
        } else if n < 8 && days < LISTED {
            let values = [(days as u16).to_le_bytes(); 8];
            self.extend(form, at, &values[..n as usize]);
        } else {
            self.aside.put(at, days, n);
        }
    }

    /// Adds distribution `from` of `other`, whose form is `theirs`, to distribution `at`.
    pub fn add_from(&mut self, form: &mut Form, at: u32, other: &Self, theirs: Form, from: u32) {
        match theirs {
            Form::Nothing => {}
            Form::List { .. } => self.extend(form, at, other.list(theirs)),
            Form::Row { start, bits } => {
                let row = &other.bytes[bytes(start, 1 << bits)];
                if self.as_wide(form, at, bits) {
                    self.add_row(*form, at, row);
                } else {
                    row.iter().zip(0..).for_each(|(n, days)| self.add_many(form, at, days, u64::from(*n)));
                }
            }
        }
        if !other.aside.is_empty() {
            other.aside.of(from).for_each(|(days, n)| self.add_many(form, at, days, n));
        }
    }

    /// Makes a distribution a row of at least `1 << least` counters; whether there was room.
    fn as_wide(&mut self, form: &mut Form, at: u32, least: u8) -> bool {
        if matches!(form, Form::Row { bits, .. } if *bits >= least) {
            return true;
        }
        let Some(start) = self.block(least) else { return false };
        match *form {
            Form::Row { start: old, bits } => self.bytes.copy_within(bytes(old, 1 << bits), start as usize),
            _ => {
                let listed = self.list(*form).to_vec();
                self.count(start, least, at, &listed);
            }
        }
        self.leave(form, Form::Row { start, bits: least });
        true
    }

    fn add_row(&mut self, form: Form, at: u32, row: &[u8]) {
        let Some((base, _)) = form.block() else { return };
        let mine = &mut self.bytes[bytes(base, row.len())];
        let mut carried = 0u8;
        for (counter, n) in mine.iter_mut().zip(row) {
            let (sum, wrapped) = counter.overflowing_add(*n);
            *counter = sum;
            carried |= u8::from(wrapped);
        }
        if carried != 0 {
            let wrapped = (0u32..).zip(mine.iter().zip(row)).filter(|(_, (sum, n))| sum < n);
            wrapped.for_each(|(days, _)| self.aside.put(at, days, WRAP));
        }
    }

    /// Adds distribution `at`, whose form is `form`, to an accumulator.
    #[inline(always)]
    pub fn pour(&self, form: Form, at: u32, into: &mut Histogram) {
        match form {
            Form::Nothing => {}
            Form::List { .. } => into.add_list(self.list(form)),
            Form::Row { start, bits } => into.add_row(&self.bytes[bytes(start, 1 << bits)]),
        }
        if !self.aside.is_empty() {
            self.aside.of(at).for_each(|(days, n)| into.add(days, n));
        }
    }

    /// Adds each case of distribution `at` to a list of at most `most`; says whether they found room.
    #[inline(always)]
    pub fn list_all(&self, form: Form, at: u32, most: usize, into: &mut Vec<u32>) -> bool {
        let list = self.list(form);
        if matches!(form, Form::Row { .. }) || into.len() + list.len() > most {
            return false;
        }
        into.extend(list.iter().map(|value| u32::from(u16::from_le_bytes(*value))));
        self.aside.is_empty()
            || self.aside.of(at).all(|(days, n)| {
                let room = n <= (most - into.len()) as u64;
                into.extend(std::iter::repeat_n(days, if room { n as usize } else { 0 }));
                room
            })
    }

    /// Asks for the values of a distribution, which are used soon.
    #[inline]
    pub fn soon(&self, form: Form) {
        let (start, len) = match form {
            Form::Nothing => return,
            Form::List { start, len, .. } => (start as usize, 2 * usize::from(len)),
            Form::Row { start, bits } => (start as usize, 1 << bits),
        };
        (start..start + len).step_by(LINE).take(MOST_LINES).for_each(|line| soon(&self.bytes, line));
    }

    /// Numbers the distributions from the `n`-th on; those before are empty.
    pub fn skip(&mut self, n: u32) {
        self.aside.skip(n);
    }

    /// Puts in order what came in no order; reading is quick after that.
    pub fn settle(&mut self) {
        self.aside.settle();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let free = self.free.iter().map(|blocks| blocks.capacity() * 4).sum::<usize>();
        self.bytes.capacity() + free + self.aside.bytes()
    }
}

/// The width of a row in which 98 of 100 values find a place, as a power of two.
fn width(known: &[Value], values: &[Value]) -> u8 {
    let all = known.len() + values.len();
    let parts = || known.chunks(COUNTED).chain(values.chunks(COUNTED));
    let below = |bits: u8| parts().map(|part| short(part, bits)).sum::<usize>();
    (bits(LINE)..BLOCKS.end).find(|bits| below(*bits) * 100 >= all * 98).unwrap_or(BLOCKS.end - 1)
}

/// How many of at most [`COUNTED`] values are below `1 << bits`; added up in 16 bits, of which many fit a register.
fn short(values: &[Value], bits: u8) -> usize {
    let short = |v: &Value| u16::from(u32::from(u16::from_le_bytes(*v)) < 1 << bits);
    values.iter().map(short).sum::<u16>().into()
}
