//! Distributions put together and swept, slot by slot, by as many threads as the work is worth.
//!
//! Every slot is swept by one thread, so a result is the same for any number of them.

use crate::cube::machine::{Work, wide};
use crate::cube::{AHEAD, DayStore, Histogram};
use crate::ledger::days::{DayColumn, DayWants};
use crate::ledger::distribution::Scratch;
use crate::ledger::few::few;
use crate::threads::{beside, width};
use crate::{Error, ErrorKind, Result};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Distributions for which another thread is worth its start.
const ENOUGH: usize = 1 << 12;
/// Slots that a thread takes at a time.
const TAKEN: usize = 16;

/// A distribution and the slot that it is a part of.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Part {
    pub slot: u32,
    pub at: u32,
}

/// What is known of the distribution of each slot. A slot has parts on one level only.
///
/// # Errors
/// When the environment asks for no thread, or a thread has stopped.
pub(crate) fn sweep(
    store: &DayStore,
    levels: &[Vec<Part>],
    wants: &DayWants,
    slots: usize,
) -> Result<DayColumn> {
    // The coarse levels first: their slots are few and long.
    let runs: Vec<&[Part]> =
        levels.iter().rev().flat_map(|level| level.chunk_by(|a, b| a.slot == b.slot)).collect();
    let next = AtomicUsize::new(0);
    let work = || wide(Sweep { store, runs: &runs, next: &next, wants });
    let parts: usize = levels.iter().map(Vec::len).sum();
    let threads = width(None)?.min(parts / ENOUGH).max(1);
    let swept = std::thread::scope(|scope| -> Result<_> {
        let others: Vec<_> = (1..threads).map(|_| beside(scope, work)).collect();
        let mut swept = vec![work()];
        for other in others {
            let other = other.join();
            swept.push(other.map_err(|_| Error::new(ErrorKind::Interrupted, "a thread has stopped"))?);
        }
        Ok(swept)
    })?;
    let mut column = DayColumn::of_none(wants, slots);
    for (places, own) in swept {
        column.put(&places, &own);
    }
    Ok(column)
}

/// What one thread does: takes slots as long as there are some.
struct Sweep<'s> {
    store: &'s DayStore,
    runs: &'s [&'s [Part]],
    next: &'s AtomicUsize,
    wants: &'s DayWants,
}

impl Work for Sweep<'_> {
    type Output = (Vec<u32>, DayColumn);

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { store, runs, next, wants } = self;
        let (mut histogram, mut scratch) = (Histogram::default(), Scratch::default());
        let mut list = Vec::new();
        let (mut swept, mut column) = (Vec::new(), DayColumn::of_none(wants, 0));
        loop {
            let first = next.fetch_add(TAKEN, Ordering::Relaxed);
            let Some(taken) = runs.get(first..runs.len().min(first + TAKEN)).filter(|t| !t.is_empty()) else {
                return (swept, column);
            };
            for (r, run) in taken.iter().enumerate() {
                for part in taken.get(r + 1).into_iter().flat_map(|next| next.iter().take(AHEAD)) {
                    store.soon(part.at as usize);
                }
                swept.push(run[0].slot);
                if let Some(days) = few(store, run, &mut list) {
                    column.sweep_few(days, wants, &mut scratch);
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
                column.sweep(&mut histogram, wants, &mut scratch);
            }
        }
    }
}

/// Counting sort by slot: slots are few and known.
pub(crate) fn sorted(parts: &[Part], slots: usize) -> Vec<Part> {
    let mut starts = vec![0usize; slots + 1];
    parts.iter().for_each(|part| starts[part.slot as usize + 1] += 1);
    for s in 0..slots {
        starts[s + 1] += starts[s];
    }
    let mut sorted = vec![Part::default(); parts.len()];
    for part in parts {
        let at = &mut starts[part.slot as usize];
        sorted[*at] = *part;
        *at += 1;
    }
    sorted
}
