//! How many threads work.

use crate::{Error, ErrorKind, Result};
use std::ops::Range;
use std::sync::OnceLock;

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
        let others: Vec<_> = things.map(|thing| scope.spawn(move || work(thing))).collect();
        let first = first.map(work);
        let others = others.into_iter().map(|other| other.join());
        let others = others.map(|made| made.unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        first.into_iter().chain(others).collect()
    })
}

/// What `work` makes of `0..len`, `each` results of every number: cut into runs of at least `least` numbers, one for
/// each thread; the results are put together in order, so that they are the same for any number of threads.
///
/// For work behind a scan, which has refused a number of threads that is none.
pub(crate) fn in_runs<T: Send>(
    len: usize,
    least: usize,
    each: usize,
    work: impl Fn(Range<usize>, &mut Vec<T>) + Sync,
) -> Vec<T> {
    let threads = width(None).unwrap_or(1).min(len / least.max(1)).max(1);
    let runs = (0..threads).map(|t| len * t / threads..len * (t + 1) / threads);
    let made = map(runs, threads > 1, |run| {
        // The first has room for all.
        let mut made = Vec::with_capacity(if run.start == 0 { len } else { run.len() } * each);
        work(run, &mut made);
        made
    });
    let all = made.into_iter().reduce(|mut all, mut next| {
        all.append(&mut next);
        all
    });
    all.unwrap_or_default()
}

/// Does two things, each on a thread of its own where that is worth its start.
#[cfg(feature = "arrow")]
pub(crate) fn join<A: Send, B: Send>(
    worth: bool,
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    if !worth || width(None).unwrap_or(1) < 2 {
        return (a(), b());
    }
    std::thread::scope(|scope| {
        let b = scope.spawn(b);
        let a = a();
        (a, b.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
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
}
