//! How many threads work, and work that is shared among them.

mod beside;

pub(crate) use beside::beside;

use crate::{Error, ErrorKind, Result};
use std::mem::MaybeUninit;
use std::ops::Range;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads to use: those asked for, else what the environment's `COURTMETRICS_THREADS` says, else as many as the
/// machine offers.
///
/// # Errors
/// When that is no number above 0.
pub(crate) fn width(asked: Option<usize>) -> Result<usize> {
    let wrong = |value: &str| {
        Error::new(ErrorKind::Argument, format!("threads is {value}")).rule("at least one thread works")
    };
    if let Some(threads) = asked {
        return if threads > 0 { Ok(threads) } else { Err(wrong("0")) };
    }
    match std::env::var("COURTMETRICS_THREADS") {
        Ok(text) => match text.parse::<usize>() {
            Ok(threads) if threads > 0 => Ok(threads),
            _ => Err(wrong(&format!("\"{text}\" in COURTMETRICS_THREADS"))),
        },
        Err(_) => Ok(machine()),
    }
}

/// Threads that the machine offers. To ask it means to read files, so it is asked once.
fn machine() -> usize {
    static THREADS: OnceLock<usize> = OnceLock::new();
    *THREADS.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from))
}

/// What `work` makes of a few things, each on a thread of its own where that is worth its start.
pub(crate) fn map<T: Send, R: Send>(
    things: impl IntoIterator<Item = T>,
    worth: bool,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    let mut things = things.into_iter();
    if !worth || width(None).unwrap_or(1) < 2 {
        return things.map(work).collect();
    }
    std::thread::scope(|scope| {
        let work = &work;
        let first = things.next();
        let others: Vec<_> = things.map(|thing| beside(scope, move || work(thing))).collect();
        let first = first.map(work);
        let others = others.into_iter().map(|other| other.join());
        let others = others.map(|made| made.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        first.into_iter().chain(others).collect()
    })
}

/// What `work` makes of `0..len`, `each` results of every number: cut into runs of at least `least` numbers, one for
/// each thread; the results stand in order, so that they are the same for any number of threads.
///
/// For work behind a scan, which has refused a number of threads that is none. Panics where `work` makes fewer results
/// than it says.
#[allow(unsafe_code)]
pub(crate) fn in_runs<T: Send>(
    len: usize,
    least: usize,
    each: usize,
    work: impl Fn(Range<usize>, &mut Made<'_, T>) + Sync,
) -> Vec<T> {
    let threads = width(None).unwrap_or(1).min(len / least.max(1)).max(1);
    let mut all = Vec::with_capacity(len * each);
    let mut room = &mut all.spare_capacity_mut()[..len * each];
    let runs = (0..threads).map(|t| {
        let run = len * t / threads..len * (t + 1) / threads;
        let (slots, rest) = std::mem::take(&mut room).split_at_mut(run.len() * each);
        room = rest;
        (run, Made { slots, len: 0 })
    });
    let runs: Vec<_> = runs.collect();
    let full = map(runs, threads > 1, |(run, mut made)| {
        work(run, &mut made);
        made.len == made.slots.len()
    });
    assert!(full.into_iter().all(|full| full), "work has made too few results");
    // SAFETY: the runs cover all of `0..len`, and each has filled its slots.
    unsafe { all.set_len(len * each) };
    all
}

/// Where the results of a run go.
pub(crate) struct Made<'m, T> {
    slots: &'m mut [MaybeUninit<T>],
    len: usize,
}

impl<T> Made<'_, T> {
    /// Adds results; those beyond what was said are left out.
    #[inline]
    pub fn extend(&mut self, results: impl IntoIterator<Item = T>) {
        let mut len = self.len;
        for (slot, result) in self.slots[len..].iter_mut().zip(results) {
            slot.write(result);
            len += 1;
        }
        self.len = len;
    }
}

/// What `work` makes of each of `0..len`, in order: every thread takes the next number that none has taken, where that is
/// worth its start.
pub(crate) fn by_turns<R: Send>(len: usize, worth: bool, work: impl Fn(usize) -> R + Sync) -> Vec<R> {
    let threads = width(None).unwrap_or(1).min(len);
    let next = AtomicUsize::new(0);
    let made = map(0..threads, worth && threads > 1, |_| {
        let turns = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        turns.take_while(|turn| *turn < len).map(|turn| (turn, work(turn))).collect::<Vec<_>>()
    });
    let mut made: Vec<(usize, R)> = made.into_iter().flatten().collect();
    made.sort_unstable_by_key(|(turn, _)| *turn);
    made.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_come_back_in_order_and_miss_nothing() {
        for (len, least) in [(0, 1), (1, 1), (7, 1), (1000, 1), (1000, 5000), (10, 0)] {
            let made = in_runs(len, least, 1, |run, made| made.extend(run));
            assert_eq!(made, (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn turns_come_back_in_order_and_none_is_taken_twice() {
        for (len, worth) in [(0, true), (1, true), (5, false), (1_000, true)] {
            let taken = AtomicUsize::new(0);
            let made = by_turns(len, worth, |turn| {
                taken.fetch_add(1, Ordering::Relaxed);
                turn * turn
            });
            assert_eq!(made, (0..len).map(|turn| turn * turn).collect::<Vec<_>>());
            assert_eq!(taken.into_inner(), len);
        }
    }
}
