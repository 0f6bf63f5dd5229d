//! How long cases last, pending ones included: what a scan keeps for survival curves, and what merges.
//!
//! For each group the cases that ended, by their days; those still pending and those that came late into the watch,
//! by their day of filing. From these the risk table of any group is a matter of subtraction, so that nothing is
//! kept of a single case. Merging adds counts: exact, associative, commutative.

use crate::cube::columns::NO_DAY;
use crate::cube::keys::Keys;
use crate::cube::machine::soon;
use crate::cube::steps::Key;
use crate::cube::{Cube, Tally};
use crate::period::Date;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// When cases are watched.
///
/// A case resolved before `from` or filed after `until` is not in the picture; one filed before `from` enters late
/// (left truncation); one not resolved by `until` is pending on that day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watch {
    /// First day; `None` watches every case from its filing on.
    pub from: Option<Date>,
    /// Last day: that of the extraction. `None` is the last day in the data.
    pub until: Option<Date>,
}

/// Runs `(days, cases)` or `(day, cases)`, rising.
pub type Runs = Vec<(i32, u64)>;

/// The lives of one group's cases.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lives {
    /// Resolved within the watch, by days from filing to resolution.
    pub ended: Runs,
    /// Pending at the end of the watch, by day of filing.
    pub pending: Runs,
    /// Filed before the watch and pending when it began, by day of filing; among the others too.
    pub late: Runs,
}

/// The lives of cases by group.
#[derive(Debug, Clone)]
pub struct Lifetimes {
    by: Vec<String>,
    watch: Watch,
    groups: BTreeMap<Vec<Option<String>>, Lives>,
    tally: Tally,
    unwatched: u64,
}

impl Lifetimes {
    /// Says in which parts of its source the rows set aside stand.
    pub(crate) fn locate(&mut self, parts: &[(std::sync::Arc<str>, u64)]) {
        self.tally.set_aside.locate(parts);
    }

    /// The grouping columns.
    pub fn by(&self) -> &[String] {
        &self.by
    }

    /// When the cases were watched.
    pub fn watch(&self) -> Watch {
        self.watch
    }

    /// The last day of the watch: the one asked for, else the last day in the data. `None` without cases.
    pub fn until(&self) -> Option<Date> {
        let last = self.tally.span().map(|(_, last)| last)?;
        Some(self.watch.until.unwrap_or(last))
    }

    /// Lives by the words of the groups; `None` is a row that says nothing.
    pub fn groups(&self) -> &BTreeMap<Vec<Option<String>>, Lives> {
        &self.groups
    }

    /// What was read.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Cases that were resolved before the watch or filed after it.
    pub fn unwatched(&self) -> u64 {
        self.unwatched
    }

    /// Adds the cases of other lifetimes.
    ///
    /// # Errors
    /// When they have other groups or another watch. Nothing has changed then.
    pub fn merge(&mut self, other: Self) -> Result<()> {
        if self.by != other.by || self.watch != other.watch {
            return Err(Error::new(
                ErrorKind::Mismatch,
                format!("lifetimes by [{}] and by [{}]", self.by.join(", "), other.by.join(", ")),
            )
            .rule("lifetimes of the same groups and the same watch merge"));
        }
        for (group, lives) in other.groups {
            let mine = self.groups.entry(group).or_default();
            for (mine, theirs) in [
                (&mut mine.ended, lives.ended),
                (&mut mine.pending, lives.pending),
                (&mut mine.late, lives.late),
            ] {
                add(mine, theirs);
            }
        }
        self.tally.merge(other.tally);
        self.unwatched += other.unwatched;
        Ok(())
    }
}

fn add(mine: &mut Runs, theirs: Runs) {
    if mine.is_empty() {
        *mine = theirs;
        return;
    }
    mine.extend(theirs);
    mine.sort_by_key(|run| run.0); // stable, and quick on two sorted parts
    let mut kept: Runs = Vec::with_capacity(mine.len());
    for (day, n) in mine.drain(..) {
        match kept.last_mut() {
            Some((last, sum)) if *last == day => *sum += n,
            _ => kept.push((day, n)),
        }
    }
    *mine = kept;
}

/// Counters by day that grow to both sides.
#[derive(Debug, Default)]
struct DayCounts {
    first: i32,
    counts: Vec<u64>,
}

impl DayCounts {
    #[inline]
    fn add(&mut self, day: i32) {
        match self.counts.get_mut(day.wrapping_sub(self.first) as usize) {
            Some(count) => *count += 1,
            None => self.grow(day),
        }
    }

    /// Asks for the counter of a day, which goes up soon.
    #[inline]
    fn soon(&self, day: i32) {
        soon(&self.counts, day.wrapping_sub(self.first) as usize);
    }

    #[cold]
    fn grow(&mut self, day: i32) {
        const SLACK: usize = 128;
        if self.counts.is_empty() {
            self.first = day;
        }
        if day < self.first {
            let more = (self.first - day) as usize + SLACK;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first -= more as i32;
        } else {
            self.counts.resize((day - self.first) as usize + SLACK, 0);
        }
        self.counts[(day - self.first) as usize] += 1;
    }

    fn runs(&self) -> Runs {
        let days = self.counts.iter().enumerate().filter(|(_, n)| **n > 0);
        days.map(|(at, n)| (self.first + at as i32, *n)).collect()
    }
}

/// What one worker has counted so far, by the keys of its groups.
#[derive(Debug)]
pub(crate) struct Counting {
    watch: Watch,
    from: i32,
    until: i32,
    /// Number of a group by its key.
    slots: HashMap<u64, usize>,
    /// The same plus one, for keys that are small; 0 where there is none.
    table: Vec<u32>,
    /// For each group the ended, the pending and the late.
    lives: Vec<DayCounts>,
    /// Of one block: which counters go up, at which day.
    steps: Vec<(usize, i32)>,
    unwatched: u64,
}

/// Keys below this are looked up in a table.
const SMALL: u64 = 1 << 16;

impl Counting {
    pub fn new(watch: Watch) -> Self {
        Self {
            watch,
            from: watch.from.map_or(i32::MIN, Date::to_days),
            until: watch.until.map_or(i32::MAX, Date::to_days),
            slots: HashMap::new(),
            table: Vec::new(),
            lives: Vec::new(),
            steps: Vec::new(),
            unwatched: 0,
        }
    }

    /// Adds a block: the key of each row's group, whether the row counts, and its dates.
    ///
    /// First every counter is looked up, then all go up, so that the processor waits for many at a time.
    pub fn add<K: Key>(
        &mut self,
        keys: &[K],
        counts: impl Iterator<Item = bool>,
        filed: &[i32],
        resolved: &[i32],
    ) {
        self.steps.clear();
        let rows = keys.iter().zip(counts).zip(filed.iter().zip(resolved));
        for ((key, _), (filed, resolved)) in rows.filter(|((_, counts), _)| *counts) {
            let ended = *resolved != NO_DAY && *resolved <= self.until;
            if *filed > self.until || (ended && *resolved < self.from) {
                self.unwatched += 1;
                continue;
            }
            let slot = self.slot((*key).into());
            let step = if ended { (3 * slot, resolved - filed) } else { (3 * slot + 1, *filed) };
            self.lives[step.0].soon(step.1);
            self.steps.push(step);
            if *filed < self.from {
                self.steps.push((3 * slot + 2, *filed));
            }
        }
        for (counts, day) in self.steps.drain(..) {
            self.lives[counts].add(day);
        }
    }

    #[inline]
    fn slot(&mut self, key: u64) -> usize {
        match self.table.get(key as usize) {
            Some(known) if *known > 0 => *known as usize - 1,
            _ => self.slow_slot(key),
        }
    }

    #[inline(never)]
    fn slow_slot(&mut self, key: u64) -> usize {
        let next = self.slots.len();
        let slot = *self.slots.entry(key).or_insert(next);
        if slot == next {
            self.lives.extend((0..3).map(|_| DayCounts::default()));
        }
        self.tabulate(key, slot);
        slot
    }

    fn tabulate(&mut self, key: u64, slot: usize) {
        if key < SMALL {
            let room = self.table.len().max(key as usize + 1);
            self.table.resize(room, 0);
            self.table[key as usize] = slot as u32 + 1;
        }
    }

    /// Keys have been packed anew.
    pub fn rekey(&mut self, moved: impl Fn(u64) -> u64) {
        self.slots = self.slots.drain().map(|(key, slot)| (moved(key), slot)).collect();
        self.table.clear();
        let known: Vec<(u64, usize)> = self.slots.iter().map(|(key, slot)| (*key, *slot)).collect();
        known.into_iter().for_each(|(key, slot)| self.tabulate(key, slot));
    }

    pub fn bytes(&self) -> usize {
        self.lives.iter().map(|counts| counts.counts.capacity() * 8).sum()
    }

    /// The lives by words; `cube` is what the same worker has counted beside.
    pub fn finish(self, keys: &Keys, cube: &Cube) -> Lifetimes {
        let mut groups = BTreeMap::new();
        for (key, slot) in &self.slots {
            let numbers = keys.unpack(*key);
            let words = numbers.iter().zip(&keys.words).map(|(n, words)| words.list[*n as usize].clone());
            let [ended, pending, late] = [0, 1, 2].map(|i| self.lives[3 * slot + i].runs());
            let lives = Lives { ended, pending, late };
            groups.insert(words.collect(), lives);
        }
        Lifetimes {
            by: cube.shape().by.clone(),
            watch: self.watch,
            groups,
            tally: cube.tally().clone(),
            unwatched: self.unwatched,
        }
    }
}
