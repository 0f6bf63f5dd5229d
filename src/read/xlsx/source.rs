//! A sheet as a source of cases.

use super::SheetOptions;
use super::book::{Book, failed};
use super::cell::{DAY, Said};
use crate::case::{Bits, RawColumn, Reason, Rows, Text};
use crate::cube::Worker;
use crate::read::{ScanOptions, Source, Visit};
use crate::{Error, ErrorKind, Result};
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Rows that are shown at a time.
const ROWS: usize = 8192;

/// A sheet of a workbook, row for row a case.
#[derive(Debug)]
pub struct XlsxFile {
    book: Book<BufReader<File>>,
    sheet: String,
    header: Vec<String>,
    /// The header's row, from 0.
    header_row: u32,
    /// The sheet's last row as it says itself, for progress.
    last_row: u32,
    /// Cells right of the last named column.
    beyond: u64,
}

impl XlsxFile {
    /// Opens a workbook and reads the header of a sheet.
    ///
    /// # Errors
    /// When it is no workbook, the sheet is not there or not clear, or no row can be the header.
    pub fn open(path: impl AsRef<Path>, options: &SheetOptions) -> Result<Self> {
        let mut book = Book::open(path.as_ref())?;
        let sheet = book.choose(options.sheet.as_deref())?;
        let of_1904 = book.inner.has_1904_epoch();
        let name = book.name.clone();
        let mut cells = book.inner.worksheet_cells_reader(&sheet).map_err(|e| failed(&name, &e))?;
        let last_row = cells.dimensions().end.0;
        let mut found: Option<(u32, Vec<(u32, String)>)> = None;
        while let Some(cell) = cells.next_cell().map_err(|e| failed(&name, &e))? {
            let (row, column) = cell.get_position();
            let said = Said::new(cell.get_value(), of_1904);
            let passed = options.header_row.is_some_and(|asked| row + 1 < asked);
            if said == Said::Nothing || passed {
                continue;
            }
            match &mut found {
                Some((at, named)) if *at == row => named.push((column, said.text())),
                Some((_, named)) if options.header_row.is_some() || named.len() > 1 => break,
                _ => found = Some((row, vec![(column, said.text())])),
            }
        }
        let found = found.filter(|(at, named)| match options.header_row {
            Some(asked) => at + 1 == asked,
            None => named.len() > 1,
        });
        let Some((header_row, named)) = found else {
            let sheet = format!("sheet \"{sheet}\" of {name}");
            return Err(match options.header_row {
                Some(asked) => Error::new(ErrorKind::Read, format!("row {asked} of {sheet} names no column")),
                None => Error::new(ErrorKind::Read, format!("{sheet} names no columns"))
                    .rule("the header is the first row in which two cells or more say something"),
            }
            .hint("name its row: header_row=3"));
        };
        drop(cells);
        let width = named.iter().map(|(column, _)| *column as usize + 1).max().unwrap_or(0);
        let mut header = vec![String::new(); width];
        named.into_iter().for_each(|(column, text)| header[column as usize] = text);
        Ok(Self { book, sheet, header, header_row, last_row, beyond: 0 })
    }

    /// The sheet's name.
    pub fn sheet(&self) -> &str {
        &self.sheet
    }

    /// Cells whose content holds for the rows below them: for each such column, first and last row.
    fn merged(&mut self) -> Result<HashMap<u32, Vec<(u32, u32)>>> {
        let found = self.book.inner.merge_cells_by_sheet_name(&self.sheet);
        let mut merged: HashMap<u32, Vec<(u32, u32)>> = HashMap::new();
        for part in found.map_err(|e| failed(&self.book.name, &e))? {
            if part.start.0 > self.header_row && part.end.0 > part.start.0 {
                merged.entry(part.start.1).or_default().push((part.start.0, part.end.0));
            }
        }
        Ok(merged)
    }
}

impl Source for XlsxFile {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = vec![format!("the sheet \"{}\" is read", self.sheet)];
        if self.header_row > 0 {
            notes.push(format!("row {} of the sheet names the columns", self.header_row + 1));
        }
        if self.beyond > 0 {
            notes
                .push(format!("{} cells stand right of the last named column and are not read", self.beyond));
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
        let Some(worker) = workers.first_mut() else { return Ok(()) };
        let merged = self.merged()?;
        let of_1904 = self.book.inner.has_1904_epoch();
        let (name, width) = (self.book.name.clone(), self.header.len());
        let fail = |e: calamine::XlsxError| failed(&name, &e);
        let mut cells = self.book.inner.worksheet_cells_reader(&self.sheet).map_err(fail)?;
        let total = u64::from(self.last_row.saturating_sub(self.header_row)).max(1);
        let mut place = vec![None; width];
        wanted.iter().enumerate().for_each(|(at, column)| place[*column] = Some(at));
        // For each wanted column: the last row for which what stands above still holds, and that.
        let mut above: Vec<(u32, Said<'_>)> = vec![(0, Said::Nothing); wanted.len()];
        let mut said: Vec<Said<'_>> = vec![Said::Nothing; wanted.len()];
        let (mut chunk, mut first, mut row_at) = (Chunk::new(wanted), 0u64, None);
        loop {
            let cell = cells.next_cell().map_err(fail)?;
            let next_row = cell.as_ref().map(|cell| cell.get_position().0);
            if let Some(done) = row_at
                && next_row != Some(done)
            {
                if next_row.is_some_and(|next| next < done) {
                    return Err(failed(&name, &format!("row {} stands behind row {}", done, done + 1)));
                }
                for (cell, (until, held)) in said.iter_mut().zip(&above) {
                    if *until >= done && *cell == Said::Nothing {
                        cell.clone_from(held);
                    }
                }
                if !chunk.takes(&said) || chunk.rows == ROWS {
                    options.go_on()?;
                    visit(worker, &chunk, first)?;
                    first += chunk.rows as u64;
                    chunk = Chunk::new(wanted);
                    if let Some(progress) = options.progress {
                        progress(first.min(total), total);
                    }
                }
                chunk.push(&said);
                said.fill(Said::Nothing);
                row_at = None;
            }
            let Some(cell) = cell else { break };
            let (row, column) = cell.get_position();
            if row <= self.header_row {
                continue;
            }
            let found = Said::new(cell.get_value(), of_1904);
            if found == Said::Nothing {
                continue;
            }
            row_at = Some(row);
            match place.get(column as usize) {
                Some(Some(at)) => {
                    let spans = merged.get(&column).into_iter().flatten();
                    if let Some((_, last)) = spans.into_iter().find(|(start, _)| *start == row) {
                        above[*at] = (*last, found.clone());
                    }
                    said[*at] = found;
                }
                Some(None) => {}
                None => self.beyond += 1,
            }
        }
        visit(worker, &chunk, first)?;
        if let Some(progress) = options.progress {
            progress(total, total);
        }
        Ok(())
    }
}

/// What the cells of a column are, within a chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nothing,
    Moments,
    Words,
}

/// A wanted column of some rows.
#[derive(Debug)]
struct Column {
    source: usize,
    kind: Kind,
    bytes: Vec<u8>,
    ends: Vec<i64>,
    ticks: Vec<i64>,
    valid: Vec<u8>,
}

/// Some rows, in each column of which all cells are dates, or none is.
#[derive(Debug)]
struct Chunk {
    rows: usize,
    columns: Vec<Column>,
    broken: Vec<u32>,
}

fn kind_of(said: &Said<'_>) -> Kind {
    match said {
        Said::Nothing => Kind::Nothing,
        Said::Moment(_) => Kind::Moments,
        Said::Text(_) | Said::Number(_) | Said::Error(_) => Kind::Words,
    }
}

impl Chunk {
    fn new(wanted: &[usize]) -> Self {
        let column = |source: &usize| Column {
            source: *source,
            kind: Kind::Nothing,
            bytes: Vec::new(),
            ends: vec![0],
            ticks: Vec::new(),
            valid: Vec::new(),
        };
        Self { rows: 0, columns: wanted.iter().map(column).collect(), broken: Vec::new() }
    }

    /// Whether a row is of the kind of the rows that are there.
    fn takes(&self, row: &[Said<'_>]) -> bool {
        self.columns.iter().zip(row).all(|(column, said)| {
            let kind = kind_of(said);
            kind == Kind::Nothing || column.kind == Kind::Nothing || kind == column.kind
        })
    }

    fn push(&mut self, row: &[Said<'_>]) {
        let (byte, bit) = (self.rows / 8, self.rows % 8);
        for (column, said) in self.columns.iter_mut().zip(row) {
            column.valid.resize(byte + 1, 0);
            let mut tick = 0;
            match said {
                Said::Nothing => {}
                Said::Text(text) => column.bytes.extend_from_slice(text.as_bytes()),
                Said::Number(text) | Said::Error(text) => column.bytes.extend_from_slice(text.as_bytes()),
                Said::Moment(seconds) => tick = *seconds,
            }
            if *said != Said::Nothing {
                column.kind = kind_of(said);
                column.valid[byte] |= 1 << bit;
            }
            column.ticks.push(tick);
            column.ends.push(column.bytes.len() as i64);
        }
        if row.iter().any(|said| matches!(said, Said::Error(_))) {
            self.broken.push(self.rows as u32);
        }
        self.rows += 1;
    }
}

impl Rows for Chunk {
    fn len(&self) -> usize {
        self.rows
    }

    fn column(&self, source: usize) -> RawColumn<'_> {
        let Some(column) = self.columns.iter().find(|c| c.source == source) else { return RawColumn::Absent };
        let valid = Some(Bits::new(&column.valid, 0));
        match column.kind {
            Kind::Nothing => RawColumn::AllNull,
            Kind::Moments => RawColumn::Instants { ticks: &column.ticks, per_day: DAY, shift: 0, valid },
            Kind::Words => RawColumn::Text { text: Text::Offsets64(&column.ends, &column.bytes), valid },
        }
    }

    fn misfits(&self) -> &[u32] {
        &self.broken
    }

    fn misfit(&self) -> Reason {
        Reason::CellError
    }

    fn original(&self, row: usize, sources: &[usize]) -> Vec<String> {
        sources.iter().map(|s| crate::cube::original(&self.column(*s), row)).collect()
    }
}
