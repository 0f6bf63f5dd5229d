//! Distributions put together and swept, slot by slot, by as many threads as the work is worth.
//!
//! Every slot is swept by one thread, so a result is the same for any number of them.

use crate::cube::machine::{Work, wide};
use crate::cube::{AHEAD, DayStore, Histogram};
use crate::ledger::days::{DayColumn, DaySlots, DayWants};
use crate::ledger::distribution::Scratch;
use crate::ledger::few::few;
use crate::threads::{beside, width};
use crate::{Error, ErrorKind, Result};
use std::iter::Enumerate;
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

/// What is known of the distribution of each slot, of which the parts come in the order of the slots.
///
/// # Errors
/// When the environment asks for no thread, or a thread has stopped.
pub(crate) fn sweep(store: &DayStore, parts: &[Part], wants: &DayWants, slots: usize) -> Result<DayColumn> {
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
    parts: &'s [Part],
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
        let mut list = Vec::new();
        loop {
            // Locked for this statement only. Whatever stopped another thread, what is taken here nobody else has.
            let taken = turns.lock().unwrap_or_else(PoisonError::into_inner).next();
            let Some((turn, mut slots)) = taken else { return };
            let first = turn * each;
            let from = |slot: usize| parts.partition_point(|part| (part.slot as usize) < slot);
            let taken = &parts[from(first)..from(first + each)];
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

/// All parts in the order of their slots: a counting sort, since slots are few and known. `parts` gives them twice.
pub(crate) fn sorted<I: Iterator<Item = Part>>(parts: impl Fn() -> I, slots: usize) -> Vec<Part> {
    let mut starts = vec![0usize; slots + 1];
    parts().for_each(|part| starts[part.slot as usize + 1] += 1);
    for s in 0..slots {
        starts[s + 1] += starts[s];
    }
    let mut sorted = vec![Part::default(); starts[slots]];
    for part in parts() {
        let at = &mut starts[part.slot as usize];
        sorted[*at] = part;
        *at += 1;
    }
    sorted
}
