//! Exact distributions of whole days, many of them, filled one case at a time.
//!
//! A distribution starts as a chain of small chunks that hold its values as they come, and turns into a row
//! of counters (one for each day below [`DENSE_DAYS`]) when it has grown enough for that to be cheaper; longer
//! durations stay in chunks. Fresh memory is touched only where a distribution grows. Two stores merge
//! exactly, whatever the form of each distribution in them.

const CHUNK: usize = 30;
/// Days that have a counter of their own in a dense row.
pub const DENSE_DAYS: usize = 512;
/// Values after which a distribution turns dense.
const PROMOTE_AT: u32 = 240;
const NONE: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Head {
    chunk: u32,
    dense: u32,
    /// Values in chunks.
    loose: u32,
    fill: u8,
}

const EMPTY: Head = Head { chunk: NONE, dense: NONE, loose: 0, fill: CHUNK as u8 };

#[derive(Debug, Clone, Copy)]
struct Chunk {
    before: u32,
    days: [u32; CHUNK],
}

/// Many distributions, by number.
#[derive(Debug, Clone, Default)]
pub struct DayStore {
    heads: Vec<Head>,
    chunks: Vec<Chunk>,
    rows: Vec<[u16; DENSE_DAYS]>,
    /// (distribution, days): 65 536 further cases each, where a counter wrapped.
    wraps: Vec<(u32, u16)>,
}

impl DayStore {
    /// Makes room for `len` distributions.
    pub fn resize(&mut self, len: usize) {
        self.heads.resize(len, EMPTY);
    }

    /// Adds one case of `days` to distribution `at`.
    #[inline]
    pub fn add(&mut self, at: usize, days: u32) {
        let head = &mut self.heads[at];
        if head.dense != NONE && (days as usize) < DENSE_DAYS {
            let counter = &mut self.rows[head.dense as usize][days as usize];
            *counter = counter.wrapping_add(1);
            if *counter == 0 {
                self.wraps.push((at as u32, days as u16));
            }
            return;
        }
        if usize::from(head.fill) == CHUNK {
            self.grow(at);
        }
        let head = &mut self.heads[at];
        self.chunks[head.chunk as usize].days[usize::from(head.fill)] = days;
        head.fill += 1;
        head.loose += 1;
    }

    #[cold]
    fn grow(&mut self, at: usize) {
        if self.heads[at].dense == NONE && self.heads[at].loose >= PROMOTE_AT {
            self.promote(at);
        }
        let head = &mut self.heads[at];
        if usize::from(head.fill) < CHUNK {
            return;
        }
        self.chunks.push(Chunk { before: head.chunk, days: [0; CHUNK] });
        head.chunk = self.chunks.len() as u32 - 1;
        head.fill = 0;
    }

    /// Moves the short durations of a distribution into a dense row; its chunks keep the long ones.
    fn promote(&mut self, at: usize) {
        let mut row = [0u16; DENSE_DAYS];
        let head = self.heads[at];
        let (mut kept, mut long) = (head.chunk, Vec::new());
        let (mut next, mut fill) = (head.chunk, usize::from(head.fill));
        while next != NONE {
            let chunk = &self.chunks[next as usize];
            for &days in &chunk.days[..fill] {
                match row.get_mut(days as usize) {
                    Some(counter) => *counter += 1,
                    None => long.push(days),
                }
            }
            kept = next;
            next = chunk.before;
            fill = CHUNK;
        }
        self.rows.push(row);
        // The oldest chunk is used again; the others of the chain are left behind (at most seven).
        let head = &mut self.heads[at];
        *head = Head { chunk: kept, dense: self.rows.len() as u32 - 1, loose: 0, fill: 0 };
        if kept == NONE {
            head.fill = CHUNK as u8;
        }
        for days in long {
            self.add(at, days);
        }
    }

    /// Adds `n` cases of `days` at once.
    pub fn add_many(&mut self, at: usize, days: u32, n: u64) {
        if n >= u64::from(PROMOTE_AT) && (days as usize) < DENSE_DAYS && self.heads[at].dense == NONE {
            self.promote(at);
        }
        let dense = self.heads[at].dense;
        if dense != NONE && (days as usize) < DENSE_DAYS {
            let counter = &mut self.rows[dense as usize][days as usize];
            let sum = u64::from(*counter) + n;
            *counter = sum as u16;
            for _ in 0..sum >> 16 {
                self.wraps.push((at as u32, days as u16));
            }
        } else {
            for _ in 0..n {
                self.add(at, days);
            }
        }
    }

    /// Adds distribution `from` of `other` to distribution `at`.
    pub fn add_from(&mut self, at: usize, other: &Self, from: usize) {
        let theirs = other.heads[from];
        if theirs.dense != NONE {
            if self.heads[at].dense == NONE {
                self.promote(at);
            }
            let row = &other.rows[theirs.dense as usize];
            let mine = &mut self.rows[self.heads[at].dense as usize];
            let mut carried = 0u16;
            for (counter, n) in mine.iter_mut().zip(row) {
                let (sum, wrapped) = counter.overflowing_add(*n);
                *counter = sum;
                carried |= u16::from(wrapped);
            }
            if carried != 0 {
                for (days, n) in row.iter().enumerate() {
                    if mine[days] < *n {
                        self.wraps.push((at as u32, days as u16));
                    }
                }
            }
        }
        other.each_loose(from, |days| self.add(at, days));
    }

    /// Takes over the 65 536s of `other`, whose distribution `i` has become `place(i)` here.
    pub fn add_wraps(&mut self, other: &Self, place: impl Fn(u32) -> u32) {
        self.wraps.extend(other.wraps.iter().map(|&(at, days)| (place(at), days)));
    }

    /// The 65 536s, by distribution.
    pub fn wraps(&self) -> &[(u32, u16)] {
        &self.wraps
    }

    #[inline]
    fn each_loose(&self, at: usize, mut visit: impl FnMut(u32)) {
        let head = self.heads[at];
        let (mut next, mut fill) = (head.chunk, usize::from(head.fill));
        while next != NONE {
            let chunk = &self.chunks[next as usize];
            for &days in &chunk.days[..fill] {
                visit(days);
            }
            next = chunk.before;
            fill = CHUNK;
        }
    }

    /// Adds distribution `at` to an accumulator. The 65 536s are left to the caller.
    pub fn pour(&self, at: usize, into: &mut Histogram) {
        let head = self.heads[at];
        if head.dense != NONE {
            for (sum, n) in into.short.iter_mut().zip(&self.rows[head.dense as usize]) {
                *sum += u32::from(*n);
            }
        }
        self.each_loose(at, |days| into.add(days, 1));
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.heads.capacity() * size_of::<Head>()
            + self.chunks.capacity() * size_of::<Chunk>()
            + self.rows.capacity() * size_of::<[u16; DENSE_DAYS]>()
            + self.wraps.capacity() * size_of::<(u32, u16)>()
    }
}

/// One distribution, spread out: an accumulator that is poured into and swept, again and again.
///
/// Its counters have 32 bits, since a cube holds at most 2³² − 1 cases.
#[derive(Debug, Clone)]
pub struct Histogram {
    short: Box<[u32; DENSE_DAYS]>,
    long: Vec<(u32, u64)>,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { short: Box::new([0; DENSE_DAYS]), long: Vec::new() }
    }
}

impl Histogram {
    /// Empties it.
    pub fn clear(&mut self) {
        self.short.fill(0);
        self.long.clear();
    }

    /// Adds `n` cases of `days`.
    #[inline]
    pub fn add(&mut self, days: u32, n: u64) {
        match self.short.get_mut(days as usize) {
            Some(sum) => *sum += n as u32,
            None => self.long.push((days, n)),
        }
    }

    /// The counters of days 0 to 511, then the longer days, sorted and summed.
    pub fn sorted(&mut self) -> (&[u32; DENSE_DAYS], &[(u32, u64)]) {
        self.long.sort_unstable_by_key(|&(days, _)| days);
        self.long.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 += later.1;
            }
            same
        });
        (&self.short, &self.long)
    }

    /// The distribution as (days, cases), rising in days.
    pub fn runs(&mut self) -> Vec<(u32, u64)> {
        let (short, long) = self.sorted();
        let short = short.iter().enumerate().filter(|(_, n)| **n > 0).map(|(d, n)| (d as u32, u64::from(*n)));
        short.chain(long.iter().copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn runs(store: &DayStore, at: usize) -> Vec<(u32, u64)> {
        let mut histogram = Histogram::default();
        store.pour(at, &mut histogram);
        for (_, days) in store.wraps().iter().filter(|(a, _)| *a as usize == at) {
            histogram.add(u32::from(*days), 65_536);
        }
        histogram.runs()
    }

    /// A slow reference: a map, fed with the same values from a fixed multiplicative sequence.
    #[test]
    fn a_store_equals_a_map_through_promotion_long_days_and_wrapping_counters() {
        let mut store = DayStore::default();
        store.resize(3);
        let mut reference = vec![BTreeMap::<u32, u64>::new(); 3];
        let mut x = 1u64;
        for i in 0..300_000u32 {
            x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let at = [0, 0, 0, 1][(x >> 62) as usize];
            let days = if i % 3 == 0 { 7 } else { ((x >> 33) % 900) as u32 };
            store.add(at, days);
            *reference[at].entry(days).or_default() += 1;
        }
        for (at, expected) in reference.iter().enumerate() {
            assert_eq!(runs(&store, at), expected.clone().into_iter().collect::<Vec<_>>());
        }
        let mut merged = store.clone();
        merged.add_wraps(&store, |at| at);
        for at in 0..3 {
            merged.add_from(at, &store, at);
        }
        for (at, expected) in reference.iter().enumerate() {
            let twice: Vec<_> = expected.iter().map(|(d, n)| (*d, 2 * n)).collect();
            assert_eq!(runs(&merged, at), twice);
        }
        let mut many = DayStore::default();
        many.resize(1);
        for (days, n) in &reference[0] {
            many.add_many(0, *days, *n);
        }
        assert_eq!(runs(&many, 0), runs(&store, 0));
    }
}
