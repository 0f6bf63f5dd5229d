//! Long work without the interpreter's lock: Ctrl-C and progress get their turn twenty times a second.

use crate::case::Policy;
use crate::read::ScanOptions;
use crate::{Error, ErrorKind, Result};
use pyo3::prelude::*;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// What a job may look at and tell while it runs.
pub(crate) struct Desk<'a> {
    pub stop: &'a AtomicBool,
    pub progress: &'a (dyn Fn(u64, u64) + Sync),
}

impl<'a> Desk<'a> {
    /// Options of a scan that looks at this desk.
    pub fn options(
        &self,
        threads: Option<usize>,
        memory_limit: Option<usize>,
        policy: Policy,
    ) -> ScanOptions<'a> {
        ScanOptions { threads, memory_limit, policy, stop: Some(self.stop), progress: Some(self.progress) }
    }
}

/// Runs `job` on a thread of its own, or in place where it is `short`. `progress` is called with (done, all).
pub(crate) fn detached<T: Send>(
    py: Python<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    short: bool,
    job: impl FnOnce(Desk<'_>) -> Result<T> + Send,
) -> PyResult<T> {
    let progress = progress.map(|p| p.clone().unbind());
    let (stop, done, all) = (AtomicBool::new(false), AtomicU64::new(0), AtomicU64::new(0));
    let tell = |so_far, total| {
        done.fetch_max(so_far, Ordering::Relaxed);
        all.store(total, Ordering::Relaxed);
    };
    let broken = || Error::new(ErrorKind::Interrupted, "the computation broke off inside");
    let desk = Desk { stop: &stop, progress: &tell };
    let (result, mut raised) = py.detach(|| {
        if short {
            return (catch_unwind(AssertUnwindSafe(|| job(desk))).unwrap_or_else(|_| Err(broken())), None);
        }
        std::thread::scope(|scope| {
            let (send, receive) = channel();
            let worker = scope.spawn(move || {
                let result = job(desk);
                _ = send.send(());
                result
            });
            let mut raised = None;
            while receive.recv_timeout(Duration::from_millis(50)) == Err(RecvTimeoutError::Timeout) {
                if raised.is_some() {
                    continue;
                }
                let turn = Python::attach(|py| {
                    py.check_signals()?;
                    let total = all.load(Ordering::Relaxed);
                    if let (Some(progress), true) = (&progress, total > 0) {
                        progress.call1(py, (done.load(Ordering::Relaxed), total))?;
                    }
                    Ok::<(), PyErr>(())
                });
                if let Err(error) = turn {
                    stop.store(true, Ordering::Relaxed);
                    raised = Some(error);
                }
            }
            (worker.join().unwrap_or_else(|_| Err(broken())), raised)
        })
    });
    let (done, total) = (done.load(Ordering::Relaxed), all.load(Ordering::Relaxed));
    if let (Some(progress), None, true) = (&progress, &raised, total > 0) {
        // Where it got, also for a job that was over before its first turn.
        raised = progress.call1(py, (done, total)).err();
    }
    match raised {
        Some(error) => Err(error),
        None => result.map_err(PyErr::from),
    }
}
