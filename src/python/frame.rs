//! A table of any columns: rows set aside, lists of indicators.

use crate::python::capsule;
use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

/// A table of named columns, in Arrow's memory.
///
/// It is an Arrow stream itself, so that polars, pandas, pyarrow and duckdb take it as it is.
#[pyclass(frozen, module = "courtmetrics")]
#[derive(Debug)]
pub(crate) struct Frame(pub RecordBatch);

/// Hands Arrow data to a Python package that is not required.
pub(crate) fn to_polars<'py>(this: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    this.py().import("polars")?.getattr("DataFrame")?.call1((this,))
}

pub(crate) fn to_arrow<'py>(this: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    // pyarrow.table would import pandas, half a second, to see whether this is of it.
    let reader = this.py().import("pyarrow")?.getattr("RecordBatchReader")?;
    reader.call_method1("from_stream", (this,))?.call_method0("read_all")
}

pub(crate) fn to_pandas<'py>(this: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    to_arrow(this)?.call_method0("to_pandas")
}

#[pymethods]
impl Frame {
    /// The columns as an Arrow PyCapsule stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        _ = requested_schema; // the protocol lets a producer send its own types
        capsule::stream(py, self.0.clone())
    }

    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.0.schema().fields().iter().map(|f| f.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<courtmetrics.Frame: {} rows, columns {}>", self.0.num_rows(), self.columns().join(", "))
    }

    /// The rows as a list of dicts: plain Python, no other package.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, pyo3::types::PyDict>>> {
        super::rows::dicts(py, &self.0)
    }

    /// The table as a polars.DataFrame.
    fn to_polars<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_polars(slf.as_any())
    }

    /// The table as a pyarrow.Table.
    fn to_arrow<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_arrow(slf.as_any())
    }

    /// The table as a pandas.DataFrame (needs pyarrow).
    fn to_pandas<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        to_pandas(slf.as_any())
    }
}
