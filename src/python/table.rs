//! The table of observations.

use crate::period::{Base, Calendar, Period};
use crate::python::args::Words;
use crate::python::frame::{self, Frame};
use crate::python::{capsule, error};
use crate::report_text::wording::table_sentences;
use crate::table::{Language, Mark, Methods};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use std::sync::Arc;

/// Observations of indicators by group and period, and their changes.
///
/// Every indicator has a row for every group and every period; where there is no value, `status` says why.
/// The table is an Arrow stream itself, so that polars, pandas, pyarrow and duckdb take it as it is.
///
/// Columns: indicator, the grouping columns, period, period_start, period_end, kind, unit, numerator,
/// denominator, cases, value, lower, upper, method, status, mark, standing, set, version, in_range; after
/// `compare` also base_period, base_value, change, change_unit, change_status, change_lower, change_upper,
/// change_method, p_value. A rate's value is numerator / denominator (0.9148, not 91.48); money's numerator is in
/// minor units and its value in major ones. `lower` and `upper` are in the unit of the value, `change_lower` and
/// `change_upper` in that of the change; where there is no interval, the method says why (``"none_ratio"``).
#[pyclass(frozen, module = "courtmetrics")]
#[derive(Debug)]
pub(crate) struct Table {
    pub inner: Arc<crate::table::Table>,
    pub cube: Option<Arc<crate::cube::Cube>>,
    pub checks: Option<Arc<crate::aggregate::Checks>>,
    pub calendar: Calendar,
}

impl Table {
    fn with(&self, inner: crate::table::Table) -> Self {
        Self {
            inner: Arc::new(inner),
            cube: self.cube.clone(),
            checks: self.checks.clone(),
            calendar: self.calendar,
        }
    }
}

#[pymethods]
impl Table {
    /// Adds the change against a base to every row.
    ///
    /// Parameters
    /// ----------
    /// base : str
    ///     ``"year_before"`` (同比, the default), ``"previous"`` (环比), or a period such as ``"2019"``.
    ///
    /// Returns
    /// -------
    /// Table
    ///     The same rows with base_period, base_value, change, change_unit, change_status, change_lower,
    ///     change_upper, change_method and p_value.
    #[pyo3(signature = (base="year_before"))]
    fn compare(&self, py: Python<'_>, base: &str) -> PyResult<Self> {
        let base = Base::parse(base, self.calendar)?;
        if base == Base::Plan {
            return Err(crate::Error::new(crate::ErrorKind::Argument, "base is \"plan\"")
                .rule("a table holds what was measured, and no plan")
                .hint("base=\"year_before\", \"previous\", or a period")
                .into());
        }
        let mut table = (*self.inner).clone();
        py.detach(|| table.compare(base));
        Ok(self.with(table))
    }

    /// Marks a period; a change across a break is not computed (its status is ``"definition_changed"``).
    ///
    /// Parameters
    /// ----------
    /// period : str
    ///     Label of the period.
    /// mark : str
    ///     ``"break"``, ``"provisional"``, ``"estimated"`` or ``"normal"``.
    ///
    /// Raises
    /// ------
    /// ArgumentError
    ///     When the table was compared already.
    fn mark(&self, period: &str, mark: &str) -> PyResult<Self> {
        let mut table = (*self.inner).clone();
        table.mark(self.calendar.parse(period)?, mark.parse::<Mark>()?)?;
        Ok(self.with(table))
    }

    /// Says in one paragraph what a row means, how sure it is, on how many cases it stands, what it is compared
    /// with, and where its definition comes from.
    ///
    /// Parameters
    /// ----------
    /// row : int
    ///     Number of the row, from 0, as in `to_dicts` and every data frame.
    /// language : str
    ///     ``"en"`` or ``"zh"``.
    #[pyo3(signature = (row, language="en"))]
    fn explain(&self, row: i64, language: &str) -> PyResult<String> {
        let language = language.parse::<Language>()?;
        let text = usize::try_from(row).ok().and_then(|at| self.inner.explain(at, language));
        Ok(text.ok_or_else(|| {
            crate::Error::new(crate::ErrorKind::Argument, format!("row is {row}"))
                .rule(format!("the table has {} rows, counted from 0", self.inner.rows().len()))
        })?)
    }

    /// Level of the intervals; None where none were asked for.
    #[getter]
    fn level(&self) -> Option<f64> {
        self.inner.level().map(crate::quantity::Level::get)
    }

    /// The same table with intervals by other methods than those with closed forms.
    ///
    /// A word tells of what it is the method: parts of a whole ``"wilson"`` (the first), ``"wilson_cc"``,
    /// ``"clopper_pearson"``, ``"agresti_coull"``, ``"jeffreys"``; counts and rates ``"byar"`` (the first),
    /// ``"garwood"``, ``"score"``, ``"log_normal"``; differences of parts ``"newcombe"`` (the first),
    /// ``"newcombe_cc"``; changes of counts in percent ``"exact_conditional"``, with its p-value, in the place of the
    /// score method; the test of parts ``"fisher"`` in the place of the score test. Intervals are made when they are
    /// read; an exact one takes some microseconds.
    ///
    /// Parameters
    /// ----------
    /// method : str or list of str
    ///     At most one of each kind; the others are the first ones.
    ///
    /// Examples
    /// --------
    /// >>> import courtmetrics, tempfile, pathlib
    /// >>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
    /// >>> _ = courtmetrics.example(export)
    /// >>> table = courtmetrics.measure(export, "pinghu.cases_filed")
    /// >>> [t.to_dicts()[0]["method"] for t in (table, table.with_methods("garwood"))]
    /// ['byar', 'garwood']
    fn with_methods(&self, method: Words) -> PyResult<Self> {
        let methods = Methods::of(&method.list())?;
        Ok(self.with((*self.inner).clone().with_methods(methods)))
    }

    /// The rows of some periods only; changes stay as they were computed.
    ///
    /// Parameters
    /// ----------
    /// first, last : str
    ///     Labels of periods, such as ``"2023"`` or ``"2023-Q1"``; without `last` the one period.
    #[pyo3(signature = (first, last=None))]
    fn only(&self, first: &str, last: Option<&str>) -> PyResult<Self> {
        let first: Period = self.calendar.parse(first)?;
        let last: Period = last.map_or(Ok(first), |text| self.calendar.parse(text))?;
        let table = self.inner.only(|p| first.start() <= p.start() && p.end() <= last.end());
        Ok(self.with(table))
    }

    /// This table with the periods of an earlier one before it, so that they compare.
    ///
    /// A comparison across a change of a definition (another formula, or another version of its set) says
    /// ``definition_changed``.
    fn with_earlier(&self, earlier: &Self) -> PyResult<Self> {
        Ok(self.with(self.inner.with_earlier(&earlier.inner)?))
    }

    /// Rows that could not be counted: file (null where the source is one), row (1 is the first row of data),
    /// reason, text.
    #[getter]
    fn set_aside(&self) -> PyResult<Frame> {
        use arrow_array::{StringArray, UInt64Array};
        let rows = self.cube.as_ref().map(|c| c.tally().set_aside.rows()).unwrap_or_default();
        let batch = crate::table::arrow::batch_of(vec![
            ("file", Arc::new(rows.iter().map(|r| r.file.as_deref()).collect::<StringArray>())),
            ("row", Arc::new(UInt64Array::from_iter_values(rows.iter().map(|r| r.row)))),
            ("reason", Arc::new(StringArray::from_iter_values(rows.iter().map(|r| r.reason.word())))),
            ("text", Arc::new(StringArray::from_iter_values(rows.iter().map(|r| &r.text)))),
        ]);
        batch.map(Frame).map_err(error::arrow)
    }

    /// What does not fit in the aggregate table that this was measured from: check, the groups, period,
    /// period_end, measure, stated, expected, difference (stated less expected), outcome, line, arithmetic. The
    /// outcome is ``"fails"``, or ``"undefined"`` where a value is printed for what the printed numbers leave
    /// undefined. No rows for a table of cases.
    #[getter]
    fn checks(&self) -> PyResult<Frame> {
        super::measure_ledger::checks(self.checks.as_deref())
    }

    /// What was read: rows, counted, and the rows set aside by reason.
    #[getter]
    fn counts(&self) -> std::collections::BTreeMap<String, u64> {
        let Some(cube) = &self.cube else { return std::collections::BTreeMap::new() };
        let tally = cube.tally();
        let mut counts: std::collections::BTreeMap<String, u64> =
            tally.set_aside.counts().map(|(reason, n)| (reason.word().to_owned(), n)).collect();
        counts.insert("rows".to_owned(), tally.rows);
        counts.insert("counted".to_owned(), tally.accepted());
        counts.insert("set aside".to_owned(), tally.set_aside.total());
        counts
    }

    /// What a reader must know: what was set aside, which codebook was taken, what nobody verified.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.inner.notes().to_vec()
    }

    /// The cube that the table was made from.
    #[getter]
    fn cube(&self) -> Option<super::cube::Cube> {
        self.cube.as_ref().map(|cube| super::cube::Cube { inner: cube.clone() })
    }

    /// Labels of the periods.
    #[getter]
    fn periods(&self) -> Vec<String> {
        self.inner.periods().iter().map(ToString::to_string).collect()
    }

    /// The table as text.
    ///
    /// Parameters
    /// ----------
    /// language : str
    ///     ``"en"`` or ``"zh"``.
    /// periods : int
    ///     How many of the last periods stand side by side.
    /// lines : int
    ///     How many lines of observations at most.
    #[pyo3(signature = (language="en", periods=3, lines=60))]
    fn to_text(&self, language: &str, periods: usize, lines: usize) -> PyResult<String> {
        Ok(self.inner.to_text(language.parse::<Language>()?, periods, lines))
    }

    /// The table as sentences of a report, in the conventions of published ones; read back before given out.
    ///
    /// Parameters
    /// ----------
    /// language : str
    ///     ``"zh"`` or ``"en"``.
    /// among : str, optional
    ///     Among whom the groups are ranked: ``"全市"`` adds 居全市第1. Without it no place is told.
    ///
    /// Returns
    /// -------
    /// list of str
    ///     One sentence for each row that has a value; `unsaid` lists the others with the reason.
    #[pyo3(signature = (language="zh", among=None))]
    fn sentences(&self, py: Python<'_>, language: &str, among: Option<&str>) -> PyResult<Vec<String>> {
        let language = language.parse::<Language>()?;
        let written = py.detach(|| table_sentences(&self.inner, language, among));
        Ok(written.sentences.into_iter().map(|(_, sentence)| sentence).collect())
    }

    /// The rows that `sentences` does not tell: row (0 is the first) and reason.
    #[pyo3(signature = (language="zh", among=None))]
    fn unsaid(&self, py: Python<'_>, language: &str, among: Option<&str>) -> PyResult<Vec<(usize, String)>> {
        let language = language.parse::<Language>()?;
        let written = py.detach(|| table_sentences(&self.inner, language, among));
        Ok(written.unsaid.into_iter().map(|unsaid| (unsaid.row, unsaid.reason)).collect())
    }

    fn __repr__(&self) -> String {
        self.inner.to_text(Language::English, 3, 40)
    }

    fn _repr_html_(&self) -> String {
        let text = self.inner.to_text(Language::English, 3, 200);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        format!("<pre style=\"line-height:1.3\">{text}</pre>")
    }

    fn __len__(&self) -> usize {
        self.inner.rows().len()
    }

    /// The rows as an Arrow PyCapsule stream; those of a large table in one batch for each indicator.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        _ = requested_schema; // the protocol lets a producer send its own types
        let batches = self.inner.to_batches().map_err(error::arrow)?;
        capsule::streams(py, batches[0].schema(), batches)
    }

    /// The table as a polars.DataFrame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        frame::to_polars(slf.as_any())
    }

    /// The table as a pyarrow.Table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        frame::to_arrow(slf.as_any())
    }

    /// The table as a pandas.DataFrame (needs pyarrow).
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        frame::to_pandas(slf.as_any())
    }

    /// The rows as a list of dicts: plain Python, no other package.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, pyo3::types::PyDict>>> {
        super::rows::dicts(py, &self.inner.to_batch().map_err(error::arrow)?)
    }

    /// Writes the table to a Parquet file.
    fn write_parquet(&self, path: std::path::PathBuf) -> PyResult<()> {
        let batch = self.inner.to_batch().map_err(error::arrow)?;
        Ok(crate::read::parquet::write(&path, &batch)?)
    }
}
