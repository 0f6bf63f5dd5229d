//! The one pass over a source: workers, threads, progress, and what to do with rows set aside.

use crate::case::{Policy, Rows};
use crate::cube::{Cube, Ids, Lifetimes, Plan, Tally, Watch, Worker};
use crate::threads::map;
use crate::{Error, ErrorKind, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Shows a chunk of rows that begins with row `first` (from 0) to worker number `worker`.
pub type Visit<'v> = dyn Fn(&mut Worker<'_>, &dyn Rows, u64) -> Result<()> + Sync + 'v;

/// Something that has rows of cases.
pub trait Source {
    /// Names of the columns.
    fn header(&self) -> &[String];

    /// What a reader of the results should know of how the source was read.
    fn notes(&self) -> Vec<String> {
        Vec::new()
    }

    /// Where rows come from several places: the name of each, and its first row (from 0). Known when all rows
    /// have been shown.
    fn parts(&self) -> &[(Arc<str>, u64)] {
        &[]
    }

    /// Threads that find work in it, where that is known before: no more are made ready.
    fn width(&self) -> Option<usize> {
        None
    }

    /// Shows every row once, in chunks, to any of the workers; each worker is used by one thread at a time.
    /// Chunks are taken up in the order of their rows. Only the columns in `wanted` need be there.
    ///
    /// # Errors
    /// When reading fails, `visit` fails, or the caller asked to stop.
    fn show(
        &mut self,
        wanted: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()>;
}

/// How a scan runs.
#[derive(Default)]
pub struct ScanOptions<'a> {
    /// Threads; `None` is the environment's `COURTMETRICS_THREADS`, or else as many as the machine offers.
    pub threads: Option<usize>,
    /// Most bytes that the cells of all workers may take together; `None` is 4 GiB.
    pub memory_limit: Option<usize>,
    /// What happens when rows are set aside.
    pub policy: Policy,
    /// The scan ends early when this becomes true.
    pub stop: Option<&'a AtomicBool>,
    /// Called now and then, from any thread, with the work done and all of it, in the source's own unit (rows
    /// or bytes).
    pub progress: Option<&'a (dyn Fn(u64, u64) + Sync)>,
}

impl ScanOptions<'_> {
    /// Threads to use.
    ///
    /// # Errors
    /// When `COURTMETRICS_THREADS` is not a number above 0.
    pub fn width(&self) -> Result<usize> {
        crate::threads::width(self.threads)
    }

    /// # Errors
    /// When the caller asked to stop.
    pub fn go_on(&self) -> Result<()> {
        if self.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            return Err(Error::new(ErrorKind::Interrupted, "the scan was stopped"));
        }
        Ok(())
    }

    /// Tells that so many more rows than `done` are done, of `all` where it is known how many there are.
    #[cfg(feature = "arrow")]
    pub(crate) fn tell(&self, done: &std::sync::atomic::AtomicU64, more: usize, all: Option<u64>) {
        let so_far = done.fetch_add(more as u64, Ordering::Relaxed) + more as u64;
        if let Some(progress) = self.progress {
            progress(so_far, all.unwrap_or(so_far));
        }
    }
}

/// Counts a source by a plan.
///
/// # Errors
/// When reading fails, the policy does not allow the rows set aside, no row at all could be counted, the memory
/// limit is reached, or the caller asked to stop.
pub fn scan(source: &mut dyn Source, plan: &Plan, options: &ScanOptions<'_>) -> Result<Cube> {
    let workers = work(source, plan, options, &|worker| worker)?;
    let mut parts = map(workers, true, Worker::finish).into_iter();
    let mut cube = parts.next().ok_or_else(no_threads)?;
    for part in parts {
        cube.merge(part)?;
    }
    cube.locate(source.parts());
    cube.read_by(plan);
    check(cube.tally(), plan, options.policy)?;
    Ok(cube)
}

/// Counts how long the cases of a source last, by the groups of a plan.
///
/// # Errors
/// As [`scan`].
pub fn scan_lifetimes(
    source: &mut dyn Source,
    plan: &Plan,
    watch: Watch,
    options: &ScanOptions<'_>,
) -> Result<Lifetimes> {
    let workers = work(source, plan, options, &|worker| worker.watching(watch))?;
    let mut parts = map(workers, true, Worker::finish_lifetimes).into_iter().flatten();
    let mut lives = parts.next().ok_or_else(no_threads)?;
    for part in parts {
        lives.merge(part)?;
    }
    lives.locate(source.parts());
    check(lives.tally(), plan, options.policy)?;
    Ok(lives)
}

fn no_threads() -> Error {
    Error::new(ErrorKind::Argument, "threads is 0")
}

/// The workers after they have seen every row.
fn work<'p>(
    source: &mut dyn Source,
    plan: &'p Plan,
    options: &ScanOptions<'_>,
    made: &dyn Fn(Worker<'p>) -> Worker<'p>,
) -> Result<Vec<Worker<'p>>> {
    // The first row that bears an identifier counts, so with identifiers rows are taken in their order.
    let threads = if plan.unique().is_some() { 1 } else { options.width()? };
    let threads = source.width().map_or(threads, |width| threads.min(width.max(1)));
    let limit = options.memory_limit.unwrap_or(4 << 30) / threads;
    let mut workers = Vec::with_capacity(threads);
    for _ in 0..threads {
        workers.push(made(Worker::new(plan, Some(limit))?));
    }
    let ids = plan.unique().map(|_| Ids::new());
    let visit = |worker: &mut Worker<'_>, rows: &dyn Rows, first: u64| match plan.derive(rows)? {
        Some(derived) => worker.push(&derived, first, ids.as_ref()),
        None => worker.push(rows, first, ids.as_ref()),
    };
    source.show(&plan.columns(), &mut workers, options, &visit)?;
    // Few rows are shown to the first worker alone; the others have nothing to hand in.
    let busy = workers.iter().rposition(|worker| worker.rows() > 0).unwrap_or(0);
    workers.truncate(busy + 1);
    Ok(workers)
}

fn check(tally: &Tally, plan: &Plan, policy: Policy) -> Result<()> {
    tally.set_aside.enforce(policy)?;
    if tally.rows == 0 {
        return Err(Error::new(ErrorKind::Data, "the source has no rows")
            .rule("nothing can be measured on no cases")
            .hint("a stream of Arrow batches is empty when it has been read before"));
    }
    if tally.accepted() == 0 {
        let reasons: Vec<String> =
            tally.set_aside.counts().map(|(reason, n)| format!("{n} × {}", reason.word())).collect();
        let first = tally.set_aside.rows().first().map_or_else(String::new, |r| r.text.clone());
        let layouts: Vec<String> = plan.layouts().iter().map(|l| format!("\"{l}\"")).collect();
        return Err(Error::new(ErrorKind::Data, format!("none of the {} rows can be counted", tally.rows))
            .rule(format!(
                "{}; the first says {first}; dates are read as {}",
                reasons.join(", "),
                layouts.join(", ")
            ))
            .hint("name the layout of the dates: date_layouts=\"%d/%m/%Y\", \"%m/%d/%Y\" or \"excel\""));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::Request;
    use crate::read::Cases;

    /// Cases that remember how many workers they were shown to.
    struct Counting(Cases, usize);

    impl Source for Counting {
        fn header(&self) -> &[String] {
            self.0.header()
        }

        fn show(
            &mut self,
            wanted: &[usize],
            workers: &mut [Worker<'_>],
            options: &ScanOptions<'_>,
            visit: &Visit<'_>,
        ) -> Result<()> {
            self.1 = workers.len();
            self.0.show(wanted, workers, options, visit)
        }
    }

    /// No thread may wait for rows that another one, stopped or failed, will never bring.
    #[test]
    fn identifiers_are_looked_for_on_one_thread() {
        let mut cases = Cases::new(["case_id", "filed_on", "resolved_on"]);
        for (id, resolved) in [("1", "2023-02-01"), ("1", "2023-03-01"), ("2", "")] {
            cases.push([id.into(), "2023-01-05".into(), resolved.into()]).unwrap();
        }
        let mut source = Counting(cases, 0);
        for (unique, workers, counted) in [(Some("case_id"), 1, 2), (None, 4, 3)] {
            let request = Request::new(&["cepej"]).unwrap().unique(unique);
            let options = ScanOptions { threads: Some(4), ..ScanOptions::default() };
            let measured = request.run(&mut source, options).unwrap();
            assert_eq!((source.1, measured.cube.tally().accepted()), (workers, counted));
        }
    }
}
