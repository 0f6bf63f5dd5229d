//! The road from a source to a table, from Python.

use crate::case::Clock;
use crate::measure::Measured;
use crate::period::Calendar;
use crate::python::args::{self, Asked, BadRows, Reading, Words, methods, paths, positive};
use crate::python::capsule;
use crate::python::definitions::Definitions;
use crate::python::inputs::Side;
use crate::python::measure_ledger::grid;
use crate::python::run::{Desk, detached};
use crate::python::stream;
use crate::python::table::Table;
use crate::read::arrow::Batches;
use crate::read::{GridText, Source, open_all};
use pyo3::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

/// Measures court performance indicators from the rows of a case export.
///
/// Parameters
/// ----------
/// source : path, list of paths, object with ``__arrow_c_stream__``, or iterator of such objects
///     A CSV (plain, gz or zstd; UTF-8, GB18030 or Latin-1), Parquet or Arrow file, a workbook (.xlsx), or a table
///     of polars, pandas, pyarrow or duckdb. One row a case. Several files are read as one, and a path may be a
///     pattern: ``"exports/2023-*.parquet"``. Tables that an iterator gives are drawn one by one and not collected.
/// indicators : str or list of str
///     Sets (``"cepej"``) or indicators (``"clearance_rate"``, ``"cepej.clearance_rate"``).
/// by : str or list of str, optional
///     Grouping columns: fields of the codebook, or columns of the export under their own names.
/// period : str
///     ``"year"``, ``"half"``, ``"quarter"``, ``"month"``, ``"year_to_date:6"``, or one period such as
///     ``"2023-01-01..2023-06-30"``, which comes with the same period of the year before.
/// codebook : str, optional
///     A shipped codebook, or the path of a TOML file; without it the shipped one that knows most columns.
/// fields : dict of str to str, optional
///     Field → column of the export: ``{"filed_on": "data_dist"}``.
/// unique : str, optional
///     The field whose value may stand in one row only; ``"none"`` looks for no repeats.
/// date_layouts : str or list of str, optional
///     How dates that arrive as text are read: ``"%Y-%m-%d"``, ``"%m/%d/%Y"``, ``"excel"`` ...
/// rollup : str
///     ``"none"``; ``"total"`` (all groups together beside the groups); ``"every"`` choice of columns.
/// year_starts : int
///     Month in which the reporting year starts, 1 to 12.
/// definitions : path, dict or list of these, optional
///     Own sets of indicators: TOML files, or dicts in the same words.
/// inputs : path or object with ``__arrow_c_stream__``, optional
///     A side table of numbers that no row of a case shows (inhabitants, judges, costs, surveys): a column for each
///     input, by its name; grouping columns, where ``*`` is all together; ``period``, or without it for every one.
/// inputs_codebook : str, optional
///     The path of a TOML file with ``[aggregate]``, or its text, for a side table of another form.
/// events : path or object with ``__arrow_c_stream__``, optional
///     A table of events of the cases, one row an event: ``case_id``, ``event_on``, ``event`` (inactive, reactivated,
///     reopened, reopened_resolved, off, on, reset, extended, deducted, converted), and ``event_days`` for the last
///     three.
/// events_codebook : str, optional
///     The path of a TOML file that says what the table of events calls its columns and words.
/// level : float, optional
///     Level of the intervals of values and changes, strictly between 0 and 1 (0.95 where nothing is said); None for
///     none.
/// method : str or list of str, optional
///     Methods of the intervals in the place of those with closed forms, as in `Table.with_methods`:
///     ``"clopper_pearson"``, ``["garwood", "exact_conditional"]``.
/// on_bad_rows : "warn", "raise" or int
///     What happens with rows that cannot be counted; a number is how many are allowed.
/// delimiter, encoding : str, optional
///     For CSV files, where the file itself does not say.
/// sheet : str, optional
///     For workbooks: the sheet; without it the only one with content.
/// header_row : int, optional
///     For workbooks: the row, from 1, that names the columns; without it the first with two cells or more.
/// threads : int, optional
///     Threads; without it ``COURTMETRICS_THREADS``, or as many as the machine offers.
/// memory_limit : int, optional
///     Most bytes that the cells of the cube may take; 4 GiB without it.
/// progress : callable, optional
///     Called about 20 times a second with (done, all).
///
/// Returns
/// -------
/// Table
///     One row for each indicator, group and period.
///
/// Raises
/// ------
/// CourtmetricsError
///     A subclass for each kind of mistake; the message ends with what to do next.
#[pyfunction]
#[pyo3(signature = (
    source, indicators, *, by=None, period="year", codebook=None, fields=None, unique=None, date_layouts=None,
    rollup="total", year_starts=1, definitions=None, inputs=None, inputs_codebook=None,
    events=None, events_codebook=None, level=Some(0.95), method=None, on_bad_rows=BadRows::Word("warn".to_owned()), delimiter=None,
    encoding=None, sheet=None, header_row=None, threads=None, memory_limit=None, progress=None
))]
#[allow(clippy::too_many_arguments, reason = "keyword arguments")]
pub(crate) fn measure(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    indicators: Words,
    by: Option<Words>,
    period: &str,
    codebook: Option<&str>,
    fields: Option<BTreeMap<String, String>>,
    unique: Option<&str>,
    date_layouts: Option<Words>,
    rollup: &str,
    year_starts: u8,
    definitions: Option<Definitions>,
    inputs: Option<&Bound<'_, PyAny>>,
    inputs_codebook: Option<&str>,
    events: Option<&Bound<'_, PyAny>>,
    events_codebook: Option<&str>,
    level: Option<f64>,
    method: Option<Words>,
    on_bad_rows: BadRows,
    delimiter: Option<&str>,
    encoding: Option<&str>,
    sheet: Option<&str>,
    header_row: Option<i64>,
    threads: Option<i64>,
    memory_limit: Option<i64>,
    progress: Option<&Bound<'_, PyAny>>,
) -> PyResult<Table> {
    let asked = Asked {
        of_cases: false,
        indicators: indicators.list(),
        definitions: definitions.as_ref(),
        by: by.as_ref(),
        period,
        rollup,
        year_starts,
        codebook,
        fields: fields.as_ref(),
        unique,
        date_layouts: date_layouts.as_ref(),
        level,
    };
    let mut request = asked.request()?;
    if let Some(source) = inputs {
        let side = Side { source, codebook: inputs_codebook, definitions: definitions.as_ref() };
        let by: Vec<String> = asked.by().into_iter().map(str::to_owned).collect();
        request = request.inputs(side.read(&by, Calendar::new(year_starts)?)?);
    }
    if let Some(source) = events {
        let book = events_codebook.map(args::codebook).transpose()?;
        request = request.events(Clock::from_grid(&grid(source, &GridText::default())?, book.as_ref())?);
    }
    let (threads, memory_limit) = (positive("threads", threads)?, positive("memory_limit", memory_limit)?);
    let (policy, methods) = (on_bad_rows.policy()?, methods(method.as_ref())?);
    let reading = Reading { delimiter, encoding, sheet, header_row };
    let measured: Measured = on_source(py, source, reading, progress, |source, desk| {
        request.run(source, desk.options(threads, memory_limit, policy))
    })?;
    let calendar: Calendar = measured.cube.shape().calendar;
    Ok(Table {
        inner: Arc::new(measured.table.with_methods(methods)),
        cube: Some(Arc::new(measured.cube)),
        checks: None,
        calendar,
    })
}

/// Builds the cube of a case export, to be merged, stored, or made into tables later.
///
/// Parameters are those of `measure`. The cube counts by `period`; months give quarters, halves, years and
/// years to date.
///
/// Returns
/// -------
/// Cube
#[pyfunction]
#[pyo3(signature = (source, indicators, *, by=None, period="month", **options))]
pub(crate) fn cube<'py>(
    py: Python<'py>,
    source: &Bound<'py, PyAny>,
    indicators: &Bound<'py, PyAny>,
    by: Option<&Bound<'py, PyAny>>,
    period: &str,
    options: Option<&Bound<'py, pyo3::types::PyDict>>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = options.map_or_else(|| Ok(pyo3::types::PyDict::new(py)), |o| o.copy())?;
    options.set_item("by", by)?;
    options.set_item("period", period)?;
    let table =
        py.import("courtmetrics._core")?.getattr("measure")?.call((source, indicators), Some(&options))?;
    table.getattr("cube")
}

/// Adds the change against a base to every row of a table: `table.compare(base)`.
#[pyfunction]
#[pyo3(signature = (table, base="year_before"))]
pub(crate) fn compare<'py>(table: &Bound<'py, Table>, base: &str) -> PyResult<Bound<'py, PyAny>> {
    table.call_method1("compare", (base,))
}

/// What tables call the bytes that they take (pyarrow, polars, pandas): whoever knows them has its rows in memory, other
/// than a query that has a length, too.
const SIZES: [&str; 3] = ["nbytes", "estimated_size", "memory_usage"];

/// Opens paths, an Arrow stream or an iterator of tables and works on it without the interpreter's lock.
pub(crate) fn on_source<T: Send>(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    reading: Reading<'_>,
    progress: Option<&Bound<'_, PyAny>>,
    job: impl FnOnce(&mut dyn Source, Desk<'_>) -> crate::Result<T> + Send,
) -> PyResult<T> {
    if let Some(paths) = paths(source) {
        let options = reading.options()?;
        return detached(py, progress, false, |desk| job(open_all(&paths, options)?.as_mut(), desk));
    }
    if let Some(drawn) = stream::drawn(source)? {
        let (schema, raised) = (drawn.schema(), drawn.raised());
        let result = detached(py, progress, false, |desk| job(&mut Batches::new(schema, drawn, None), desk));
        let raised = raised.lock().unwrap_or_else(PoisonError::into_inner).take();
        return result.map_err(|error| raised.unwrap_or(error));
    }
    let reader = capsule::reader(source)?;
    let schema = arrow_array::RecordBatchReader::schema(&reader);
    let rows = source.len().ok().map(|n| n as u64);
    let mut batches = Batches::new(schema, reader, rows);
    let kind = source.get_type();
    if SIZES.iter().any(|size| kind.hasattr(size).unwrap_or(false)) {
        batches = batches.held();
    }
    // What one thread takes at a time is over before another would be at work.
    let short = batches.width().is_some_and(|threads| threads <= 1);
    detached(py, progress, short, move |desk| job(&mut batches, desk))
}
