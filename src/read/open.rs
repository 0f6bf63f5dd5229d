//! Files as a source, by what they hold and not by what they are called.

use crate::read::files::Files;
use crate::read::{Source, glob};
use crate::{Error, ErrorKind, Result};
use std::io::Read;
use std::path::Path;

/// How a file is opened.
#[derive(Debug, Clone, Default)]
pub struct OpenOptions {
    /// CSV: the byte between cells; `None` looks for it in the header.
    #[cfg(feature = "csv")]
    pub delimiter: Option<u8>,
    /// CSV: the encoding; `None` looks at the bytes.
    #[cfg(feature = "csv")]
    pub encoding: Option<crate::read::csv::Encoding>,
    /// Workbooks: the sheet; `None` is the only one with content.
    pub sheet: Option<String>,
    /// Workbooks: the row, from 1, that names the columns; `None` is the first with two cells or more.
    pub header_row: Option<u32>,
}

/// The first bytes of a zip archive, which a workbook is.
pub(super) const WORKBOOK: &[u8] = b"PK\x03\x04";

/// Opens a CSV file (plain, gz or zstd), a Parquet file, an Arrow (IPC, Feather) file or a workbook (.xlsx), by
/// what it holds and not by its name; or all files that a pattern such as `exports/2023-*.parquet` stands for.
///
/// # Errors
/// When a file cannot be read, is empty, or is of a kind that no reader here knows; when no file fits a pattern,
/// or files name unlike columns.
pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Box<dyn Source>> {
    open_all(&[path], options)
}

/// Opens files and patterns of files as one source: the rows of each behind those of the one before.
///
/// # Errors
/// As [`open`], and when no file is named.
pub fn open_all<P: AsRef<Path>>(paths: &[P], options: OpenOptions) -> Result<Box<dyn Source>> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(glob(path.as_ref())?);
    }
    match files.as_slice() {
        [only] => open_file(only, &options),
        _ => Ok(Box::new(Files::open(files, options)?)),
    }
}

/// Opens one file.
pub(super) fn open_file(path: &Path, options: &OpenOptions) -> Result<Box<dyn Source>> {
    let mut magic = [0u8; 6];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut magic));
    let read = read.map_err(|e| {
        let error = Error::new(ErrorKind::Read, format!("{}: {e}", path.display()));
        if path.is_dir() { error.hint("name a file") } else { error }
    })?;
    let of_workbook = options.sheet.is_some() || options.header_row.is_some();
    if of_workbook && !magic[..read].starts_with(WORKBOOK) {
        return Err(no_workbook(&path.display().to_string()));
    }
    if magic[..read].starts_with(b"PAR1") {
        return parquet(path);
    }
    if magic[..read] == *b"ARROW1" {
        return arrow(path);
    }
    if magic[..read].starts_with(WORKBOOK) {
        return workbook(path, options);
    }
    text(path, options)
}

/// What to say when a sheet is named and the file has none.
pub(super) fn no_workbook(name: &str) -> Error {
    Error::new(ErrorKind::Argument, format!("sheet or header_row is named, and {name} is no workbook"))
        .rule("both are of .xlsx files")
        .hint("leave them out")
}

#[cfg(feature = "xlsx")]
fn workbook(path: &Path, options: &OpenOptions) -> Result<Box<dyn Source>> {
    let which =
        crate::read::xlsx::SheetOptions { sheet: options.sheet.clone(), header_row: options.header_row };
    Ok(Box::new(crate::read::xlsx::XlsxFile::open(path, &which)?))
}

#[cfg(not(feature = "xlsx"))]
fn workbook(path: &Path, _: &OpenOptions) -> Result<Box<dyn Source>> {
    Err(unread_workbook(&path.display().to_string()))
}

/// What to say of a zip archive in a build without workbooks.
#[cfg(not(feature = "xlsx"))]
pub(super) fn unread_workbook(name: &str) -> Error {
    Error::new(ErrorKind::Read, format!("{name} is a zip archive, perhaps an xlsx workbook"))
        .rule("this build reads no workbooks")
        .hint("build with the feature \"xlsx\", or save the sheet as CSV")
}

#[cfg(feature = "parquet")]
fn parquet(path: &Path) -> Result<Box<dyn Source>> {
    Ok(Box::new(crate::read::parquet::ParquetFile::open(path)?))
}

#[cfg(not(feature = "parquet"))]
fn parquet(path: &Path) -> Result<Box<dyn Source>> {
    Err(Error::new(ErrorKind::Read, format!("{} is a Parquet file", path.display()))
        .rule("this build reads no Parquet")
        .hint("build with the feature \"parquet\""))
}

#[cfg(feature = "arrow")]
fn arrow(path: &Path) -> Result<Box<dyn Source>> {
    Ok(Box::new(crate::read::arrow_file::open(path)?))
}

#[cfg(not(feature = "arrow"))]
fn arrow(path: &Path) -> Result<Box<dyn Source>> {
    Err(Error::new(ErrorKind::Read, format!("{} is an Arrow file", path.display()))
        .rule("this build reads no Arrow files")
        .hint("build with the feature \"arrow\""))
}

#[cfg(feature = "csv")]
fn text(path: &Path, options: &OpenOptions) -> Result<Box<dyn Source>> {
    let mut csv = crate::read::csv::CsvOptions::default();
    if let Some(delimiter) = options.delimiter {
        csv = csv.delimiter(delimiter);
    }
    if let Some(encoding) = options.encoding {
        csv = csv.encoding(encoding);
    }
    Ok(Box::new(crate::read::csv::CsvFile::open(path, csv)?))
}

#[cfg(not(feature = "csv"))]
fn text(path: &Path, _: &OpenOptions) -> Result<Box<dyn Source>> {
    Err(Error::new(ErrorKind::Read, format!("{} is no Parquet file", path.display()))
        .rule("this build reads no CSV")
        .hint("build with the feature \"csv\""))
}
