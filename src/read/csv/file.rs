//! A CSV file that has been opened: its columns are known, its rows can be scanned.

use super::block::Block;
use super::chunks::{Blocks, Task};
use super::crew::{self, Watch};
use super::encoding::Encoding;
use super::feed::Feed;
use super::head::Head;
use super::source::Input;
use super::stream::{self, Packing, Unpack};
use crate::{Error, ErrorKind, Result};
use std::borrow::Cow;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

/// What to know about a file beforehand; everything has a default.
///
/// ```
/// use courtmetrics::read::csv::{CsvFile, CsvOptions, Encoding};
/// let text = b"court;filed\nPinghu;2023-01-05\n".to_vec();
/// let file = CsvFile::from_bytes(text, CsvOptions::default().encoding(Encoding::Utf8))?;
/// assert_eq!((file.delimiter(), file.header()), (b';', &["court".to_owned(), "filed".to_owned()][..]));
/// # Ok::<(), courtmetrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CsvOptions {
    pub(super) delimiter: Option<u8>,
    pub(super) encoding: Option<Encoding>,
    block: usize,
    longest: usize,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self { delimiter: None, encoding: None, block: 1 << 20, longest: 64 << 20 }
    }
}

impl CsvOptions {
    /// The byte between fields; without it the header decides among comma, semicolon, tab and vertical bar.
    pub fn delimiter(self, delimiter: u8) -> Self {
        Self { delimiter: Some(delimiter), ..self }
    }

    /// The encoding; without it a byte order mark decides, or else the text.
    pub fn encoding(self, encoding: Encoding) -> Self {
        Self { encoding: Some(encoding), ..self }
    }

    /// Bytes that a thread reads at once, 64 to 256 MiB; 1 MiB without it. Memory grows with it.
    pub fn block_bytes(self, bytes: usize) -> Self {
        Self { block: bytes.clamp(64, 256 << 20), ..self }
    }

    /// The longest record in bytes, up to 512 MiB; 64 MiB without it.
    ///
    /// It bounds the memory that a quote never closed can take: a record that runs beyond its block by more
    /// than this is an error.
    pub fn longest_record(self, bytes: usize) -> Self {
        Self { longest: bytes.clamp(1, 512 << 20), ..self }
    }
}

/// A CSV file: its columns, and a way to look at all of its rows.
#[derive(Debug)]
pub struct CsvFile {
    input: Input,
    options: CsvOptions,
    unpack: Unpack,
    head: Head,
}

/// What a scan has gone through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanReport {
    /// Records behind the header.
    pub records: u64,
    /// Blocks that the text was cut into.
    pub blocks: u64,
    /// Blocks that were split twice, since a line end in a quoted field looked like a record's end.
    pub split_again: u64,
    /// Bytes of the file.
    pub bytes: u64,
}

impl CsvFile {
    /// Opens a file, plain or compressed by gzip or zstd, and reads its header.
    ///
    /// # Errors
    /// When it cannot be read, is empty, has no row behind its header, is no text, is in neither UTF-8 nor
    /// GB18030, or when its delimiter is not clear from its header.
    pub fn open(path: impl AsRef<Path>, options: CsvOptions) -> Result<Self> {
        Self::new(Input::open(path.as_ref())?, options)
    }

    /// Takes text that is in memory, as [`CsvFile::open`] takes a file.
    ///
    /// # Errors
    /// As [`CsvFile::open`].
    pub fn from_bytes(bytes: Vec<u8>, options: CsvOptions) -> Result<Self> {
        Self::new(Input::Memory(bytes), options)
    }

    fn new(input: Input, options: CsvOptions) -> Result<Self> {
        let (head, unpack) = Head::read(&input, &options)?;
        Ok(Self { input, options, unpack, head })
    }

    /// The names of the columns, as the first record has them.
    pub fn header(&self) -> &[String] {
        &self.head.header
    }

    /// The byte between fields.
    pub fn delimiter(&self) -> u8 {
        self.head.delimiter
    }

    /// The encoding of the file.
    pub fn encoding(&self) -> Encoding {
        self.head.encoding
    }

    /// The text that bytes of a [`Block`] spell.
    ///
    /// # Errors
    /// As [`Encoding::decode`].
    pub fn decode<'a>(&self, bytes: &'a [u8]) -> Result<Cow<'a, str>> {
        self.text_encoding().decode(bytes)
    }

    /// As [`CsvFile::decode`], with `�` for what cannot be decoded: for messages, never for data.
    pub fn decode_lossy<'a>(&self, bytes: &'a [u8]) -> Cow<'a, str> {
        self.text_encoding().decode_lossy(bytes)
    }

    /// The encoding of what a [`Block`] shows: UTF-8 where the file had to be decoded as a whole.
    pub fn text_encoding(&self) -> Encoding {
        if self.unpack.recode.is_some() { Encoding::Utf8 } else { self.head.encoding }
    }

    /// Shows every block of records to `visit`, on as many threads as there are `states`.
    ///
    /// `wanted` are the columns to find, numbered from 0. Each thread has one of the states to itself; which
    /// blocks it gets is chance, so results must be put together by [`Block::ordinal`] or in a way in which
    /// order does not matter. Of several errors the one first in the file is returned.
    ///
    /// # Errors
    /// When reading fails, a record is too long, `wanted` names a column that is not there, the scan was
    /// stopped, or `visit` fails.
    ///
    /// # Examples
    /// ```
    /// use courtmetrics::read::csv::{CsvFile, CsvOptions, Watch};
    /// let file = CsvFile::from_bytes(b"id,court\n1,\"A, B\"\n2,C\n".to_vec(), CsvOptions::default())?;
    /// let mut found = vec![Vec::new(); 2];
    /// let report = file.scan(&[1], &mut found, Watch::default(), |found, block| {
    ///     found.extend(block.column(0).iter().map(<[u8]>::to_vec));
    ///     Ok(())
    /// })?;
    /// assert_eq!((found.concat(), report.records), (vec![b"A, B".to_vec(), b"C".to_vec()], 2));
    /// # Ok::<(), courtmetrics::Error>(())
    /// ```
    pub fn scan<S: Send>(
        &self,
        wanted: &[usize],
        states: &mut [S],
        watch: Watch<'_>,
        visit: impl Fn(&mut S, &Block<'_>) -> Result<()> + Sync,
    ) -> Result<ScanReport> {
        if let Some(&missing) = wanted.iter().find(|&&column| column >= self.header().len()) {
            let columns = self.header().len();
            return Err(Error::new(ErrorKind::Argument, format!("column {missing} is wanted"))
                .rule(format!("columns are numbered from 0, and there are {columns}")));
        }
        let task = Task {
            input: &self.input,
            body: self.head.body,
            delimiter: self.head.delimiter,
            wanted,
            block: self.options.block,
            longest: self.options.longest,
        };
        let bytes = self.input.len();
        let done = AtomicU64::new(0);
        if self.is_direct() {
            // Small files are cut smaller, so that every thread has its share.
            let share = (bytes / (4 * states.len().max(1)) as u64).max(64 << 10);
            let task = Task { block: task.block.min(share as usize), ..task };
            let blocks = Blocks::new(task);
            crew::work(states, watch, &done, bytes, |state, post| {
                blocks.work(post, &mut |block| visit(state, block));
            })?;
            let (records, split_again) = (blocks.rows(), blocks.again());
            return Ok(ScanReport { records, blocks: blocks.count(), split_again, bytes });
        }
        let taken = AtomicU64::new(0);
        let (blocks, records) = std::thread::scope(|scope| {
            let (out, pieces) = mpsc::sync_channel(1);
            let (back, spare) = mpsc::channel();
            let mut reader = self.unpack.reader(&self.input, &taken).map_err(|e| self.input.failed(&e))?;
            scope.spawn(move || {
                stream::send(&mut reader, task.block, &{ out }, &{ spare });
            });
            let feed = Feed::new(task, &taken, pieces, back);
            crew::work(states, watch, &done, bytes, |state, post| {
                feed.work(post, &mut |block| visit(state, block));
            })?;
            Ok::<_, Error>(feed.count())
        })?;
        Ok(ScanReport { records, blocks, split_again: 0, bytes })
    }

    /// The number of the line, from 1, that holds byte `offset` of the text: see [`Block::offset`].
    ///
    /// Reads the text up to there, so it is for a few rows in a message, not for every row.
    ///
    /// # Errors
    /// When reading fails.
    pub fn line_of(&self, offset: u64) -> Result<u64> {
        let mut buffer = vec![0; 256 << 10];
        let (mut at, mut line) = (0, 1);
        let taken = AtomicU64::new(0);
        let mut reader = self.unpack.reader(&self.input, &taken).map_err(|e| self.input.failed(&e))?;
        while at < offset {
            let room = (buffer.len() as u64).min(offset - at).max(64) as usize;
            let n = reader.read(&mut buffer[..room]).map_err(|error| self.input.failed(&error))?;
            if n == 0 {
                break;
            }
            let before = n.min((offset - at) as usize);
            line += memchr::memchr_iter(b'\n', &buffer[..before]).count() as u64;
            at += n as u64;
        }
        debug_assert!(taken.load(Ordering::Relaxed) <= self.input.len());
        Ok(line)
    }

    fn is_direct(&self) -> bool {
        self.unpack.packing == Packing::Plain && self.unpack.recode.is_none()
    }
}
