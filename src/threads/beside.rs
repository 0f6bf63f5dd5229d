//! Threads that begin at once.

use std::thread::{Scope, ScopedJoinHandle, yield_now};

/// Starts work on a thread beside the one at hand.
///
/// A new thread may be put on the processor of the one that starts it though another one is idle, most of all where
/// processors are virtual and the system does not know which of them rest. There it would wait for that thread, and
/// short work would take twice as long as it needs. So it is let in at once, and moves to another processor.
pub(crate) fn beside<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    let here = processor();
    let started = scope.spawn(move || {
        if let Some(processor) = here {
            leave(processor);
        }
        work()
    });
    yield_now();
    started
}

/// The number of the processor that this thread is on, where the system tells.
#[allow(unsafe_code)]
fn processor() -> Option<usize> {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: it takes nothing, and gives a number or −1.
        usize::try_from(unsafe { libc::sched_getcpu() }).ok()
    }
    #[cfg(not(target_os = "linux"))]
    None
}

/// Moves this thread to another processor where it is on this one and may be on others. After that it may be on the
/// same ones as before, those of them that are in use.
#[cfg(target_os = "linux")]
#[allow(unsafe_code)]
fn leave(here: usize) {
    if processor() != Some(here) || here >= libc::CPU_SETSIZE as usize {
        return;
    }
    let size = size_of::<libc::cpu_set_t>();
    // SAFETY: a set of processors is plain bits, of which all zeros are the empty set.
    let mut allowed: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    // SAFETY: the system fills a set of the size that it is told. It refuses where it has more processors.
    if unsafe { libc::sched_getaffinity(0, size, &raw mut allowed) } != 0 {
        return;
    }
    let mut others = allowed;
    // SAFETY: the number lies within the set.
    unsafe { libc::CPU_CLR(here, &mut others) };
    // SAFETY: the sets are only read, and the second is what this thread had. Where the first is refused, as when it is
    // empty, nothing changes.
    unsafe {
        if libc::sched_setaffinity(0, size, &raw const others) == 0 {
            libc::sched_setaffinity(0, size, &raw const allowed);
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn leave(_here: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_beside_has_its_result_and_its_panics() {
        let made = std::thread::scope(|scope| {
            let both = [1, 2].map(|n| beside(scope, move || n * 10));
            both.map(|started| started.join().unwrap())
        });
        assert_eq!(made, [10, 20]);
        std::thread::scope(|scope| assert!(beside(scope, || panic!("within")).join().is_err()));
    }

    /// After it has left a processor, a thread may be on all that it could be on before.
    #[cfg(target_os = "linux")]
    #[test]
    fn a_thread_that_moves_on_may_come_back() {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let before = allowed();
                for _ in 0..20 {
                    let here = processor().unwrap();
                    leave(here);
                    assert_eq!(allowed(), before);
                }
            });
        });
    }

    /// Which processors this thread may be on.
    #[cfg(target_os = "linux")]
    fn allowed() -> Vec<usize> {
        let status = std::fs::read_to_string("/proc/thread-self/status").unwrap();
        let list = status.lines().find_map(|line| line.strip_prefix("Cpus_allowed_list:")).unwrap();
        let ends = |part: &str| {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            first.trim().parse::<usize>().unwrap()..=last.trim().parse().unwrap()
        };
        list.split(',').flat_map(ends).collect()
    }
}
