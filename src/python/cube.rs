//! The cube: a summary that merges, travels and pickles.

use crate::case::Clock;
use crate::python::args::{self, Asked, BadRows, Reading, Words, positive};
use crate::python::capsule;
use crate::python::definitions::Definitions;
use crate::python::error;
use crate::python::inputs::Side;
use crate::python::measure::on_source;
use crate::python::measure_ledger::grid;
use crate::python::table::Table;
use crate::read::GridText;
use crate::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule, PyDict};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// An exact summary of cases: it merges, and any table of the indicators it was built for comes from it.
///
/// A cube is an Arrow stream itself (one row for each number). Two of them under each other, summed by all
/// columns but `value`, are the merged cube, so that any SQL engine can merge cubes.
#[pyclass(frozen, eq, module = "courtmetrics")]
#[derive(Debug, PartialEq)]
pub(crate) struct Cube {
    pub inner: Arc<crate::cube::Cube>,
}

fn wrap(inner: crate::cube::Cube) -> Cube {
    Cube { inner: Arc::new(inner) }
}

#[pymethods]
impl Cube {
    /// A new cube of the cases of both.
    ///
    /// Raises
    /// ------
    /// MismatchError
    ///     When they were built for different indicators, groups or periods.
    fn merge(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        let (mine, theirs) = (self.inner.clone(), other.inner.clone());
        let merged = py.detach(move || {
            let mut cube = (*mine).clone();
            cube.merge((*theirs).clone()).map(|()| cube)
        });
        Ok(wrap(merged?))
    }

    fn __or__(&self, py: Python<'_>, other: &Self) -> PyResult<Self> {
        self.merge(py, other)
    }

    /// A table of indicators from this cube.
    ///
    /// Parameters
    /// ----------
    /// indicators : str or list of str
    ///     Sets or indicators that the cube was built for.
    /// period : str
    ///     As in `measure`; periods are at least as long as those that the cube was built with.
    /// rollup : str
    ///     ``"none"``, ``"total"`` or ``"every"``.
    /// definitions : path, dict or list of these, optional
    ///     Own sets of indicators: TOML files, or dicts in the same words.
    /// inputs, inputs_codebook : optional
    ///     A side table, as in `measure`.
    /// level : float, optional
    ///     Level of the intervals, strictly between 0 and 1 (0.95 where nothing is said); None for none.
    /// method : str or list of str, optional
    ///     Methods of the intervals, as in `measure`.
    #[pyo3(signature = (indicators, *, period="year", rollup="total", definitions=None, inputs=None, inputs_codebook=None, level=Some(0.95), method=None))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn table(
        &self,
        py: Python<'_>,
        indicators: Words,
        period: &str,
        rollup: &str,
        definitions: Option<Definitions>,
        inputs: Option<&Bound<'_, PyAny>>,
        inputs_codebook: Option<&str>,
        level: Option<f64>,
        method: Option<Words>,
    ) -> PyResult<Table> {
        let methods = args::methods(method.as_ref())?;
        let calendar = self.inner.shape().calendar;
        let asked = Asked {
            indicators: indicators.list(),
            definitions: definitions.as_ref(),
            period,
            rollup,
            year_starts: calendar.year_starts(),
            level,
            ..Asked::default()
        };
        let mut request = asked.request()?.calendar(calendar);
        if let Some(source) = inputs {
            let side = Side { source, codebook: inputs_codebook, definitions: definitions.as_ref() };
            request = request.inputs(side.read(&self.inner.shape().by, calendar)?);
        }
        let cube = self.inner.clone();
        let table = py.detach(|| request.table(&cube))?.with_methods(methods);
        Ok(Table { inner: Arc::new(table), cube: Some(cube), checks: None, calendar })
    }

    /// A cube from an Arrow stream of its rows, such as the result of a merge in SQL.
    ///
    /// Parameters
    /// ----------
    /// source : object with ``__arrow_c_stream__``
    ///     The rows.
    /// like : Cube, optional
    ///     A cube of the same shape, where the table has lost its metadata (SQL engines drop it).
    #[staticmethod]
    #[pyo3(signature = (source, *, like=None))]
    fn from_arrow(source: &Bound<'_, PyAny>, like: Option<&Self>) -> PyResult<Self> {
        let reader = capsule::reader(source)?;
        let schema = arrow_array::RecordBatchReader::schema(&reader);
        let batches = reader.collect::<Result<Vec<_>, _>>().map_err(error::arrow)?;
        Ok(wrap(crate::cube::Cube::from_batches(&schema, &batches, like.map(|l| &*l.inner))?))
    }

    /// Saves the cube to a file, with version and checksum, in the place of one that is there: the old one stays
    /// until the new one is whole. By custom the name ends in ``.cube``; it is an Arrow file.
    ///
    /// Raises
    /// ------
    /// ReadError
    ///     When the file cannot be written.
    fn save(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        Ok(py.detach(|| self.inner.save(path))?)
    }

    /// Opens a cube that was saved.
    ///
    /// Raises
    /// ------
    /// ReadError
    ///     When the file is no stored cube, is cut, or is not as it was saved: every flipped bit is found.
    /// MismatchError
    ///     When it was saved by a newer version, or this version tells its cases apart in another way.
    #[staticmethod]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        Ok(wrap(py.detach(|| crate::cube::Cube::open(path))?))
    }

    /// A new cube with the rows of another export, counted by what this cube was built for: a month's rows.
    ///
    /// A cube holds no identifiers. Within the rows that are added repeated ones are looked for, if the codebook says
    /// so; a case that is in the cube already is counted twice.
    ///
    /// Parameters
    /// ----------
    /// source, codebook, fields, unique, date_layouts, events, events_codebook, on_bad_rows, delimiter, encoding, sheet, header_row, threads, memory_limit, progress : optional
    ///     As in `measure`.
    /// again : bool
    ///     Add rows that are equal in every count to an earlier addition, because they are other cases.
    ///
    /// Raises
    /// ------
    /// DataError
    ///     When the rows were added before.
    /// MismatchError
    ///     When the export lacks a column that the cube counts by, or is read by other rules: words that mean
    ///     something else, other plausible days.
    #[pyo3(signature = (
        source, *, codebook=None, fields=None, unique=None, date_layouts=None, events=None, events_codebook=None,
        on_bad_rows=BadRows::Word("warn".to_owned()), delimiter=None, encoding=None, sheet=None, header_row=None,
        threads=None, memory_limit=None, progress=None, again=false
    ))]
    #[allow(clippy::too_many_arguments, reason = "keyword arguments")]
    fn add(
        &self,
        py: Python<'_>,
        source: &Bound<'_, PyAny>,
        codebook: Option<&str>,
        fields: Option<BTreeMap<String, String>>,
        unique: Option<&str>,
        date_layouts: Option<Words>,
        events: Option<&Bound<'_, PyAny>>,
        events_codebook: Option<&str>,
        on_bad_rows: BadRows,
        delimiter: Option<&str>,
        encoding: Option<&str>,
        sheet: Option<&str>,
        header_row: Option<i64>,
        threads: Option<i64>,
        memory_limit: Option<i64>,
        progress: Option<&Bound<'_, PyAny>>,
        again: bool,
    ) -> PyResult<Self> {
        let asked = Asked {
            of_cases: true,
            period: "year",
            rollup: "total",
            year_starts: 1,
            codebook,
            fields: fields.as_ref(),
            unique,
            date_layouts: date_layouts.as_ref(),
            ..Asked::default()
        };
        let mut request = asked.request()?;
        if let Some(source) = events {
            let book = events_codebook.map(args::codebook).transpose()?;
            request = request.events(Clock::from_grid(&grid(source, &GridText::default())?, book.as_ref())?);
        }
        let (threads, memory_limit) =
            (positive("threads", threads)?, positive("memory_limit", memory_limit)?);
        let policy = on_bad_rows.policy()?;
        let reading = Reading { delimiter, encoding, sheet, header_row };
        let mine = self.inner.clone();
        let added = on_source(py, source, reading, progress, move |source, desk| {
            let part = request.count_for(&mine, source, desk.options(threads, memory_limit, policy))?;
            let mut cube = (*mine).clone();
            if again { cube.merge(part) } else { cube.add(part) }.map(|()| cube)
        });
        Ok(wrap(added?))
    }

    /// A new cube without the periods before a day: what lies before it becomes the opening balance. Tables start
    /// there, and every number from there on is what it was: flows, stocks, ages of pending cases.
    ///
    /// What the dropped periods said by themselves is gone: their flows, times and stocks, and changes against them.
    ///
    /// Parameters
    /// ----------
    /// first : str
    ///     The first day of the first period that stays: ``"2022-01-01"``.
    ///
    /// Raises
    /// ------
    /// ArgumentError
    ///     When no period of the cube begins on that day.
    fn drop_before(&self, py: Python<'_>, first: &str) -> PyResult<Self> {
        let first = first.parse()?;
        let mine = self.inner.clone();
        let dropped = py.detach(move || {
            let mut cube = (*mine).clone();
            cube.drop_before(first).map(|()| cube)
        });
        Ok(wrap(dropped?))
    }

    /// The first day of which flows are known, where what lies before it was dropped; else None.
    #[getter]
    fn opening(&self) -> Option<String> {
        self.inner.opening().map(|day| day.to_string())
    }

    /// What was added, one dict for each export that was counted: ``rows`` read, rows ``counted``, ``first_day`` and
    /// ``last_day`` of filing or resolution among these.
    #[getter]
    fn additions<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let shown = |addition: &crate::cube::Addition| {
            let row = PyDict::new(py);
            let (first, last) = addition.span().unzip();
            row.set_item("rows", addition.rows)?;
            row.set_item("counted", addition.counted)?;
            row.set_item("first_day", first.map(|day| day.to_string()))?;
            row.set_item("last_day", last.map(|day| day.to_string()))?;
            Ok(row)
        };
        self.inner.additions().iter().map(shown).collect()
    }

    /// Reads a cube from a Parquet file that was written by `write`.
    #[staticmethod]
    fn read(path: PathBuf) -> PyResult<Self> {
        let bytes = std::fs::read(&path)
            .map_err(|e| Error::new(ErrorKind::Read, format!("{}: {e}", path.display())))?;
        let (schema, batches) = crate::read::parquet::read_all(bytes)?;
        Ok(wrap(crate::cube::Cube::from_batches(&schema, &batches, None)?))
    }

    /// Writes the cube as a table of single numbers to a Parquet file, for other programs: they may add to it, so it
    /// has no checksum. To keep a cube there is `save`.
    fn write(&self, path: PathBuf) -> PyResult<()> {
        let batch = self.inner.to_batch()?;
        Ok(crate::read::parquet::write(&path, &batch)?)
    }

    /// A cube from the bytes of a stored one.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        Ok(wrap(crate::cube::Cube::from_bytes(bytes.to_vec())?))
    }

    /// The cube as the bytes of a stored one, as `save` writes them.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        Ok(PyBytes::new(py, &py.detach(|| self.inner.to_bytes())?))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        let bytes = slf.get().to_bytes(slf.py())?;
        Ok((slf.get_type().getattr("from_bytes")?, (bytes,)))
    }

    /// The cube's rows as an Arrow PyCapsule stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        _ = requested_schema; // the protocol lets a producer send its own types
        capsule::stream(py, self.inner.to_batch()?)
    }

    /// Cases in the cube.
    fn __len__(&self) -> usize {
        self.inner.tally().accepted() as usize
    }

    /// Cells in the cube.
    #[getter]
    fn cells(&self) -> usize {
        self.inner.cells()
    }

    /// Grouping columns.
    #[getter]
    fn by(&self) -> Vec<String> {
        self.inner.shape().by.clone()
    }

    fn __repr__(&self) -> String {
        let shape = self.inner.shape();
        format!(
            "<courtmetrics.Cube: {} cases in {} cells, by [{}], by {}>",
            self.inner.tally().accepted(),
            self.inner.cells(),
            shape.by.join(", "),
            shape.grain.word()
        )
    }
}
