//! A small table as it stands: texts in rows, titles and notes among them.
//!
//! Aggregate tables are read whole, and what is a header and what a number is for their codebook to say. Use a
//! [`Source`](crate::read::Source) for cases.

use crate::read::open::{WORKBOOK, no_workbook};
use crate::{Error, ErrorKind, Result};
use std::path::Path;

/// A row: the line of the text on which it begins (of a table without lines: 1 for its column names, 2 for
/// the first row), and its cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// Counted from 1.
    pub line: u64,
    /// Texts, as they stand.
    pub cells: Vec<String>,
    /// For each cell whether it came as a number: those are written with a point, whatever the codebook says of
    /// commas. Empty where none did.
    pub plain: Vec<bool>,
}

/// A table of texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grid {
    /// The rows in order, titles, headers and empty lines included.
    pub rows: Vec<GridRow>,
    /// What a reader must know of the file.
    pub notes: Vec<String>,
}

/// What a codebook says of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GridText {
    /// Between cells; without it the character of `,` `;` tab and `|` that most lines have equally often.
    pub delimiter: Option<char>,
    /// The name of the encoding; without it the bytes decide.
    pub encoding: Option<String>,
    /// The sheet of a workbook; without it the only one with content.
    pub sheet: Option<String>,
}

impl Grid {
    /// A table of texts, the first row of which is line 1.
    ///
    /// ```
    /// use courtmetrics::read::Grid;
    /// let grid = Grid::from_rows([["Court", "Filed"], ["Avola", "41"]]);
    /// assert_eq!(grid.rows[1].line, 2);
    /// ```
    pub fn from_rows<R, S>(rows: impl IntoIterator<Item = R>) -> Self
    where
        R: IntoIterator<Item = S>,
        S: Into<String>,
    {
        let row = |(i, cells): (usize, R)| GridRow {
            line: i as u64 + 1,
            cells: cells.into_iter().map(Into::into).collect(),
            plain: Vec::new(),
        };
        Self { rows: rows.into_iter().enumerate().map(row).collect(), ..Self::default() }
    }

    /// A table out of a CSV file (plain, gz or zstd), a Parquet file or a workbook (.xlsx).
    ///
    /// # Errors
    /// When the file cannot be read or is of a kind that no reader here knows.
    pub fn open(path: impl AsRef<Path>, options: &GridText) -> Result<Self> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let bytes = std::fs::read(path).map_err(|e| Error::new(ErrorKind::Read, format!("{name}: {e}")))?;
        if bytes.starts_with(b"PAR1") {
            return Self::parquet(bytes, &name);
        }
        if bytes.starts_with(WORKBOOK) {
            return Self::workbook(&bytes, options, &name);
        }
        if options.sheet.is_some() {
            return Err(no_workbook(&name));
        }
        Self::from_text(&bytes, options, &name)
    }

    #[cfg(feature = "xlsx")]
    fn workbook(bytes: &[u8], options: &GridText, name: &str) -> Result<Self> {
        Self::from_workbook(bytes, options.sheet.as_deref(), name)
    }

    #[cfg(not(feature = "xlsx"))]
    fn workbook(_: &[u8], _: &GridText, name: &str) -> Result<Self> {
        Err(crate::read::open::unread_workbook(name))
    }

    #[cfg(feature = "parquet")]
    fn parquet(bytes: Vec<u8>, name: &str) -> Result<Self> {
        let (schema, batches) = crate::read::parquet::read_all(bytes).map_err(|e| e.at(name))?;
        Self::from_batches(&schema, &batches)
    }

    #[cfg(not(feature = "parquet"))]
    fn parquet(_: Vec<u8>, name: &str) -> Result<Self> {
        Err(Error::new(ErrorKind::Read, format!("{name} is a Parquet file"))
            .rule("this build reads no Parquet")
            .hint("build with the feature \"parquet\""))
    }

    /// A table out of the bytes of a CSV file; `name` stands in messages.
    ///
    /// # Errors
    /// When the bytes are no text in the encoding.
    #[cfg(feature = "csv")]
    pub fn from_text(bytes: &[u8], options: &GridText, name: &str) -> Result<Self> {
        use crate::read::csv::{Encoding, records, text};
        let asked = options.encoding.as_deref().map(str::parse::<Encoding>).transpose()?;
        let (text, encoding) = text(bytes, asked, name)?;
        let (records, delimiter) = match options.delimiter {
            Some(delimiter) => (records(&text, delimiter), delimiter),
            None => [',', ';', '\t', '|']
                .map(|delimiter| (records(&text, delimiter), delimiter))
                .into_iter()
                .rev()
                .max_by_key(|(records, _)| alike(records))
                .unwrap_or_default(),
        };
        let mut notes = Vec::new();
        if encoding != Encoding::Utf8 {
            notes.push(format!("the file is read as {encoding}; encoding= says another"));
        }
        if delimiter != ',' {
            notes.push(format!("cells are divided by {delimiter:?}"));
        }
        let rows =
            records.into_iter().map(|(line, cells)| GridRow { line, cells, plain: Vec::new() }).collect();
        Ok(Self { rows, notes })
    }

    /// A build without CSV reads none.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(feature = "csv"))]
    pub fn from_text(_: &[u8], _: &GridText, name: &str) -> Result<Self> {
        Err(Error::new(ErrorKind::Read, format!("{name} is no Parquet file"))
            .rule("this build reads no CSV")
            .hint("build with the feature \"csv\""))
    }

    /// A table out of record batches; the names of the columns are its first row.
    ///
    /// # Errors
    /// When a column is of a type that cannot be read.
    #[cfg(feature = "arrow")]
    pub fn from_batches(schema: &arrow_schema::Schema, batches: &[arrow_array::RecordBatch]) -> Result<Self> {
        use crate::case::Rows;
        use crate::read::arrow::{BatchRows, check_types, new_identity};
        let wanted: Vec<usize> = (0..schema.fields().len()).collect();
        check_types(schema, &wanted)?;
        let names = schema.fields().iter().map(|f| f.name().clone()).collect();
        let mut rows = vec![GridRow { line: 1, cells: names, plain: Vec::new() }];
        let plain: Vec<bool> = schema.fields().iter().map(|f| f.data_type().is_numeric()).collect();
        for batch in batches {
            let columns = wanted.iter().map(|c| (*c, batch.column(*c).clone(), new_identity())).collect();
            let shown = BatchRows::new(batch.num_rows(), columns);
            for row in 0..batch.num_rows() {
                let (line, cells) = (rows.len() as u64 + 1, shown.original(row, &wanted));
                rows.push(GridRow { line, cells, plain: plain.clone() });
            }
        }
        Ok(Self { rows, notes: Vec::new() })
    }
}

/// Rows that have the number of cells that most rows of several cells have; then that number.
#[cfg(feature = "csv")]
fn alike(records: &[(u64, Vec<String>)]) -> (usize, usize) {
    let mut lengths: Vec<usize> = records.iter().map(|(_, cells)| cells.len()).filter(|n| *n > 1).collect();
    lengths.sort_unstable();
    lengths.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0])).max().unwrap_or_default()
}

#[cfg(all(test, feature = "csv"))]
mod tests {
    use super::*;

    fn read(text: &str) -> Grid {
        Grid::from_text(text.as_bytes(), &GridText::default(), "table.csv").unwrap()
    }

    #[test]
    fn the_delimiter_is_the_one_that_makes_rows_alike_whatever_stands_in_titles_and_decimals() {
        let grid = read("Gerichte, Länder, 2023\n\nGericht;Eingänge;Dauer\nA;1.204;5,1\nB;87;10,2\n");
        assert_eq!(grid.rows[3].cells, ["A", "1.204", "5,1"]);
        assert_eq!(grid.rows[3].line, 4);
        assert_eq!(grid.notes, ["cells are divided by ';'"]);
        assert_eq!(read("Court,Filed\nA,\"1,204\"\n").rows[1].cells, ["A", "1,204"]);
        assert_eq!(read("Court\nA\n").rows[1].cells, ["A"]);
    }
}
