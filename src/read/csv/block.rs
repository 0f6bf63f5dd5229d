//! A block of records, as a scan shows it.

use super::cells::{Cells, Column};

/// Some records in a row, with their wanted cells.
#[derive(Debug, Clone, Copy)]
pub struct Block<'a> {
    ordinal: u64,
    first_row: u64,
    offset: u64,
    text: &'a [u8],
    cells: &'a Cells,
}

impl<'a> Block<'a> {
    pub(super) fn new(ordinal: u64, first_row: u64, offset: u64, text: &'a [u8], cells: &'a Cells) -> Self {
        Self { ordinal, first_row, offset, text, cells }
    }

    /// The number of the block in file order, from 0; blocks without a record are not shown.
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// How many records it has.
    pub fn len(&self) -> usize {
        self.cells.records.len()
    }

    /// Whether it has no record, which a scan never shows.
    pub fn is_empty(&self) -> bool {
        self.cells.records.is_empty()
    }

    /// The cells of the wanted column that stands at `position` in the list handed to the scan.
    pub fn column(&self, position: usize) -> Column<'a> {
        self.cells.column(position, self.text)
    }

    /// The number of fields of `record`, which is less or more than the header's where the file is ragged.
    pub fn fields(&self, record: usize) -> usize {
        self.cells.records[record].fields as usize
    }

    /// The records whose number of fields is not `fields`, with the number that they have.
    pub fn ragged(&self, fields: usize) -> impl Iterator<Item = (usize, usize)> + use<'a> {
        let records = self.cells.records.iter().enumerate();
        records.map(|(i, r)| (i, r.fields as usize)).filter(move |(_, found)| *found != fields)
    }

    /// The row number of `record` in the file: the first record behind the header is row 1.
    pub fn row(&self, record: usize) -> u64 {
        self.first_row + record as u64
    }

    /// Where `record` begins in the file's text, in bytes; see
    /// [`CsvFile::line_of`](super::CsvFile::line_of).
    pub fn offset(&self, record: usize) -> u64 {
        self.offset + u64::from(self.cells.records[record].start)
    }

    /// `record` as it stands in the file, quotes and all, without its line end; not decoded.
    pub fn raw(&self, record: usize) -> &'a [u8] {
        let record = self.cells.records[record];
        &self.text[record.start as usize..record.end as usize]
    }
}
