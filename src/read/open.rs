//! A file as a source, by what it holds and not by what it is called.

use crate::read::Source;
use crate::{Error, ErrorKind, Result};
use std::io::Read;
use std::path::Path;

/// How a file is opened.
#[derive(Debug, Clone, Copy, Default)]
pub struct OpenOptions {
    /// CSV: the byte between cells; `None` looks for it in the header.
    #[cfg(feature = "csv")]
    pub delimiter: Option<u8>,
    /// CSV: the encoding; `None` looks at the bytes.
    #[cfg(feature = "csv")]
    pub encoding: Option<crate::read::csv::Encoding>,
}

/// Opens a CSV file (plain or gz), a Parquet file or an Arrow (IPC, Feather) file.
///
/// # Errors
/// When the file cannot be read, is empty, or is of a kind that no reader here knows.
pub fn open(path: impl AsRef<Path>, options: OpenOptions) -> Result<Box<dyn Source>> {
    let path = path.as_ref();
    let mut magic = [0u8; 6];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut magic));
    let read = read.map_err(|e| {
        let error = Error::new(ErrorKind::Read, format!("{}: {e}", path.display()));
        if path.is_dir() { error.hint("name a file") } else { error }
    })?;
    if magic[..read].starts_with(b"PAR1") {
        return parquet(path);
    }
    if magic[..read] == *b"ARROW1" {
        return arrow(path);
    }
    text(path, options)
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
fn text(path: &Path, options: OpenOptions) -> Result<Box<dyn Source>> {
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
fn text(path: &Path, _: OpenOptions) -> Result<Box<dyn Source>> {
    Err(Error::new(ErrorKind::Read, format!("{} is no Parquet file", path.display()))
        .rule("this build reads no CSV")
        .hint("build with the feature \"csv\""))
}
