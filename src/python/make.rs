//! Invented case exports, written to files.

use crate::generate::{Block, Config, Headers, Order, cases, pinghu_example, write_csv};
use crate::python::args::positive;
use crate::{Error, ErrorKind, Result};
use pyo3::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes an invented case export of any size: the same arguments give the same file.
///
/// Parameters
/// ----------
/// path : path
///     Ends in ``.csv`` or ``.parquet``.
/// rows, seed, courts : int
///     Cases, seed of the random numbers, courts.
/// first_year, last_year : int
///     Years of filing.
/// order : str
///     ``"filed"``, ``"random"`` or ``"court"``.
/// headers : str
///     ``"zh"`` or ``"en"``.
/// overwrite : bool
///     Whether a file that is there may be replaced.
///
/// Returns
/// -------
/// int
///     Rows written.
#[pyfunction]
#[pyo3(signature = (path, rows=100_000, *, seed=1, courts=200, first_year=2018, last_year=2023, order="filed", headers="en", overwrite=false))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn generate(
    py: Python<'_>,
    path: PathBuf,
    rows: i64,
    seed: u64,
    courts: i64,
    first_year: i16,
    last_year: i16,
    order: &str,
    headers: &str,
    overwrite: bool,
) -> PyResult<u64> {
    keep(&path, overwrite)?;
    let order = match order {
        "filed" => Order::Filed,
        "random" => Order::Random,
        "court" => Order::Court,
        other => return Err(Error::unknown("order", other, ["filed", "random", "court"]).into()),
    };
    let config = Config {
        rows: positive("rows", Some(rows))?.unwrap_or_default() as u64,
        courts: positive("courts", Some(courts))?.unwrap_or_default(),
        seed,
        first_year,
        last_year,
        order,
        ..Config::default()
    };
    let headers = language(headers)?;
    Ok(py.detach(|| write(&path, cases(config)?, headers))?)
}

/// Writes the example: an invented export of one county court, 2021 to 2023.
///
/// The rows are invented. Only the totals of 2023 are real: they are those that the Pinghu Municipal People's
/// Court (浙江省平湖市人民法院) published on 2024-02-05.
///
/// Parameters
/// ----------
/// path : path
///     Ends in ``.csv`` or ``.parquet``.
/// headers : str
///     ``"zh"`` or ``"en"``.
/// overwrite : bool
///     Whether a file that is there may be replaced.
///
/// Returns
/// -------
/// int
///     Rows written.
#[pyfunction]
#[pyo3(signature = (path, *, headers="zh", overwrite=false))]
pub(crate) fn example(py: Python<'_>, path: PathBuf, headers: &str, overwrite: bool) -> PyResult<u64> {
    keep(&path, overwrite)?;
    let headers = language(headers)?;
    Ok(py.detach(|| write(&path, std::iter::once(pinghu_example(1)), headers))?)
}

/// # Errors
/// When a file is there and may not be replaced.
fn keep(path: &Path, overwrite: bool) -> Result<()> {
    if overwrite || !path.exists() {
        return Ok(());
    }
    Err(Error::new(ErrorKind::Argument, format!("{} is there already", path.display()))
        .rule("invented cases do not replace a file unasked")
        .hint("overwrite=True, or another name"))
}

fn language(word: &str) -> Result<Headers> {
    match word {
        "zh" => Ok(Headers::Chinese),
        "en" => Ok(Headers::English),
        other => Err(Error::unknown("headers", other, ["zh", "en"])),
    }
}

fn write(path: &Path, blocks: impl IntoIterator<Item = Block>, headers: Headers) -> Result<u64> {
    match path.extension().and_then(|e| e.to_str()) {
        Some("parquet") => crate::read::parquet::write_blocks(path, blocks, headers),
        Some("csv") => {
            let failed = |e: std::io::Error| Error::new(ErrorKind::Read, format!("{}: {e}", path.display()));
            let mut out = BufWriter::with_capacity(1 << 20, File::create(path).map_err(failed)?);
            let rows = write_csv(blocks, headers, &mut out).map_err(failed)?;
            out.flush().map_err(failed)?;
            Ok(rows)
        }
        _ => Err(Error::new(
            ErrorKind::Argument,
            format!("{} ends in neither .csv nor .parquet", path.display()),
        )
        .rule("the end of the name says which file is written")),
    }
}
