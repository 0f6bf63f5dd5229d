//! A CSV file as a source of cases.

use crate::case::{RawColumn, Rows};
use crate::cube::Worker;
use crate::read::csv::{Block, CsvFile, Encoding, Watch};
use crate::read::{ScanOptions, Source, Visit};
use crate::{Error, ErrorKind, Result};
use std::borrow::Cow;

/// A block of records with the columns that were found in it.
struct BlockRows<'a> {
    file: &'a CsvFile,
    block: &'a Block<'a>,
    wanted: &'a [usize],
    misfits: Vec<u32>,
}

impl Rows for BlockRows<'_> {
    fn len(&self) -> usize {
        self.block.len()
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        match self.wanted.iter().position(|w| *w == source) {
            Some(position) => RawColumn::Text { text: self.block.column(position).text(), valid: None },
            None => RawColumn::Absent,
        }
    }

    fn decode<'b>(&self, bytes: &'b [u8]) -> Result<Cow<'b, str>> {
        self.file.decode(bytes)
    }

    fn misfits(&self) -> &[u32] {
        &self.misfits
    }

    fn original(&self, row: usize, sources: &[usize]) -> Vec<String> {
        let cell = |source: &usize| match self.wanted.iter().position(|w| w == source) {
            Some(position) => self.file.decode_lossy(self.block.column(position).get(row)).into_owned(),
            None => String::new(),
        };
        sources.iter().map(cell).collect()
    }
}

impl Source for CsvFile {
    fn header(&self) -> &[String] {
        Self::header(self)
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.encoding() != Encoding::Utf8 {
            notes.push(format!("the file is read as {}; encoding= says another", self.encoding()));
        }
        if self.delimiter() != b',' {
            notes.push(format!("cells are divided by {:?}", char::from(self.delimiter())));
        }
        notes
    }

    fn show(
        &mut self,
        wanted: &[usize],
        workers: &mut [Worker<'_>],
        options: &ScanOptions<'_>,
        visit: &Visit<'_>,
    ) -> Result<()> {
        let columns = Self::header(self).len();
        let mut tell = |done, all| {
            if let Some(progress) = options.progress {
                progress(done, all);
            }
            Ok(())
        };
        let watch = Watch { stop: options.stop, progress: Some(&mut tell) };
        let file = &*self;
        let delimiter = self.delimiter();
        file.scan(wanted, workers, watch, |worker, block| {
            let last = block.len() - 1;
            if is_open(block.raw(last), delimiter) {
                return Err(Error::new(
                    ErrorKind::Read,
                    format!("the file ends within a quoted cell of row {}", block.row(last)),
                )
                .rule("a quote that opens a cell is closed, or else everything behind it is one cell")
                .hint("close the quote, or fetch the file again if it was cut off"));
            }
            let misfits = block.ragged(columns).map(|(row, _)| row as u32).collect();
            let rows = BlockRows { file, block, wanted, misfits };
            visit(worker, &rows, block.row(0) - 1)
        })?;
        Ok(())
    }
}

/// Whether a record ends within a quoted cell, as only the last one of a file can.
fn is_open(record: &[u8], delimiter: u8) -> bool {
    let mut rest = record;
    loop {
        if let Some(mut content) = rest.strip_prefix(b"\"") {
            // A doubled quote is text, a single one closes.
            loop {
                let Some(quote) = memchr::memchr(b'"', content) else { return true };
                content = &content[quote + 1..];
                match content.strip_prefix(b"\"") {
                    Some(more) => content = more,
                    None => break,
                }
            }
            rest = content;
        }
        match memchr::memchr(delimiter, rest) {
            Some(at) => rest = &rest[at + 1..],
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_open_where_a_quote_that_opens_a_cell_is_not_closed() {
        for record in [
            "",
            "a",
            "a,b",
            "\"a\"",
            "\"a,b\",c",
            "a,5\" pipe",
            "\"\"\"\"",
            "a,\"\"",
            "\"a\"b\"c",
            "\"a\nb\",\"\"\"c\"\"\"",
        ] {
            assert!(!is_open(record.as_bytes(), b','), "{record}");
        }
        for record in ["\"", "a,\"", "\"a,b", "\"\"\"", "a,\"b\"\"", "\"a\",\"b\n\"\"c,d"] {
            assert!(is_open(record.as_bytes(), b','), "{record}");
        }
    }
}
