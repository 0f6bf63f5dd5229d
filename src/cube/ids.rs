//! Repeated identifiers: the first row that bears one counts, every later one is set aside.
//!
//! "First" is a matter of order, so a scan that looks for repeats goes through its source on one thread. An
//! identifier is remembered by 128 bits of its hash: the chance that two of a thousand million collide is below
//! 1 in 10²⁰.

use crate::case::{RawColumn, Rows};
use crate::cube::columns;
use hashbrown::HashSet;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

/// The identifiers met so far.
#[derive(Debug, Default)]
pub struct Ids {
    seen: Mutex<HashSet<u128, foldhash::fast::FixedState>>,
}

impl Ids {
    /// None met yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.allocation_size()
    }

    /// The rows of a chunk whose identifier stood in an earlier row or an earlier chunk, rising. White space
    /// around an identifier is no part of it, and a row without one, or with one of the words in `nulls`,
    /// repeats none.
    pub fn repeated(&self, rows: &dyn Rows, source: usize, nulls: &BTreeSet<String>) -> Vec<u32> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let column = rows.column(source);
        let mut hashes = hashes(rows, &column, nulls);
        let repeats = |row: &u32| hashes(*row as usize).is_some_and(|hash| !seen.insert(hash));
        (0..rows.len() as u32).filter(repeats).collect()
    }
}

/// What an identifier is remembered by.
pub(crate) fn hash(bytes: &[u8]) -> u128 {
    let (low, high) = (foldhash::fast::FixedState::with_seed(1), foldhash::fast::FixedState::with_seed(2));
    u128::from(high.hash_one(bytes)) << 64 | u128::from(low.hash_one(bytes))
}

/// The hash of each row's identifier; none where it says nothing.
pub(crate) fn hashes<'r>(
    rows: &'r dyn Rows,
    column: &'r RawColumn<'r>,
    nulls: &'r BTreeSet<String>,
) -> impl FnMut(usize) -> Option<u128> + 'r {
    // Words for nothing are short: a longer text need not be looked up among them.
    let longest = nulls.iter().map(String::len).max().unwrap_or(0);
    let is_null = move |text: &[u8]| {
        let short = text.len() <= 2 * longest;
        short && rows.decode(text).is_ok_and(|word| nulls.contains(word.as_ref()))
    };
    let there = move |text: &[u8]| {
        let text = text.trim_ascii();
        (!text.is_empty() && !is_null(text)).then(|| hash(text))
    };
    move |row: usize| match column {
        RawColumn::Text { text, valid } => {
            valid.is_none_or(|v| v.get(row)).then(|| there(text.get(row))).flatten()
        }
        other => there(columns::original(other, row).as_bytes()),
    }
}
