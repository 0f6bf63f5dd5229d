//! Arrow files (IPC, Feather): batch by batch, plain or compressed by lz4 or zstd.

use crate::read::arrow::Batches;
use crate::{Error, ErrorKind, Result};
use arrow_ipc::reader::FileReader;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// Opens an Arrow file.
///
/// # Errors
/// When it cannot be read or is no Arrow file.
pub fn open(path: &Path) -> Result<Batches<FileReader<BufReader<File>>>> {
    let failed = |e: &dyn std::fmt::Display| Error::new(ErrorKind::Read, format!("{}: {e}", path.display()));
    let file = File::open(path).map_err(|e| failed(&e))?;
    let reader = FileReader::try_new_buffered(file, None).map_err(|e| failed(&e))?;
    Ok(Batches::new(reader.schema(), reader, None))
}
