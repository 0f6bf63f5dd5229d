//! A sheet as a table of texts, as it stands.

use super::book::{Book, failed};
use super::cell::{Said, decimal};
use crate::read::{Grid, GridRow};
use crate::{Error, ErrorKind, Result};
use calamine::DataRef;
use std::io::Cursor;

impl Grid {
    /// A table out of the bytes of a workbook; `sheet` without a name is the only one with content. Numbers are
    /// plain, those shown as percentages are written with their sign, dates are written in ISO form.
    ///
    /// # Errors
    /// When the bytes are no workbook, or the sheet is not there or not clear.
    pub fn from_workbook(bytes: &[u8], sheet: Option<&str>, name: &str) -> Result<Self> {
        let mut book = Book::new(Cursor::new(bytes), name.to_owned())?;
        let sheet = book.choose(sheet)?;
        let of_1904 = book.inner.has_1904_epoch();
        let mut cells = book.inner.worksheet_cells_reader(&sheet).map_err(|e| failed(name, &e))?;
        let percent: Vec<bool> = (cells.styles().iter())
            .map(|style| style.number_format.as_ref().is_some_and(|f| is_percent(&f.format_code)))
            .collect();
        let mut rows: Vec<GridRow> = Vec::new();
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|e| failed(name, &e))? {
            let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
            let said = match (cell.get_value(), percent.get(style)) {
                (DataRef::Float(share), Some(true)) if share.is_finite() => {
                    Said::Number(format!("{}%", decimal(share * 100.0)))
                }
                (value, _) => Said::new(value, of_1904),
            };
            if said == Said::Nothing {
                continue;
            }
            if row >= ROWS || column >= COLUMNS {
                return Err(Error::new(
                    ErrorKind::Read,
                    format!("{name} has a cell in row {row}, column {column}"),
                )
                .rule(format!("a sheet ends at row {ROWS} and column {COLUMNS}")));
            }
            // Rows without content stand here as empty lines stand in a text.
            while rows.len() <= row {
                let line = rows.len() as u64 + 1;
                rows.push(GridRow { line, cells: Vec::new(), plain: Vec::new() });
            }
            let there = &mut rows[row];
            let width = there.cells.len().max(column + 1);
            there.cells.resize(width, String::new());
            there.plain.resize(width, false);
            there.plain[column] = matches!(said, Said::Number(_));
            there.cells[column] = said.text();
        }
        Ok(Self { rows, notes: vec![format!("the sheet \"{sheet}\" is read")] })
    }
}

/// Where a sheet ends: ECMA-376 leaves it open, and every program that writes sheets ends there.
const ROWS: usize = 1_048_576;
const COLUMNS: usize = 16_384;

/// Whether a number format shows a number times a hundred.
fn is_percent(format: &str) -> bool {
    let (mut quoted, mut escaped) = (false, false);
    format.chars().take_while(|c| *c != ';').any(|c| {
        let sign = c == '%' && !quoted && !escaped;
        quoted ^= c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        sign
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percent_sign_that_is_only_text_shows_no_percentage() {
        assert!(["0%", "0.00%;[Red]-0.00%", "#,##0.0 %"].into_iter().all(is_percent));
        assert!(!["0.00", "0\"%\"", "0\\%", "0;0%"].into_iter().any(is_percent));
    }
}
