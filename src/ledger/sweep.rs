//! Distributions put together and swept, slot by slot, by as many threads as the work is worth.
//!
//! Every slot is swept by one thread, so a result is the same for any number of them.

use crate::cube::machine::{Work, wide};
use crate::cube::{AHEAD, DayStore, Histogram, starts};
use crate::ledger::days::{DayColumn, DaySlots, DayWants};
use crate::ledger::distribution::Scratch;
use crate::ledger::few::few;
use crate::threads::{beside, width};
use crate::{Error, ErrorKind, Result};
use std::iter::Enumerate;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};
use std::vec::IntoIter;

/// Distributions for which another thread is worth its start.
const ENOUGH: usize = 1 << 12;
/// How often a thread takes some slots, and how many at most.
const TURNS: usize = 32;
const MOST: usize = 64;

/// A distribution and the slot that it is a part of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Part {
    pub slot: u32,
    pub at: u32,
}

/// Of which distributions the slots are put together: those of the finest groups lie in order, and other groups are made of
/// finest ones.
pub(crate) struct Parts {
    width: usize,
    /// The distributions, in the order of finest groups and targets, and where those of each of them start.
    finest: Vec<u32>,
    starts: Vec<u32>,
    /// The finest groups in the order of the groups that they belong to, and where those of each group start.
    members: Vec<u32>,
    of_group: Vec<u32>,
}

impl Parts {
    /// `given` says the place among finest groups and targets, and the distribution, and says it twice; `levels` the group
    /// that each finest group belongs to; a group has `width` targets.
    pub fn new<I: Iterator<Item = (u32, u32)>>(
        given: impl Fn() -> I,
        levels: &[Vec<usize>],
        groups: usize,
        width: usize,
    ) -> Self {
        let finest_groups = levels.first().map_or(0, Vec::len);
        let (starts, finest) = grouped(given, finest_groups * width);
        let belong = || {
            levels
                .iter()
                .flat_map(|level| level.iter().zip(0..).map(|(group, finest)| (*group as u32, finest)))
        };
        let (of_group, members) = grouped(belong, groups);
        Self { width, finest, starts, members, of_group }
    }

    /// All parts of all slots.
    fn len(&self) -> usize {
        let of = |finest: &u32| {
            let first = *finest as usize * self.width;
            (self.starts[first + self.width] - self.starts[first]) as usize
        };
        self.members.iter().map(of).sum()
    }

    /// The parts of some slots, in their order.
    fn gather(&self, slots: Range<usize>, parts: &mut Vec<Part>) {
        parts.clear();
        for slot in slots {
            let (group, target) = (slot / self.width, slot % self.width);
            for finest in &self.members[self.of_group[group] as usize..self.of_group[group + 1] as usize] {
                let place = *finest as usize * self.width + target;
                let own = &self.finest[self.starts[place] as usize..self.starts[place + 1] as usize];
                parts.extend(own.iter().map(|at| Part { slot: slot as u32, at: *at }));
            }
        }
    }
}

/// Things in the order of their places, and where those of each place start: a counting sort, since places are few and known.
/// `given` says place and thing, and says it twice.
fn grouped<I: Iterator<Item = (u32, u32)>>(given: impl Fn() -> I, places: usize) -> (Vec<u32>, Vec<u32>) {
    // One place behind, so that filling moves each start to where it belongs.
    let mut of_places = vec![0u32; places + 1];
    given().for_each(|(place, _)| of_places[place as usize + 1] += 1);
    let mut things = vec![0; of_places.iter().map(|n| *n as usize).sum()];
    starts(&mut of_places[1..]);
    for (place, thing) in given() {
        let at = &mut of_places[place as usize + 1];
        things[*at as usize] = thing;
        *at += 1;
    }
    (of_places, things)
}

/// What is known of the distribution of each of `slots`.
///
/// # Errors
/// When the environment asks for no thread, or a thread has stopped.
pub(crate) fn sweep(store: &DayStore, parts: &Parts, wants: &DayWants, slots: usize) -> Result<DayColumn> {
    let threads = width(None)?.min(parts.len() / ENOUGH).max(1);
    let mut column = DayColumn::of_none(wants, slots);
    // Few enough at a time for all threads to end together, of which roll-ups are the longest and come first.
    let each = (slots / (threads * TURNS)).clamp(1, MOST);
    let turns = Mutex::new(column.parts(each).into_iter().enumerate());
    let work = || wide(Sweep { store, parts, each, turns: &turns, wants });
    std::thread::scope(|scope| -> Result<()> {
        let others: Vec<_> = (1..threads).map(|_| beside(scope, work)).collect();
        work();
        let stopped = |_| Error::new(ErrorKind::Interrupted, "a thread has stopped");
        others.into_iter().try_for_each(|other| other.join().map_err(stopped))
    })?;
    drop(turns);
    Ok(column)
}

/// What one thread does: takes some slots as long as there are any.
struct Sweep<'s, 'c> {
    store: &'s DayStore,
    parts: &'s Parts,
    each: usize,
    turns: &'s Mutex<Enumerate<IntoIter<DaySlots<'c>>>>,
    wants: &'s DayWants,
}

impl Work for Sweep<'_, '_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { store, parts, each, turns, wants } = self;
        let (mut histogram, mut scratch) = (Histogram::default(), Scratch::default());
        let (mut list, mut taken) = (Vec::new(), Vec::new());
        loop {
            // Locked for this statement only. Whatever stopped another thread, what is taken here nobody else has.
            let next = turns.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((turn, mut slots)) = next else { return };
            let first = turn * each;
            parts.gather(first..first + slots.cases.len(), &mut taken);
            let mut ahead = taken.get(AHEAD..).unwrap_or_default();
            for run in taken.chunk_by(|a, b| a.slot == b.slot) {
                let slot = run[0].slot as usize - first;
                let soon = ahead.split_off(..run.len().min(ahead.len())).unwrap_or_default();
                for part in soon.iter().take(AHEAD) {
                    store.soon(part.at as usize);
                }
                if let Some(days) = few(store, run, &mut list) {
                    slots.sweep_few(slot, days, wants, &mut scratch);
                    continue;
                }
                histogram.clear();
                // A loop and no closure, so that it is compiled for wide instructions, too.
                for (p, part) in run.iter().enumerate() {
                    if let Some(further) = run.get(p + AHEAD) {
                        store.soon(further.at as usize);
                    }
                    store.pour(part.at as usize, &mut histogram);
                }
                slots.sweep(slot, &mut histogram, wants, &mut scratch);
            }
        }
    }
}
