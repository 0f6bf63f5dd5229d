//! The cube: a summary that merges, travels and pickles.

use crate::python::args::{self, Asked, Words};
use crate::python::capsule;
use crate::python::definitions::Definitions;
use crate::python::error;
use crate::python::inputs::Side;
use crate::python::table::Table;
use crate::{Error, ErrorKind};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
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

    /// Reads a cube from a Parquet file.
    #[staticmethod]
    fn read(path: PathBuf) -> PyResult<Self> {
        let bytes = std::fs::read(&path)
            .map_err(|e| Error::new(ErrorKind::Read, format!("{}: {e}", path.display())))?;
        Self::from_bytes(&bytes)
    }

    /// Writes the cube to a Parquet file.
    fn write(&self, path: PathBuf) -> PyResult<()> {
        let batch = self.inner.to_batch()?;
        Ok(crate::read::parquet::write(&path, &batch)?)
    }

    /// A cube from the bytes of a Parquet file.
    #[staticmethod]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        let (schema, batches) = crate::read::parquet::read_all(bytes.to_vec())?;
        Ok(wrap(crate::cube::Cube::from_batches(&schema, &batches, None)?))
    }

    /// The cube as the bytes of a Parquet file.
    fn to_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| self.inner.to_batch().and_then(|b| crate::read::parquet::to_bytes(&b)))?;
        Ok(PyBytes::new(py, &bytes))
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
