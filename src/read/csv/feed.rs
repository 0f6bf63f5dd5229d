//! Blocks of text that arrive in order: cut by whoever takes them, looked at by several threads.

use super::block::Block;
use super::cells::Cells;
use super::chunks::Task;
use super::crew::{Post, lock};
use super::split::Splitter;
use crate::{Error, ErrorKind, Result};
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};

/// The pieces of a text, as they come from the thread that unpacks it.
pub(super) struct Feed<'a> {
    task: Task<'a>,
    /// Bytes of the input that were unpacked so far.
    taken: &'a AtomicU64,
    line: Mutex<Line>,
}

struct Line {
    pieces: Receiver<io::Result<Vec<u8>>>,
    back: Sender<Vec<u8>>,
    /// The beginning of a record that the last block did not hold to its end.
    carry: Vec<u8>,
    /// Bytes of the header that are still to come.
    skip: usize,
    base: u64,
    row: u64,
    ordinal: u64,
    ended: bool,
}

impl<'a> Feed<'a> {
    pub(super) fn new(
        task: Task<'a>,
        taken: &'a AtomicU64,
        pieces: Receiver<io::Result<Vec<u8>>>,
        back: Sender<Vec<u8>>,
    ) -> Self {
        let (base, skip) = (task.body, task.body as usize);
        let line = Line { pieces, back, carry: Vec::new(), skip, base, row: 1, ordinal: 0, ended: false };
        Self { task, taken, line: Mutex::new(line) }
    }

    /// How many blocks and records there were.
    pub(super) fn count(&self) -> (u64, u64) {
        let line = lock(&self.line);
        (line.ordinal, line.row - 1)
    }

    /// The work of one thread: block after block, until none is left.
    pub(super) fn work(&self, post: &mut Post<'_, '_>, visit: &mut dyn FnMut(&Block<'_>) -> Result<()>) {
        let mut splitter = Splitter::new(self.task.delimiter, self.task.wanted);
        let mut cells = Cells::new(self.task.wanted.len());
        let mut text = Vec::new();
        while post.go_on() {
            let mut line = lock(&self.line);
            let (ordinal, row, base) = (line.ordinal, line.row, line.base);
            match line.cut(&self.task, &mut splitter, &mut text, &mut cells) {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => {
                    line.ended = true;
                    return post.crew.fail(ordinal, error);
                }
            }
            drop(line);
            post.crew.done.store(self.taken.load(Ordering::Relaxed), Ordering::Relaxed);
            if !cells.records.is_empty()
                && let Err(error) = visit(&Block::new(ordinal, row, base, &text, &cells))
            {
                return post.crew.fail(ordinal, error);
            }
        }
    }
}

impl Line {
    /// Takes pieces into `text` until a record ends, and splits it; false when nothing is left.
    fn cut(
        &mut self,
        task: &Task<'_>,
        splitter: &mut Splitter,
        text: &mut Vec<u8>,
        cells: &mut Cells,
    ) -> Result<bool> {
        text.clear();
        cells.clear();
        if self.ended {
            return Ok(false);
        }
        text.append(&mut self.carry);
        let mut start = 0;
        while !self.ended && cells.records.is_empty() {
            let piece = match self.pieces.recv() {
                Ok(piece) => piece.map_err(|error| task.input.failed(&error))?,
                // The sender says when it ends; it is gone without a word only if it panicked.
                Err(_) => return Err(Error::new(ErrorKind::Read, "unpacking was given up")),
            };
            self.ended = piece.is_empty();
            let skipped = self.skip.min(piece.len());
            self.skip -= skipped;
            text.extend_from_slice(&piece[skipped..]);
            // Nobody takes it back when the sender has finished.
            let _ = self.back.send(piece);
            start = splitter.split(text, start, text.len(), self.ended, cells).end;
            if text.len() - start > task.longest {
                return Err(task.too_long(self.row + cells.records.len() as u64, text.len() - start));
            }
        }
        self.carry.extend_from_slice(&text[start..]);
        self.base += start as u64;
        self.row += cells.records.len() as u64;
        self.ordinal += 1;
        Ok(true)
    }
}
