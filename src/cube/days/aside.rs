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
    /// Where those of each distribution start, and where those of the last one that has some end.
    starts: Vec<u32>,
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
        self.starts.clear();
        for (place, entry) in (0..).zip(&self.entries) {
            self.starts.resize(entry.at as usize + 1, place);
        }
        self.starts.push(self.sorted as u32);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Those of a distribution, as (days, cases).
    pub fn of(&self, at: u32) -> impl Iterator<Item = (u32, u64)> {
        let (sorted, loose) = self.entries.split_at(self.sorted);
        let own = match self.starts.get(at as usize..at as usize + 2) {
            Some(&[start, end]) => &sorted[start as usize..end as usize],
            _ => &[],
        };
        own.iter().chain(loose.iter().filter(move |a| a.at == at)).map(|a| (a.days, a.n))
    }

    /// Numbers the distributions from the `n`-th on; those before have none aside.
    pub fn skip(&mut self, n: u32) {
        self.entries.iter_mut().for_each(|entry| entry.at -= n);
        self.sorted = 0;
        self.settle();
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.entries.capacity() * size_of::<Entry>() + self.starts.capacity() * 4
    }
}
