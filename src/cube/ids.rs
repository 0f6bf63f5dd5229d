//! Repeated identifiers: the first row that bears one counts, every later one is set aside.
//!
//! Chunks are read by several threads, but their identifiers are entered in the order of the source, so that
//! "first" means the same for any number of threads. An identifier is remembered by 128 bits of its hash: the
//! chance that two of a thousand million collide is below 1 in 10²⁰.

use crate::case::{RawColumn, Rows};
use crate::cube::columns;
use crate::{Error, ErrorKind, Result};
use hashbrown::HashSet;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::sync::{Condvar, Mutex, PoisonError};

/// The identifiers met so far.
#[derive(Debug, Default)]
pub struct Ids {
    state: Mutex<State>,
    turn: Condvar,
}

#[derive(Debug, Default)]
struct State {
    next: u64,
    stopped: bool,
    seen: HashSet<u128, foldhash::fast::FixedState>,
}

impl Ids {
    /// None met yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets waiting threads go: some chunk will never come.
    pub fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.turn.notify_all();
    }

    /// The rows of the chunk that begins with row `first` (from 0) whose identifier stood in an earlier row,
    /// rising. Waits for the rows before it. White space around an identifier is no part of it, and a row
    /// without one, or with one of the words in `nulls`, repeats none.
    ///
    /// # Errors
    /// When another thread has stopped.
    pub fn repeated(
        &self,
        rows: &dyn Rows,
        source: usize,
        nulls: &BTreeSet<String>,
        first: u64,
    ) -> Result<Vec<u32>> {
        let column = rows.column(source);
        let (low, high) =
            (foldhash::fast::FixedState::with_seed(1), foldhash::fast::FixedState::with_seed(2));
        let hash = |bytes: &[u8]| u128::from(high.hash_one(bytes)) << 64 | u128::from(low.hash_one(bytes));
        // Words for nothing are short: a longer text need not be looked up among them.
        let longest = nulls.iter().map(String::len).max().unwrap_or(0);
        let is_null = |text: &[u8]| {
            let short = text.len() <= 2 * longest;
            short && rows.decode(text).is_ok_and(|word| nulls.contains(word.as_ref()))
        };
        let there = |text: &[u8]| {
            let text = text.trim_ascii();
            (!text.is_empty() && !is_null(text)).then(|| hash(text))
        };
        let hashes: Vec<Option<u128>> = (0..rows.len())
            .map(|row| match &column {
                RawColumn::Text { text, valid } => {
                    valid.is_none_or(|v| v.get(row)).then(|| there(text.get(row))).flatten()
                }
                other => there(columns::original(other, row).as_bytes()),
            })
            .collect();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while state.next != first && !state.stopped {
            state = self.turn.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return Err(Error::new(ErrorKind::Interrupted, "the scan has stopped"));
        }
        let repeated = hashes
            .into_iter()
            .enumerate()
            .filter_map(|(row, hash)| hash.is_some_and(|h| !state.seen.insert(h)).then_some(row as u32))
            .collect();
        state.next += rows.len() as u64;
        drop(state);
        self.turn.notify_all();
        Ok(repeated)
    }
}
