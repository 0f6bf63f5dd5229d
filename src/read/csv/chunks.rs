//! Blocks of a file that can be read at any place, split by several threads at once.

use super::block::Block;
use super::cells::Cells;
use super::chain::{Chain, Guard, Turn};
use super::crew::{Crew, Post};
use super::source::{Input, Window};
use super::split::Splitter;
use crate::{Error, ErrorKind, Result};
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes read beyond a block's end, where its last record usually ends.
const BEYOND: usize = 16 << 10;

/// What a scan looks for, and how large its blocks are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task<'a> {
    pub input: &'a Input,
    /// Where the first record behind the header begins.
    pub body: u64,
    pub delimiter: u8,
    pub wanted: &'a [usize],
    pub block: usize,
    pub longest: usize,
}

impl Task<'_> {
    /// The error for the record in line as number `row`, of which `len` bytes did not hold the end.
    pub(super) fn too_long(&self, row: u64, len: usize) -> Error {
        let what = format!("row {row} does not end within {} KiB", len.div_ceil(1024));
        Error::new(ErrorKind::Read, what)
            .rule(format!("a record takes at most {} KiB", self.longest.div_ceil(1024)))
            .hint("look for a quote at the start of one of its cells that is never closed")
    }
}

/// What the threads share.
pub(super) struct Blocks<'a> {
    task: Task<'a>,
    count: u64,
    next: AtomicU64,
    again: AtomicU64,
    chain: Chain,
}

impl<'a> Blocks<'a> {
    pub(super) fn new(task: Task<'a>) -> Self {
        let count = task.input.len().div_ceil(task.block as u64);
        let (next, again) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { task, count, next, again, chain: Chain::new(task.body) }
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// How many blocks had to be split a second time.
    pub(super) fn again(&self) -> u64 {
        self.again.load(Ordering::Relaxed)
    }

    /// How many records there were.
    pub(super) fn rows(&self) -> u64 {
        self.chain.rows()
    }

    /// The work of one thread: block after block, until none is left.
    pub(super) fn work(&self, post: &mut Post<'_, '_>, visit: &mut dyn FnMut(&Block<'_>) -> Result<()>) {
        let mut hand = Hand {
            blocks: self,
            splitter: Splitter::new(self.task.delimiter, self.task.wanted),
            cells: Cells::new(self.task.wanted.len()),
            window: Window::new(self.task.input),
        };
        let crew = post.crew;
        while post.go_on() {
            let ordinal = self.next.fetch_add(1, Ordering::Relaxed);
            if ordinal >= self.count {
                return;
            }
            let _guard = Guard { chain: &self.chain, crew, ordinal };
            match hand.block(ordinal, crew, visit) {
                Ok(bytes) => crew.done.fetch_add(bytes, Ordering::Relaxed),
                Err(error) => return self.chain.fail(ordinal, error, crew),
            };
        }
    }
}

/// One thread's things, used again for every block.
struct Hand<'a> {
    blocks: &'a Blocks<'a>,
    splitter: Splitter,
    cells: Cells,
    window: Window<'a>,
}

impl Hand<'_> {
    /// Reads, splits and shows one block; returns its bytes.
    fn block(
        &mut self,
        ordinal: u64,
        crew: &Crew<'_>,
        visit: &mut dyn FnMut(&Block<'_>) -> Result<()>,
    ) -> Result<u64> {
        let blocks = self.blocks;
        let (block, chain) = (blocks.task.block, &blocks.chain);
        let begin = ordinal * block as u64;
        let limit = (begin + block as u64).min(blocks.task.input.len());
        // The byte before tells whether a record begins with the block.
        let base = begin.saturating_sub(1);
        self.window.show(base, (limit - base) as usize + BEYOND)?;

        let guess = match chain.look(ordinal) {
            Some(_) => None,
            None => self.guess(limit)?,
        };
        let Some(turn) = chain.wait(ordinal, crew) else { return Ok(0) };
        let end = match guess {
            Some((start, end)) if start == turn.start => end,
            _ => {
                blocks.again.fetch_add(u64::from(guess.is_some()), Ordering::Relaxed);
                self.sure(turn, limit)?
            }
        };
        chain.hand_on(end, self.cells.records.len());
        if !self.cells.records.is_empty() {
            visit(&Block::new(ordinal, turn.row, base, self.window.text(), &self.cells))?;
        }
        Ok(limit - begin)
    }

    /// Splits from behind the first line end on, where a record most likely begins.
    fn guess(&mut self, limit: u64) -> Result<Option<(u64, u64)>> {
        let base = self.window.base();
        let within = &self.window.text()[..(limit - base) as usize];
        let Some(line_end) = memchr::memchr2(b'\n', b'\r', within) else { return Ok(None) };
        let start = line_end + 1;
        // A guess gone wrong may run on and on: it is dropped when it needs more than another block.
        let end = self.split(start, limit, self.blocks.task.block)?;
        Ok(end.map(|end| (base + start as u64, end)))
    }

    /// Splits from where the block before ended.
    fn sure(&mut self, turn: Turn, limit: u64) -> Result<u64> {
        self.cells.clear();
        if turn.start >= limit {
            return Ok(turn.start);
        }
        let task = &self.blocks.task;
        let start = (turn.start - self.window.base()) as usize;
        let end = self.split(start, limit, task.longest)?;
        end.ok_or_else(|| task.too_long(turn.row + self.cells.records.len() as u64, task.longest))
    }

    /// Splits the window from `start` on, growing it until the last record ends; none if that record is
    /// longer than `longest`.
    fn split(&mut self, mut start: usize, limit: u64, longest: usize) -> Result<Option<u64>> {
        let base = self.window.base();
        let limit = (limit - base) as usize;
        self.cells.clear();
        loop {
            let (text, last) = (self.window.text(), self.window.at_end());
            let split = self.splitter.split(text, start, limit, last, &mut self.cells);
            if split.complete {
                return Ok(Some(base + split.end as u64));
            }
            start = split.end;
            let unfinished = text.len() - start;
            if unfinished > longest {
                return Ok(None);
            }
            let len = text.len() + unfinished.max(BEYOND);
            self.window.grow(len)?;
        }
    }
}
