//! Workbooks (.xlsx): one sheet as a source of cases, or as a table of texts as it stands.
//!
//! **What it is.** A sheet is read from its beginning, some thousand rows at a time, by one thread. A cell that
//! is formatted as a date is a date, in the workbook's own system (1900 or 1904); a number is the decimal that
//! its fifteen digits say, so that an amount of 0.1 + 0.2 is 0.3; a truth value is `true` or `false`.
//!
//! **Rules.** Nothing is guessed: of several sheets with content one is named. The header is the first row in
//! which two cells or more say something, or the row that is named. Rows that say nothing are left out. Of a
//! cell that is merged over several rows, each row says the same. A row whose cell holds an error (`#N/A`) in a
//! column that is needed is set aside.
//!
//! **When to use something else.** A sheet ends at 1,048,576 rows, and unpacking its text costs more than
//! counting it: exports of some size are better CSV or Parquet.

mod book;
mod cell;
mod grid;
mod source;

pub use source::XlsxFile;

/// Which part of a workbook is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SheetOptions {
    /// The sheet's name; without it the only one with content.
    pub sheet: Option<String>,
    /// The row of the sheet, from 1, that names the columns; without it the first with two cells or more.
    pub header_row: Option<u32>,
}
