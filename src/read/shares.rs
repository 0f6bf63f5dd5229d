//! Pieces of work shared out among threads, neighbours to the same one.
//!
//! Rows that lie near each other in an export are mostly of the same periods or the same court. A thread that is given
//! one long run of them meets few cells that others meet, too; where all took the next piece in turn, each would meet
//! every cell. Who is done with his own run takes from the end of the longest that is left.

use std::sync::atomic::{AtomicU64, Ordering};

/// The runs of some threads, each as the place of its next piece and that of its end.
pub(crate) struct Shares(Vec<AtomicU64>);

fn packed(next: u64, end: u64) -> u64 {
    end << u32::BITS | next
}

/// Next and end of a run that has a piece left.
fn some_left(run: u64) -> Option<(u64, u64)> {
    let (next, end) = (run & u64::from(u32::MAX), run >> u32::BITS);
    (next < end).then_some((next, end))
}

impl Shares {
    /// `pieces` of work, at most 2³², for so many threads.
    pub fn new(pieces: usize, threads: usize) -> Self {
        let start = |thread: usize| (pieces * thread / threads) as u64;
        Self((0..threads).map(|thread| AtomicU64::new(packed(start(thread), start(thread + 1)))).collect())
    }

    /// The next piece for a thread: the first of its own run, or else the last of the longest.
    pub fn next(&self, thread: usize) -> Option<usize> {
        let own = self.0[thread].fetch_update(Ordering::Relaxed, Ordering::Relaxed, |run| {
            some_left(run).map(|(next, end)| packed(next + 1, end))
        });
        if let Some((next, _)) = own.ok().and_then(some_left) {
            return Some(next as usize);
        }
        loop {
            let left =
                |run: &AtomicU64| some_left(run.load(Ordering::Relaxed)).map_or(0, |(next, end)| end - next);
            let longest = self.0.iter().max_by_key(|run| left(run)).filter(|run| left(run) > 0)?;
            let taken = longest.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |run| {
                some_left(run).map(|(next, end)| packed(next, end - 1))
            });
            if let Some((_, end)) = taken.ok().and_then(some_left) {
                return Some(end as usize - 1);
            }
        }
    }

    /// Leaves nothing to do.
    pub fn stop(&self) {
        self.0.iter().for_each(|run| run.store(0, Ordering::Relaxed));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: seven pieces are 0, 1 and 2 to 3 and 4 to 6; the third thread is done and takes from the second, which
    /// has two left, and then from the first.
    #[test]
    fn who_is_done_takes_from_the_end_of_the_longest_run() {
        let shares = Shares::new(7, 3);
        let pieces = [2, 2, 2, 2, 0, 0, 1, 2].map(|thread| shares.next(thread));
        assert_eq!(pieces[..3], [Some(4), Some(5), Some(6)]);
        assert!([Some(1), Some(3)].contains(&pieces[3]));
        let mut all: Vec<usize> = pieces.into_iter().flatten().collect();
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn each_piece_is_taken_once_by_threads_that_run() {
        for (pieces, threads) in [(0, 1), (1, 3), (1_000, 1), (10_000, 4)] {
            let shares = Shares::new(pieces, threads);
            let mut all: Vec<usize> = std::thread::scope(|scope| {
                let take = |thread| std::iter::from_fn(|| shares.next(thread)).collect::<Vec<_>>();
                let takers: Vec<_> = (0..threads).map(|thread| scope.spawn(move || take(thread))).collect();
                takers.into_iter().flat_map(|taker| taker.join().unwrap()).collect()
            });
            all.sort_unstable();
            assert_eq!(all, (0..pieces).collect::<Vec<_>>());
        }
    }

    #[test]
    fn nothing_is_left_after_a_stop() {
        let shares = Shares::new(10, 2);
        assert_eq!(shares.next(1), Some(5));
        shares.stop();
        assert_eq!([shares.next(0), shares.next(1)], [None, None]);
    }
}
