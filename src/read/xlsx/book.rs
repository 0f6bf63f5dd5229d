//! A workbook that has been opened, and the sheet of it that is meant.

use crate::{Error, ErrorKind, Result};
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// A workbook and the name that messages use.
pub(super) struct Book<R> {
    pub inner: Xlsx<R>,
    pub name: String,
}

impl<R> std::fmt::Debug for Book<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Book").field("name", &self.name).finish_non_exhaustive()
    }
}

/// What to say when the workbook called `name` cannot be read.
pub(super) fn failed(name: &str, error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Read, format!("{name}: {error}"))
        .rule("a zip archive is read as an xlsx workbook")
        .hint("save the sheet as .xlsx or as CSV")
}

impl Book<BufReader<File>> {
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|e| Error::new(ErrorKind::Read, format!("{name}: {e}")))?;
        Self::new(BufReader::new(file), name)
    }
}

impl<R: Read + Seek> Book<R> {
    pub fn new(bytes: R, name: String) -> Result<Self> {
        let inner = Xlsx::new(bytes).map_err(|e| failed(&name, &e))?;
        Ok(Self { inner, name })
    }

    /// The sheet asked for, or the only one with content.
    pub fn choose(&mut self, asked: Option<&str>) -> Result<String> {
        let sheets = self.inner.sheets_metadata();
        let tables = sheets.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
        if let Some(asked) = asked {
            let names: Vec<&str> = tables.map(|sheet| sheet.name.as_str()).collect();
            return match names.iter().find(|name| **name == asked) {
                Some(_) => Ok(asked.to_owned()),
                None => Err(Error::unknown("sheet", asked, names).at(&self.name)),
            };
        }
        let visible: Vec<String> =
            tables.filter(|s| s.visible == SheetVisible::Visible).map(|s| s.name.clone()).collect();
        let mut filled = Vec::new();
        for sheet in visible {
            if self.says_something(&sheet)? {
                filled.push(sheet);
            }
        }
        match filled.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(Error::new(ErrorKind::Read, format!("{} has no sheet with content", self.name))
                .rule("hidden sheets are read only where they are named")),
            [first, ..] => {
                let names: Vec<String> = filled.iter().map(|name| format!("\"{name}\"")).collect();
                let what = format!("{} has {} sheets: {}", self.name, filled.len(), names.join(", "));
                Err(Error::new(ErrorKind::Read, what)
                    .rule("one sheet is read")
                    .hint(format!("name it: sheet=\"{first}\"")))
            }
        }
    }

    /// Whether any cell of a sheet holds anything.
    fn says_something(&mut self, sheet: &str) -> Result<bool> {
        let name = &self.name;
        let mut cells = self.inner.worksheet_cells_reader(sheet).map_err(|e| failed(name, &e))?;
        while let Some(cell) = cells.next_cell().map_err(|e| failed(name, &e))? {
            if *cell.get_value() != DataRef::Empty {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
