//! One distribution, spread out.

use crate::cube::machine::Highest;

/// Days below which every day has a counter from the start.
const SHORT: usize = 512;
/// A list makes the counters that it needs where there are at most so many for each of its values.
const SPREAD: usize = 4;
/// Days below which counters are made once many cases took longer.
const COUNTED: usize = 1 << 16;
/// Single entries beyond the counters before there are made more of these.
const MANY: usize = 128;

/// One distribution, spread out: an accumulator that is poured into and swept, again and again.
///
/// Its counters have 32 bits, since a cube holds at most 2³² − 1 cases.
#[derive(Debug, Clone)]
pub struct Histogram {
    /// Cases by days; a multiple of 64 of them are in use.
    short: Vec<u32>,
    used: usize,
    /// Longer days, in any order.
    long: Vec<(u32, u64)>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { short: vec![0; SHORT], used: SHORT, long: Vec::new() }
    }
}

impl Histogram {
    /// Empties it.
    pub fn clear(&mut self) {
        self.short[..self.used].fill(0);
        self.used = SHORT;
        self.long.clear();
    }

    /// Adds `n` cases of `days`.
    pub fn add(&mut self, days: u32, n: u64) {
        if let Some(sum) = self.short[..self.used].get_mut(days as usize) {
            *sum += n as u32;
            return;
        }
        self.long.push((days, n));
        if self.long.len() == MANY {
            let furthest = self.long.iter().map(|(d, _)| *d as usize).filter(|d| *d < COUNTED).max();
            self.reach(furthest.map_or(0, |d| d + 1));
        }
    }

    /// Adds a case for each value of a list, in two bytes.
    #[inline(always)]
    pub(crate) fn add_list(&mut self, values: &[[u8; 2]]) {
        let highest = Highest::of(values);
        // A few long days are not worth counters that are emptied, filled and swept.
        if highest.get() < SPREAD * values.len() {
            self.reach(highest.get() + 1);
        }
        if highest.get() < self.used {
            return highest.count(&mut self.short[..self.used]);
        }
        let counters = &mut self.short[..self.used];
        for value in values {
            if let Some(sum) = counters.get_mut(usize::from(u16::from_le_bytes(*value))) {
                *sum += 1;
            }
        }
        let counted = self.used as u32;
        let days = values.iter().map(|v| u32::from(u16::from_le_bytes(*v)));
        days.filter(|days| *days >= counted).for_each(|days| self.add(days, 1));
    }

    /// Adds counters of days from 0 on.
    #[inline(always)]
    pub(crate) fn add_row(&mut self, row: &[u8]) {
        self.reach(row.len());
        for (sum, n) in self.short.iter_mut().zip(row) {
            *sum += u32::from(*n);
        }
    }

    /// Adds another distribution.
    pub fn add_all(&mut self, other: &Self) {
        self.reach(other.used);
        for (sum, n) in self.short.iter_mut().zip(&other.short[..other.used]) {
            *sum += n;
        }
        other.long.iter().for_each(|(days, n)| self.add(*days, *n));
    }

    /// Makes counters for at least `len` days.
    fn reach(&mut self, len: usize) {
        if len <= self.used {
            return;
        }
        let used = len.next_multiple_of(64);
        if used > self.short.len() {
            self.short.resize(used, 0);
        }
        self.used = used;
        let counters = &mut self.short[..used];
        self.long.retain(|(days, n)| match counters.get_mut(*days as usize) {
            Some(sum) => {
                *sum += *n as u32;
                false
            }
            None => true,
        });
    }

    /// The counters, a multiple of 64 of them, then the longer days, sorted and summed.
    pub fn sorted(&mut self) -> (&[u32], &[(u32, u64)]) {
        self.long.sort_unstable_by_key(|&(days, _)| days);
        self.long.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        (&self.short[..self.used], &self.long)
    }

    /// The distribution as (days, cases), rising in days.
    pub fn runs(&mut self) -> Vec<(u32, u64)> {
        let (short, long) = self.sorted();
        let short = short.iter().enumerate().filter(|(_, n)| **n > 0).map(|(d, n)| (d as u32, u64::from(*n)));
        short.chain(long.iter().copied()).collect()
    }
}
