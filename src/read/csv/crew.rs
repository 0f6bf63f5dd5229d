//! The threads of one scan: who works, who has failed, whether to stop, how far it is.

use crate::threads::beside;
use crate::{Error, ErrorKind, Result};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How often progress is told.
const BEAT: Duration = Duration::from_millis(50);

/// How a caller follows a scan, and stops it.
#[derive(Default)]
pub struct Watch<'a> {
    /// The scan ends early with [`ErrorKind::Interrupted`] when this becomes true.
    pub stop: Option<&'a AtomicBool>,
    /// Called about 20 times a second on the calling thread, with the bytes done and all bytes.
    ///
    /// An error that it returns ends the scan and is the scan's error.
    pub progress: Option<&'a mut dyn FnMut(u64, u64) -> Result<()>>,
}

impl std::fmt::Debug for Watch<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("stop", &self.stop).finish_non_exhaustive()
    }
}

/// What the threads of one scan share.
pub(super) struct Crew<'a> {
    stop: Option<&'a AtomicBool>,
    /// Set when all shall leave as soon as they can: the caller gave up.
    leave: AtomicBool,
    /// The first block, in file order, that failed.
    failed_at: AtomicU64,
    failure: Mutex<Option<(u64, Error)>>,
    pub(super) done: &'a AtomicU64,
    total: u64,
}

/// What one thread sees of its crew.
pub(super) struct Post<'c, 'w> {
    pub(super) crew: &'c Crew<'c>,
    progress: Option<&'w mut dyn FnMut(u64, u64) -> Result<()>>,
    told: Instant,
}

impl Post<'_, '_> {
    /// Whether to go on with another block; tells progress when it is time.
    pub(super) fn go_on(&mut self) -> bool {
        if let Some(progress) = &mut self.progress
            && self.told.elapsed() >= BEAT
        {
            self.told = Instant::now();
            if let Err(error) = progress(self.crew.done.load(Ordering::Relaxed), self.crew.total) {
                self.crew.leave.store(true, Ordering::Relaxed);
                self.crew.fail(0, error);
            }
        }
        if self.crew.stop.is_some_and(|stop| stop.load(Ordering::Relaxed)) {
            self.crew.leave.store(true, Ordering::Relaxed);
        }
        !self.crew.leave.load(Ordering::Relaxed) && !self.crew.has_failed_before(u64::MAX)
    }
}

/// Lets each of `states` work on a thread of its own, the first on this one, until all have returned.
pub(super) fn work<S: Send>(
    states: &mut [S],
    watch: Watch<'_>,
    done: &AtomicU64,
    total: u64,
    run: impl Fn(&mut S, &mut Post<'_, '_>) + Sync,
) -> Result<()> {
    let failure = Mutex::new(None);
    let (leave, failed_at) = (AtomicBool::new(false), AtomicU64::new(u64::MAX));
    let crew = Crew { stop: watch.stop, leave, failed_at, failure, done, total };
    let Some((mine, others)) = states.split_first_mut() else {
        return Err(Error::new(ErrorKind::Argument, "there are no states to scan with")
            .rule("each thread has one state")
            .hint("pass at least one"));
    };
    let mut progress = watch.progress;
    std::thread::scope(|scope| {
        let (crew, run) = (&crew, &run);
        for state in others {
            beside(scope, move || run(state, &mut Post { crew, progress: None, told: Instant::now() }));
        }
        let progress = progress.as_mut().map(|progress| &mut **progress as &mut dyn FnMut(u64, u64) -> _);
        run(mine, &mut Post { crew, progress, told: Instant::now() });
    });
    let failure = crew.failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, error)) = failure {
        return Err(error);
    }
    if crew.leave.into_inner() {
        return Err(Error::new(ErrorKind::Interrupted, "the scan was stopped before its end"));
    }
    if let Some(progress) = progress {
        progress(total, total)?;
    }
    Ok(())
}

impl Crew<'_> {
    /// Notes that block `ordinal` failed; of several failures the first in file order is kept.
    pub(super) fn fail(&self, ordinal: u64, error: Error) {
        let mut failure = lock(&self.failure);
        if failure.as_ref().is_none_or(|(known, _)| ordinal < *known) {
            *failure = Some((ordinal, error));
        }
        self.failed_at.fetch_min(ordinal, Ordering::Relaxed);
    }

    /// Whether a block before `ordinal` has failed, so that `ordinal` need not be looked at.
    pub(super) fn has_failed_before(&self, ordinal: u64) -> bool {
        self.failed_at.load(Ordering::Relaxed) < ordinal
    }
}

/// The lock, also after a panic elsewhere: that panic ends the scan anyhow.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
