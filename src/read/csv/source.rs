//! Where the bytes come from: a file or memory, read at any place by any number of threads.

use crate::{Error, ErrorKind, Result};
use std::fs::File;
use std::io;
use std::path::Path;

/// Bytes that can be read at any place.
#[derive(Debug)]
pub(super) enum Input {
    /// A regular file, its length when it was opened, and its name.
    File { file: File, len: u64, name: String },
    /// Text that is in memory already.
    Memory(Vec<u8>),
}

impl Input {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let failed = |error: &io::Error| Error::new(ErrorKind::Read, format!("{name}: {error}"));
        let file = File::open(path).map_err(|e| failed(&e))?;
        let about = file.metadata().map_err(|e| failed(&e))?;
        if !about.is_file() {
            return Err(Error::new(ErrorKind::Read, format!("{name} is not a regular file"))
                .rule("a file is read at several places at once")
                .hint("write the stream to a file first"));
        }
        Ok(Self::File { file, len: about.len(), name })
    }

    pub(super) fn len(&self) -> u64 {
        match self {
            Self::File { len, .. } => *len,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    /// All bytes, where they are in memory.
    pub(super) fn in_memory(&self) -> Option<&[u8]> {
        match self {
            Self::File { .. } => None,
            Self::Memory(bytes) => Some(bytes),
        }
    }

    /// The name that messages use.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::File { name, .. } => name,
            Self::Memory(_) => "the text in memory",
        }
    }

    /// Reads from `offset` until `buffer` is full or the input ends; returns how many bytes there were.
    pub(super) fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        match self {
            Self::Memory(bytes) => {
                let rest = &bytes[bytes.len().min(offset as usize)..];
                let n = rest.len().min(buffer.len());
                buffer[..n].copy_from_slice(&rest[..n]);
                Ok(n)
            }
            Self::File { file, len, .. } => {
                let want = buffer.len().min(len.saturating_sub(offset) as usize);
                let mut done = 0;
                while done < want {
                    match read_some(file, &mut buffer[done..want], offset + done as u64) {
                        Ok(0) => break,
                        Ok(n) => done += n,
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(error),
                    }
                }
                Ok(done)
            }
        }
    }

    /// What to say when reading fails.
    pub(super) fn failed(&self, error: &io::Error) -> Error {
        let what = format!("{}: {error}", self.name());
        let error_kind = error.kind();
        let error = Error::new(ErrorKind::Read, what);
        match error_kind {
            io::ErrorKind::UnexpectedEof => error
                .rule("the file ends before its content does, or became shorter while it was read")
                .hint("fetch the file again"),
            _ => error,
        }
    }
}

#[cfg(unix)]
fn read_some(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_some(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// A growing window on an input: one buffer, or the memory itself.
#[derive(Debug)]
pub(super) struct Window<'a> {
    input: &'a Input,
    base: u64,
    len: usize,
    buffer: Vec<u8>,
}

impl<'a> Window<'a> {
    pub(super) fn new(input: &'a Input) -> Self {
        Self { input, base: 0, len: 0, buffer: Vec::new() }
    }

    /// Shows the `len` bytes from `base` on, or as many as there are.
    pub(super) fn show(&mut self, base: u64, len: usize) -> Result<()> {
        self.base = base;
        self.len = 0;
        self.grow(len)
    }

    /// Shows `len` bytes, or as many as there are, from the same place on.
    pub(super) fn grow(&mut self, len: usize) -> Result<()> {
        let len = len.min((self.input.len() - self.base) as usize);
        if self.input.in_memory().is_none() && len > self.len {
            if self.buffer.len() < len {
                self.buffer.resize(len, 0);
            }
            let missing = &mut self.buffer[self.len..len];
            let read = self.input.read_at(missing, self.base + self.len as u64);
            let short = read.map_err(|e| self.input.failed(&e))? < len - self.len;
            if short {
                return Err(self.input.failed(&io::ErrorKind::UnexpectedEof.into()));
            }
        }
        self.len = len;
        Ok(())
    }

    pub(super) fn base(&self) -> u64 {
        self.base
    }

    pub(super) fn text(&self) -> &[u8] {
        match self.input.in_memory() {
            Some(bytes) => &bytes[self.base as usize..][..self.len],
            None => &self.buffer[..self.len],
        }
    }

    /// Whether nothing follows what it shows.
    pub(super) fn at_end(&self) -> bool {
        self.base + self.len as u64 == self.input.len()
    }
}

/// Refuses what is no text, by its first bytes.
pub(super) fn refuse_binary(head: &[u8], name: &str) -> Result<()> {
    const MAGIC: [(&[u8], &str, &str); 8] = [
        (b"PAR1", "a Parquet file", "read it as Parquet"),
        (b"ARROW1", "an Arrow file", "hand its record batches over as Arrow"),
        (
            b"PK\x03\x04",
            "a zip archive, perhaps an xlsx workbook",
            "save the sheet as CSV, or unpack the archive",
        ),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV"),
        // A build with the feature "zstd" has unpacked it before.
        (
            b"\x28\xb5\x2f\xfd",
            "compressed by zstd",
            "build with the feature \"zstd\", or compress it by gzip",
        ),
        (b"\xfd7zXZ", "compressed by xz", "unpack it, or compress it by gzip"),
        (b"BZh9", "compressed by bzip2", "unpack it, or compress it by gzip"),
        (b"%PDF-", "a PDF document", "ask for the table as CSV"),
    ];
    let refuse = |what: String, hint: &str| {
        Err(Error::new(ErrorKind::Read, format!("{name} {what}"))
            .rule("CSV is text, plain or compressed by gzip or zstd")
            .hint(hint))
    };
    if head.is_empty() {
        return Err(Error::new(ErrorKind::Read, format!("{name} is empty"))
            .rule("a CSV file begins with a line that names its columns")
            .hint("check that the export has finished"));
    }
    for (magic, what, hint) in MAGIC {
        if head.starts_with(magic) {
            return refuse(format!("is {what}"), hint);
        }
    }
    match memchr::memchr(0, head) {
        Some(at) => refuse(
            format!("holds a NUL byte at position {at}"),
            "pass encoding=\"utf-16le\" or encoding=\"utf-16be\" if it is text in UTF-16",
        ),
        None => Ok(()),
    }
}
