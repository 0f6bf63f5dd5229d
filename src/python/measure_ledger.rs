//! The road from an aggregate table to a table of indicators, from Python.

use crate::aggregate::{Checks, TableBook};
use crate::ledger::Rollup;
use crate::measure_ledger::LedgerRequest;
use crate::period::Grain;
use crate::python::args::{self, Words, read_text};
use crate::python::definitions::{Definitions, own_sets};
use crate::python::frame::Frame;
use crate::python::inputs::Side;
use crate::python::table::Table;
use crate::python::{capsule, error};
use crate::quantity::Fraction;
use crate::read::{Grid, GridText};
use crate::{Error, ErrorKind};
use arrow_array::{ArrayRef, Date32Array, Float64Array, StringArray, UInt64Array};
use pyo3::prelude::*;
use std::sync::Arc;

/// Measures indicators from a table of totals that somebody printed, and checks what the table says twice.
///
/// Parameters
/// ----------
/// source : path or object with ``__arrow_c_stream__``
///     A CSV (plain, gz or zstd) or Parquet file, a workbook (.xlsx), or a table of polars, pandas, pyarrow or duckdb, as it was published:
///     titles, several header lines, totals and notes may stand in it.
/// indicators : str or list of str
///     Sets (``"cepej"``) or indicators (``"clearance_rate"``, ``"cepej.clearance_rate"``).
/// codebook : str
///     The path of a TOML file with ``[aggregate]``, or its text.
/// by : str or list of str, optional
///     Some of the codebook's groups; the others are taken together. Without it all of them.
/// period : str, optional
///     The period of the whole table, where neither a column nor the codebook says it: ``"2023"``. Or a length,
///     ``"quarter"``, ``"half"`` or ``"year"``: the table's shorter periods are put together, flows added, and
///     stocks taken of the first or the last; where one is missing, what is added has no value.
/// rollup : str
///     ``"none"``; ``"total"`` (all groups together beside the groups); ``"every"`` choice of columns.
/// definitions : path, dict or list of these, optional
///     Own sets of indicators: TOML files, or dicts in the same words.
/// inputs, inputs_codebook : optional
///     A side table of numbers that the table does not have, as in `measure`.
/// level : float, optional
///     Level of the intervals; ``None`` for none.
/// method : str or list of str, optional
///     Methods of the intervals, as in `Table.with_methods`.
/// delimiter, encoding : str, optional
///     For CSV files, where neither the file nor the codebook says.
/// sheet : str, optional
///     For workbooks, where the codebook does not say: the sheet; without it the only one with content.
///
/// Returns
/// -------
/// Table
///     One row for each indicator, group and period; an indicator whose numbers the table does not have is there
///     with a status. ``checks`` lists what does not fit in the source, each with its size.
///
/// Raises
/// ------
/// CourtmetricsError
///     A subclass for each kind of mistake; the message ends with what to do next.
///
/// Examples
/// --------
/// >>> import courtmetrics, pathlib, tempfile
/// >>> printed = pathlib.Path(tempfile.mkdtemp()) / "printed.csv"
/// >>> _ = printed.write_text("Courts of 2023\nCourt,Open,In,Out,Left\nA,240,272,329,183\nB,862,607,519,951\n")
/// >>> codebook = '''
/// ... id = "printed"
/// ... [aggregate]
/// ... skip_lines = 1
/// ... period.is = "2023"
/// ... group = [{ name = "court", column = "Court" }]
/// ... measures = { pending_start = "Open", incoming = "In", resolved = "Out", pending_end = "Left" }
/// ... '''
/// >>> table = courtmetrics.measure_ledger(printed, "cepej.clearance_rate", codebook=codebook)
/// >>> [(row.get("court"), round(row.get("value"), 4)) for row in table.to_dicts()]
/// [('*', 0.9647), ('A', 1.2096), ('B', 0.855)]
/// >>> table.checks.to_dicts()[0].get("arithmetic")
/// '862 + 607 − 519 = 950, printed 951'
#[pyfunction]
#[pyo3(signature = (
    source, indicators, *, codebook, by=None, period=None, rollup="total", definitions=None, inputs=None,
    inputs_codebook=None, level=Some(0.95), method=None, delimiter=None, encoding=None, sheet=None
))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn measure_ledger(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    indicators: Words,
    codebook: &str,
    by: Option<Words>,
    period: Option<&str>,
    rollup: &str,
    definitions: Option<Definitions>,
    inputs: Option<&Bound<'_, PyAny>>,
    inputs_codebook: Option<&str>,
    level: Option<f64>,
    method: Option<Words>,
    delimiter: Option<&str>,
    encoding: Option<&str>,
    sheet: Option<&str>,
) -> PyResult<Table> {
    let (book, methods) = (book(codebook)?, args::methods(method.as_ref())?);
    let mut request = LedgerRequest::with_sets(&indicators.list(), &own_sets(definitions.as_ref())?)?
        .rollup(rollup.parse::<Rollup>()?);
    request = request.level(level.map(crate::quantity::Level::new).transpose()?);
    if let Some(by) = &by {
        request = request.by(&by.list());
    }
    request = match period.map(|text| (text, text.parse::<Grain>())) {
        Some((_, Ok(grain))) => request.grain(grain),
        Some((label, Err(_))) => request.period(label),
        None => request,
    };
    if let Some(inputs) = inputs {
        let by = by
            .as_ref()
            .map_or_else(|| book.groups(), |by| by.list().into_iter().map(str::to_owned).collect());
        let side = Side { source: inputs, codebook: inputs_codebook, definitions: definitions.as_ref() };
        request = request.inputs(side.read(&by, book.aggregate.calendar)?);
    }
    let mut text = book.text();
    if let Some(delimiter) = delimiter {
        text.delimiter = Some(character(delimiter)?);
    }
    if let Some(encoding) = encoding {
        text.encoding = Some(encoding.to_owned());
    }
    if let Some(sheet) = sheet {
        text.sheet = Some(sheet.to_owned());
    }
    let grid = grid(source, &text)?;
    let measured = py.detach(|| request.run(&book, &grid))?;
    Ok(Table {
        inner: Arc::new(measured.table.with_methods(methods)),
        cube: None,
        checks: Some(Arc::new(measured.checks)),
        calendar: book.aggregate.calendar,
    })
}

/// A small table as it stands, of a file or an Arrow stream.
pub(crate) fn grid(source: &Bound<'_, PyAny>, text: &GridText) -> PyResult<Grid> {
    if let Some(path) = args::path(source) {
        return Ok(Grid::open(path, text)?);
    }
    let reader = capsule::reader(source)?;
    let schema = arrow_array::RecordBatchReader::schema(&reader);
    let batches = reader.collect::<Result<Vec<_>, _>>().map_err(error::arrow)?;
    Ok(Grid::from_batches(&schema, &batches)?)
}

/// A codebook out of a TOML file, or out of the text itself.
pub(crate) fn book(given: &str) -> crate::Result<TableBook> {
    if given.contains('\n') {
        return TableBook::from_toml(given);
    }
    if std::path::Path::new(given).extension().is_none_or(|e| e != "toml") {
        return Err(Error::new(ErrorKind::Argument, format!("codebook is \"{given}\""))
            .rule("a codebook of an aggregate table is the path of a TOML file, or its text")
            .hint("codebook=\"my_table.toml\""));
    }
    TableBook::from_toml(&read_text(given)?).map_err(|e| e.at(given))
}

fn character(text: &str) -> crate::Result<char> {
    let mut letters = if text == "\\t" { "\t" } else { text }.chars();
    match (letters.next(), letters.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Error::new(ErrorKind::Argument, format!("delimiter is \"{text}\""))
            .rule("a delimiter is one character")
            .hint("write \";\"")),
    }
}

/// What does not fit, as a table.
pub(crate) fn checks(checks: Option<&Checks>) -> PyResult<Frame> {
    let none = Checks::default();
    let checks = checks.unwrap_or(&none);
    let list = &checks.findings;
    let texts = |of: &dyn Fn(usize) -> String| -> ArrayRef {
        Arc::new(StringArray::from_iter_values((0..list.len()).map(of)))
    };
    let numbers = |of: &dyn Fn(usize) -> Option<Fraction>| -> ArrayRef {
        Arc::new((0..list.len()).map(|i| of(i).map(Fraction::to_f64)).collect::<Float64Array>())
    };
    let mut columns: Vec<(&str, ArrayRef)> = vec![("check", texts(&|i| list[i].check.word().to_owned()))];
    for (c, name) in checks.by.iter().enumerate() {
        columns.push((name, texts(&|i| list[i].group[c].text().to_owned())));
    }
    columns.push(("period", texts(&|i| list[i].period.to_string())));
    let ends = list.iter().map(|f| f.period.end().to_days());
    columns.push(("period_end", Arc::new(Date32Array::from_iter_values(ends))));
    columns.push(("measure", texts(&|i| list[i].measure.clone())));
    columns.push(("stated", numbers(&|i| list[i].stated)));
    columns.push(("expected", numbers(&|i| list[i].expected)));
    columns.push(("difference", numbers(&|i| list[i].difference())));
    columns.push(("outcome", texts(&|i| list[i].outcome().to_owned())));
    columns.push(("line", Arc::new(list.iter().map(|f| f.line).collect::<UInt64Array>())));
    columns.push(("arithmetic", texts(&|i| list[i].words.clone())));
    crate::table::arrow::batch_of(columns).map(Frame).map_err(error::arrow)
}
