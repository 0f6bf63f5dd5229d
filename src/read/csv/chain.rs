//! Where each block's first record really begins: known from the block before, one after the other.
//!
//! A thread that has a block at hand may guess that a record begins behind the first line end. The guess is
//! right unless that line end lies in a quoted field, and nobody can tell without all the text before. So
//! the end of each block is handed on, and a block whose guess was wrong is split again.

use super::crew::{Crew, lock};
use crate::{Error, ErrorKind};
use std::sync::{Condvar, Mutex, PoisonError};

/// What is known about the block whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    /// Its number, from 0.
    pub ordinal: u64,
    /// The first byte of its first record; at or behind its end where it has none.
    pub start: u64,
    /// The number of its first record, counted from 1 behind the header.
    pub row: u64,
}

/// The turn, handed from block to block.
#[derive(Debug)]
pub(super) struct Chain {
    turn: Mutex<Turn>,
    moved: Condvar,
}

impl Chain {
    pub(super) fn new(start: u64) -> Self {
        Self { turn: Mutex::new(Turn { ordinal: 0, start, row: 1 }), moved: Condvar::new() }
    }

    /// The turn, if it is that of block `ordinal` already.
    pub(super) fn look(&self, ordinal: u64) -> Option<Turn> {
        Some(*lock(&self.turn)).filter(|turn| turn.ordinal == ordinal)
    }

    /// Waits for the turn of block `ordinal`; none if a block before has failed and it will never come.
    pub(super) fn wait(&self, ordinal: u64, crew: &Crew<'_>) -> Option<Turn> {
        let mut turn = lock(&self.turn);
        while turn.ordinal != ordinal {
            if crew.has_failed_before(ordinal) {
                return None;
            }
            turn = self.moved.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        Some(*turn)
    }

    /// Ends the turn at hand: `records` were found, and the next block's first record begins at `end`.
    pub(super) fn hand_on(&self, end: u64, records: usize) {
        let mut turn = lock(&self.turn);
        *turn = Turn { ordinal: turn.ordinal + 1, start: end, row: turn.row + records as u64 };
        drop(turn);
        self.moved.notify_all();
    }

    /// Notes that block `ordinal` failed, and wakes those who wait for a turn that never comes.
    pub(super) fn fail(&self, ordinal: u64, error: Error, crew: &Crew<'_>) {
        // Under the lock, so that nobody falls asleep between looking at the failure and waiting.
        let turn = lock(&self.turn);
        crew.fail(ordinal, error);
        drop(turn);
        self.moved.notify_all();
    }

    pub(super) fn rows(&self) -> u64 {
        lock(&self.turn).row - 1
    }
}

/// Ends the scan if the thread that works on a block panics, so that the others do not wait forever.
pub(super) struct Guard<'a> {
    pub chain: &'a Chain,
    pub crew: &'a Crew<'a>,
    pub ordinal: u64,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let error = Error::new(ErrorKind::Read, format!("block {} was given up", self.ordinal));
            self.chain.fail(self.ordinal, error, self.crew);
        }
    }
}
