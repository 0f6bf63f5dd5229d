//! Cases of distributions that have no place in a list or a row: very long ones, and every 256th of a counter.

/// Cases aside that are not yet put together, before they are.
const LOOSE: usize = 1 << 18;

/// Some cases of a distribution that took equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    at: u32,
    days: u32,
    n: u64,
}

/// Cases by distribution and days.
#[derive(Debug, Clone, Default)]
pub(super) struct Aside {
    entries: Vec<Entry>,
    /// So many of them are sorted and put together.
    sorted: usize,
    /// A bit for each distribution of which these have a case, so that the others do not look for theirs.
    known: Vec<u64>,
}

impl Aside {
    /// Adds `n` cases of `days` of distribution `at`.
    pub fn put(&mut self, at: u32, days: u32, n: u64) {
        self.entries.push(Entry { at, days, n });
        if self.entries.len() > 2 * self.sorted + LOOSE {
            self.settle();
        }
    }

    /// Sorts what came in no order and puts equal days together.
    pub fn settle(&mut self) {
        if self.sorted == self.entries.len() {
            return;
        }
        // Stable sorting finds that the front is in order.
        self.entries.sort();
        self.entries.dedup_by(|later, kept| {
            let same = (later.at, later.days) == (kept.at, kept.days);
            if same {
                kept.n += later.n;
            }
            same
        });
        self.sorted = self.entries.len();
        self.known.clear();
        self.known.resize(self.entries.last().map_or(0, |a| a.at as usize / 64 + 1), 0);
        self.entries.iter().for_each(|a| self.known[a.at as usize / 64] |= 1 << (a.at % 64));
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Those of a distribution, as (days, cases).
    pub fn of(&self, at: u32) -> impl Iterator<Item = (u32, u64)> {
        let (sorted, loose) = self.entries.split_at(self.sorted);
        let some = self.known.get(at as usize / 64).is_some_and(|bits| bits >> (at % 64) & 1 != 0);
        let sorted = if some { sorted } else { &[] };
        let first = sorted.partition_point(|a| a.at < at);
        let own = sorted[first..].iter().take_while(move |a| a.at == at);
        own.chain(loose.iter().filter(move |a| a.at == at)).map(|a| (a.days, a.n))
    }

    /// Numbers the distributions from the `n`-th on; those before have none aside.
    pub fn skip(&mut self, n: u32) {
        self.entries.iter_mut().for_each(|entry| entry.at -= n);
        self.sorted = 0;
        self.settle();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.known.capacity() * 8
    }
}
